using Weft.Serialization;
using static Weft.Tasks.TaskState;

namespace Weft.Tasks;

/// <summary>One step that a task may take at the scheduler.</summary>
/// <param name="From">The state left.</param>
/// <param name="To">The state entered, unless the reason has gone meanwhile.</param>
/// <param name="Method">The method that takes it: <c>From…To…</c>.</param>
/// <param name="When">When it is taken, in a few words; the text of <c>docs/states.md</c>.</param>
public sealed record SchedulerTransition(TaskState From, TaskState To, string Method, string When);

// The table of steps, and the loop that takes recommended steps until none is left.
public sealed partial class SchedulerMachine
{
    private readonly Step?[] _steps = new Step?[((int)Forgotten + 1) * ((int)Forgotten + 1)];

    /// <summary>Every step that a task may take; a recommended step that is not here is a bug.</summary>
    public IReadOnlyList<SchedulerTransition> Transitions =>
    [
        .. from step in BuildTransitions()
           select new SchedulerTransition(step.From, step.To, step.Run.Method.Name, step.When),
    ];

    /// <summary>How often a step of the table was called for since the start, also where its reason had gone.</summary>
    public long CountOf(TaskState from, TaskState to) => _steps[StepIndex(from, to)]?.Count ?? 0;

    private Step[] BuildTransitions() =>
    [
        new(Released, Waiting, FromReleasedToWaiting, "a client or an active dependent needs the value"),
        new(Released, Memory, FromReleasedToMemory, "a client has scattered the value"),
        new(Released, Erred, FromReleasedToErred, "it cannot be computed: a dependency erred, is unknown or is lost"),
        new(Released, Forgotten, FromReleasedToForgotten, "no client wants it and no known task names it"),

        new(Waiting, Released, FromWaitingToReleased, "nobody needs it any more"),
        new(Waiting, NoWorker, FromWaitingToNoWorker, "all values are there, but no worker that may run it"),
        new(Waiting, Queued, FromWaitingToQueued, "all values are there, and any worker will do"),
        new(Waiting, Processing, FromWaitingToProcessing, "all values are there; given to the best worker"),
        new(Waiting, Erred, FromWaitingToErred, "a dependency erred or is lost"),

        new(NoWorker, Released, FromNoWorkerToReleased, "nobody needs it any more"),
        new(NoWorker, Waiting, FromNoWorkerToWaiting, "a dependency's last copy was lost"),
        new(NoWorker, Queued, FromNoWorkerToQueued, "a worker appeared, and any worker will do"),
        new(NoWorker, Processing, FromNoWorkerToProcessing, "a worker that may run it appeared"),
        new(NoWorker, Erred, FromNoWorkerToErred, "a dependency erred or is lost"),

        new(Queued, Released, FromQueuedToReleased, "nobody needs it any more"),
        new(Queued, Waiting, FromQueuedToWaiting, "a dependency's last copy was lost"),
        new(Queued, Processing, FromQueuedToProcessing, "a worker has a free slot, and it is the first in the queue"),
        new(Queued, Erred, FromQueuedToErred, "a dependency erred or is lost"),

        new(Processing, Released, FromProcessingToReleased, "nobody needs it any more; its worker forgets the run"),
        new(Processing, Waiting, FromProcessingToWaiting, "the run is lost or to be repeated; it is placed anew"),
        new(Processing, Memory, FromProcessingToMemory, "its function returned"),
        new(Processing, Erred, FromProcessingToErred, "its function threw for the last time, or killed its workers"),

        new(Memory, Released, FromMemoryToReleased, "nobody needs it any more, or its last copy was lost"),
        new(Memory, Erred, FromMemoryToErred, "the last copy of a scattered value was lost"),

        new(Erred, Released, FromErredToReleased, "it, or what it failed with, is tried again"),
        new(Erred, Memory, FromErredToMemory, "a client has scattered the lost value anew"),
        new(Erred, Forgotten, FromErredToForgotten, "no client wants it and no known task names it"),
    ];

    private static int StepIndex(TaskState from, TaskState to) => (int)from * ((int)Forgotten + 1) + (int)to;

