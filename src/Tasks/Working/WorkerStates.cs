using static Weft.Tasks.WorkerDataState;

namespace Weft.Tasks;

/// <summary>
/// The two transition tables of a worker. A task and the value of the same name are two records, since a worker may
/// fetch a value for one task while it still runs an old, unwanted run that would make the same value.
/// </summary>
public static class WorkerStates
{
    /// <summary>The law of tasks.</summary>
    public static StateTable<WorkerTaskState> Tasks { get; } = new(
        "task of a worker",
        new(WorkerTaskState.Forgotten, WorkerTaskState.Waiting, "dispatched here"),
        new(WorkerTaskState.Waiting, WorkerTaskState.Ready, "the last value it needs is in memory"),
        new(WorkerTaskState.Waiting, WorkerTaskState.Forgotten,
            "cancelled, or a value it needs is missing or cannot be decoded, or its own value came by another way"),
        new(WorkerTaskState.Ready, WorkerTaskState.Executing, "a thread is free and no ready task goes before it"),
        new(WorkerTaskState.Ready, WorkerTaskState.Waiting, "a value it needs was freed"),
        new(WorkerTaskState.Ready, WorkerTaskState.Forgotten, "cancelled, or its own value came by another way"),
        new(WorkerTaskState.Executing, WorkerTaskState.Forgotten, "the function returned or threw"),
        new(WorkerTaskState.Executing, WorkerTaskState.Cancelled, "cancelled, or dispatched anew with a newer run"),
        new(WorkerTaskState.Cancelled, WorkerTaskState.Forgotten, "the thread came back: its outcome is dropped"),
        new(WorkerTaskState.Cancelled, WorkerTaskState.Resumed, "dispatched anew with a newer run"),
        new(WorkerTaskState.Resumed, WorkerTaskState.Cancelled,
            "the newer run was cancelled, or a value it needs is missing or cannot be decoded"),
        new(WorkerTaskState.Resumed, WorkerTaskState.Waiting, "the thread came back; values are not here yet"),
        new(WorkerTaskState.Resumed, WorkerTaskState.Ready, "the thread came back; all it needs is here"));

    /// <summary>The law of values.</summary>
    public static StateTable<WorkerDataState> Data { get; } = new(
        "value on a worker",
        new(Forgotten, Fetch, "a task needs it and a holder is known"),
        new(Forgotten, Memory, "a function returned it, or a client put it here"),
        new(Fetch, Flight, "its holder is asked"),
        new(Fetch, Memory, "it came by another way: run here, put here, or a late answer"),
        new(Fetch, Missing, "its holder was lost and no other is left"),
        new(Fetch, Forgotten, "no task needs it any more"),
        new(Flight, Memory, "it arrived, or came by another way"),
        new(Flight, Fetch, "the holder was busy, lost or has it not; it is asked again or another is"),
        new(Flight, Missing, "the holder was lost or has it not, and no other is left"),
        new(Flight, Error, "it arrived but could not be decoded"),
        new(Flight, Cancelled, "no task needs it any more"),
        new(Cancelled, Flight, "a task needs it again before the answer came"),
        new(Cancelled, Memory, "it came by another way: run here or put here"),
        new(Cancelled, Forgotten, "the answer came: what arrived is dropped"),
        new(Memory, Forgotten, "freed, or its run was cancelled after it ended"),
        new(Memory, Fetch, "freed although a task needs it, and another holder is known"),
        new(Memory, Flight, "freed although a task needs it, while an earlier request for it is still out"),
        new(Memory, Missing, "freed although a task needs it, and no other holder is known"),
        new(Missing, Forgotten, "the scheduler has been told"),
        new(Error, Forgotten, "the tasks that need it have erred"));
}
