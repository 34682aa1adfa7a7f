namespace Weft.Tasks;

// Where a task runs, and what a run costs its worker.
public sealed partial class SchedulerMachine
{
    /// <summary>A task that needs at most this many small groups of values has no locality worth a worker.</summary>
    private const int FewDependencies = 5;

    private readonly List<WorkerRecord> _candidates = [];
    private readonly double _nanosecondsPerByte;
    private long _placementMark;

    /// <summary>
    /// True for tasks that gain nothing from one worker over another: they wait in the queue, so that the choice is
    /// made when a slot is free. Those without dependencies, and those of a group of more than two tasks a thread that
    /// all share a few values.
    /// </summary>
    private bool IsForAnyWorker(TaskRecord task)
    {
        if (task.Restrictions is not null) return false;
        if (task.Dependencies.Length == 0) return _workersByLoad.First is not null;
        if (task.Dependencies.Length >= FewDependencies || task.Group.TaskCount <= 2L * _threads) return false;
        long tasks = 0;
        for (var i = 0; i < task.Dependencies.Length; i++)
        {
            var group = task.Dependencies[i].Group;
            var isCounted = ReferenceEquals(group, task.Group);
            if (isCounted) return false;
            for (var j = 0; j < i; j++) isCounted |= ReferenceEquals(group, task.Dependencies[j].Group);
            if (!isCounted) tasks += group.TaskCount;
        }

        return tasks < FewDependencies;
    }

    /// <summary>
    /// The worker on which the task would begin soonest: among those that hold a dependency and may run it, or else
    /// among those that may run it. Null where none may.
    /// </summary>
    private WorkerRecord? ChooseWorker(TaskRecord task)
    {
        var totalBytes = CollectHolders(task);
        if (_candidates.Count == 0)
        {
            if (task.Restrictions is null) return _workersByLoad.First;
            foreach (var address in task.Restrictions)
            {
                if (_workers.TryGetValue(address.Value, out var allowed) && allowed.IsOffered) AddCandidate(allowed);
            }
        }

        WorkerRecord? best = null;
        var bestStart = long.MaxValue;
        foreach (var candidate in _candidates)
        {
            var missingBytes = totalBytes - candidate.LocalBytes;
            var start = candidate.Occupancy / candidate.Threads + TransferNanoseconds(missingBytes);
            if (best is not null && start > bestStart) continue;
            if (best is not null && start == bestStart && !IsPreferred(candidate, best)) continue;
            best = candidate;
            bestStart = start;
        }

        return best;
    }

    /// <summary>Gathers the holders of dependencies that may run the task; returns all dependencies' bytes.</summary>
    private long CollectHolders(TaskRecord task)
    {
        _candidates.Clear();
        _placementMark++;
        long totalBytes = 0;
        foreach (var dependency in task.Dependencies)
        {
            totalBytes += dependency.Bytes;
            for (var i = 0; i < dependency.Holders.Count; i++)
            {
                var holder = dependency.Holders[i];
                if (!holder.IsOffered || !MayRun(task, holder)) continue;
                AddCandidate(holder);
                holder.LocalBytes += dependency.Bytes;
            }
        }

        return totalBytes;
    }

    private void AddCandidate(WorkerRecord worker)
    {
        if (worker.PlacementMark == _placementMark) return;
        worker.PlacementMark = _placementMark;
        worker.LocalBytes = 0;
        _candidates.Add(worker);
    }

    private static bool MayRun(TaskRecord task, WorkerRecord worker)
    {
        if (task.Restrictions is null) return true;
        foreach (var address in task.Restrictions)
        {
            if (address == worker.Address) return true;
        }

        return false;
    }

    private static bool IsPreferred(WorkerRecord first, WorkerRecord second) =>
        first.StoredBytes != second.StoredBytes
            ? first.StoredBytes < second.StoredBytes
            : first.Address.CompareTo(second.Address) < 0;

    private long TransferNanoseconds(long bytes) => (long)(bytes * _nanosecondsPerByte);

    /// <summary>Gives a task to a worker under a new run number.</summary>
    private void Dispatch(TaskRecord task, WorkerRecord worker)
    {
        Enter(task, TaskState.Processing);
        long missingBytes = 0;
        var holders = task.Dependencies.Length == 0 ? [] : new KeyHolders[task.Dependencies.Length];
        for (var i = 0; i < holders.Length; i++)
        {
            var dependency = task.Dependencies[i];
            holders[i] = Locate(dependency);
            if (!dependency.Holders.Contains(worker)) missingBytes += dependency.Bytes;
        }

        task.Run = ++_nextRun;
        task.Worker = worker;
        task.Started = false;
        task.Cost = (task.Group.DurationNanoseconds ?? Options.UnknownDurationNanoseconds)
            + TransferNanoseconds(missingBytes);
        worker.Occupancy += task.Cost;
        AddTo(worker.Processing, task);
        _workersByLoad.Update(worker);
        if (task.Computed) _tasksRecomputed++;
        Tell(worker, new SchedulerToWorker.ComputeTask(task.Key, task.Run, task.Spec!, holders, task.Priority));
    }

    /// <summary>Takes a task from its worker, whatever became of the run.</summary>
    private void EndRun(TaskRecord task)
    {
        var worker = task.Worker!;
        RemoveFrom(worker.Processing, task);
        worker.Occupancy -= task.Cost;
        task.Cost = 0;
        task.Worker = null;
        task.Started = false;
        if (worker.Slot >= 0) _workersByLoad.Update(worker);
    }

    /// <summary>Has the worker forget a run that is still under way.</summary>
    private void CancelRun(TaskRecord task)
    {
        if (task.Worker is not { } worker) return;
        Tell(worker, new SchedulerToWorker.CancelTask(task.Key, task.Run));
        EndRun(task);
    }
}