    /// <summary>Notes the state a task should take next, in place of an earlier note on it.</summary>
    private void Recommend(TaskRecord task, TaskState to)
    {
        if (task.Recommended is null) _recommended.Enqueue(task);
        task.Recommended = to;
    }

    /// <summary>Takes recommended steps, then fills free slots from the queue, until neither is left to do.</summary>
    private void Settle()
    {
        while (true)
        {
            while (_recommended.TryDequeue(out var task))
            {
                var to = task.Recommended!.Value;
                task.Recommended = null;
                TakeStep(task, to);
            }

            if (_queue.First is not { } next || _workersByLoad.First is not { IsFull: false }) return;
            TakeStep(next, Processing);
        }
    }

    private void TakeStep(TaskRecord task, TaskState to)
    {
        if (task.State == to) return;
        if (_steps[StepIndex(task.State, to)] is not { } step)
        {
            throw new CheckException(
                $"no step from {task.State} to {to} for key '{task.Key}' while handling: {_cause}. Its story:\n"
                + Journal.Story(task.Key));
        }

        step.Count++;
        step.Run(task);
    }

    /// <summary>
    /// Moves a task into a state and keeps up what follows from states alone: the counts, the queue and lists that a
    /// state means, how many dependents need each dependency, and how many dependencies each waiting task waits on.
    /// </summary>
    private void Enter(TaskRecord task, TaskState to)
    {
        var from = task.State;
        var wasActive = task.IsActive;
        Journal.Record(_now, task.Key, NameOf(from), NameOf(to), _cause);
        Leave(task, from);
        task.State = to;
        _countByState[(int)from]--;
        _countByState[(int)to]++;
        if (to == Queued) _queue.Add(task);
        if (to == NoWorker) AddTo(_withoutWorker, task);
        if (to == Memory) CountDownDependents(task);
        if (from == Memory) CountUpDependents(task);
        if (wasActive == task.IsActive) return;
        foreach (var dependency in task.Dependencies)
        {
            if (wasActive)
            {
                dependency.Waiters--;
                if (dependency.Waiters == 0) RecommendDisposal(dependency);
            }
            else
            {
                dependency.Waiters++;
            }
        }
    }

    private void Leave(TaskRecord task, TaskState from)
    {
        switch (from)
        {
            case Queued:
                _queue.Remove(task);
                break;
            case NoWorker:
                RemoveFrom(_withoutWorker, task);
                break;
            case Processing when task.Worker is not null:
                EndRun(task);
                break;
        }
    }

    private void CountDownDependents(TaskRecord task)
    {
        for (var i = 0; i < task.Dependents.Count; i++)
        {
            var dependent = task.Dependents[i];
            if (dependent.State != Waiting) continue;
            dependent.WaitingOn--;
            if (dependent.WaitingOn == 0) RecommendStart(dependent);
        }
    }

    private void CountUpDependents(TaskRecord task)
    {
        for (var i = 0; i < task.Dependents.Count; i++)
        {
            var dependent = task.Dependents[i];
            if (dependent.State == Waiting) dependent.WaitingOn++;
            else if (dependent.IsActive) Recommend(dependent, Waiting);
        }
    }

    private static void AddTo(List<TaskRecord> list, TaskRecord task)
    {
        task.Slot = list.Count;
        list.Add(task);
    }

    private static void RemoveFrom(List<TaskRecord> list, TaskRecord task)
    {
        CheckException.Require(ReferenceEquals(list[task.Slot], task));
        var last = list[^1];
        list[task.Slot] = last;
        last.Slot = task.Slot;
        list.RemoveAt(list.Count - 1);
        task.Slot = -1;
    }

    private static string NameOf(TaskState state) => state switch
    {
        Released => "released",
        Waiting => "waiting",
        NoWorker => "no-worker",
        Queued => "queued",
        Processing => "processing",
        Memory => "memory",
        Erred => "erred",
        _ => "forgotten",
    };

    private sealed record Step(TaskState From, TaskState To, Action<TaskRecord> Run, string When)
    {
        public long Count { get; set; }
    }
}
