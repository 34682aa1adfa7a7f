using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>
/// All that the scheduler knows of one task or one scattered value. Counts and sets are kept by the machine alone;
/// <see cref="SchedulerInvariants"/> says what each must equal.
/// </summary>
internal sealed class TaskRecord(string key, GroupRecord group)
{
    /// <summary>Position among the worker's, the queue's or the no-worker tasks, as the state says; or -1.</summary>
    public int Slot = -1;

    /// <summary>The tasks that name this one as a dependency, whatever their state.</summary>
    public SmallSet<TaskRecord> Dependents;

    /// <summary>The clients that want the value.</summary>
    public SmallSet<ClientRecord> Wants;

    /// <summary>The workers that hold the value; empty unless it is in memory.</summary>
    public SmallSet<WorkerRecord> Holders;

    /// <summary>The name of task and value.</summary>
    public string Key { get; } = key;

    /// <summary>The tasks whose names begin alike.</summary>
    public GroupRecord Group { get; } = group;

    /// <summary>How to compute it, kept until it is forgotten; null for a value that a client scattered.</summary>
    public Serialized? Spec { get; set; }

    /// <summary>The values it needs, each once.</summary>
    public TaskRecord[] Dependencies { get; set; } = [];

    /// <summary>Where alone it may run; null for anywhere.</summary>
    public IReadOnlyList<PeerAddress>? Restrictions { get; set; }

    /// <summary>Where the task stands. Set by the machine's <c>Enter</c> alone.</summary>
    public TaskState State { get; set; }

    /// <summary>The state recommended next, until that is processed; a later recommendation takes its place.</summary>
    public TaskState? Recommended { get; set; }

    /// <summary>True from the worker's word that the function has begun until the run ends.</summary>
    public bool Started { get; set; }

    /// <summary>True once a run of it has finished, also after its value was lost or released.</summary>
    public bool Computed { get; set; }

    /// <summary>Dependencies whose value is not in memory; meaningful while waiting.</summary>
    public int WaitingOn { get; set; }

    /// <summary>Dependents that are waiting, queued, without worker or processing: they need the value.</summary>
    public int Waiters { get; set; }

    /// <summary>How often it may still be tried again after its function has thrown.</summary>
    public int RetriesLeft { get; set; }

    /// <summary>Its place in queues; <see cref="TaskPriority.Order"/> is unique and grows with each record.</summary>
    public TaskPriority Priority { get; init; }

    /// <summary>The number of the last run; results of any other are late.</summary>
    public long Run { get; set; }

    /// <summary>Who runs it; null unless it is processing.</summary>
    public WorkerRecord? Worker { get; set; }

    /// <summary>Nanoseconds that it adds to its worker's occupancy while it is processing.</summary>
    public long Cost { get; set; }

    /// <summary>The bytes of its value; 0 before the first is known.</summary>
    public long Bytes { get; set; }

    /// <summary>The readable type of its value.</summary>
    public string TypeName { get; set; } = "";

    /// <summary>Why it erred; null unless it has or is about to.</summary>
    public TaskFailure? Failure { get; set; }

    /// <summary>The workers that died while its function was running; null for none.</summary>
    public List<PeerAddress>? Killers { get; set; }

    /// <summary>The holders as told to workers, kept until they change.</summary>
    public KeyHolders? Located { get; set; }

    /// <summary>True where a client or an active dependent needs the value.</summary>
    public bool IsNeeded => Wants.Count > 0 || Waiters > 0;

    /// <summary>True where the task needs its dependencies' values.</summary>
    public bool IsActive =>
        State is TaskState.Waiting or TaskState.NoWorker or TaskState.Queued or TaskState.Processing;
}

/// <summary>Why a task erred: the key whose function threw, and what it threw. Dependents share the record.</summary>
internal sealed record TaskFailure(string Cause, ErrorDetail Error);

/// <summary>Higher priority first.</summary>
internal readonly struct TaskOrder : IHeapOrder<TaskRecord>
{
    public static bool Precedes(TaskRecord first, TaskRecord second) =>
        first.Priority.CompareTo(second.Priority) < 0;

    public static ref int Slot(TaskRecord item) => ref item.Slot;
}
