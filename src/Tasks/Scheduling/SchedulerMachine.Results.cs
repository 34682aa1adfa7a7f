using Weft.Serialization;

namespace Weft.Tasks;

// What workers report of runs and values. A word on a run that is not the task's own is late and changes nothing.
public sealed partial class SchedulerMachine
{
    /// <summary>More threads than any machine has: bounds what one worker can ask for.</summary>
    private const int ThreadsMax = 1 << 20;

    private TaskRecord? FindRun(WorkerRecord worker, string key, long run) =>
        _tasks.TryGetValue(key, out var task) && ReferenceEquals(task.Worker, worker) && task.Run == run ? task : null;

    private void OnTaskStarted(WorkerRecord worker, WorkerToScheduler.TaskStarted message)
    {
        if (FindRun(worker, message.Key, message.Run) is { } task) task.Started = true;
    }

    private void OnTaskFinished(WorkerRecord worker, WorkerToScheduler.TaskFinished message)
    {
        if (FindRun(worker, message.Key, message.Run) is not { } task)
        {
            RefuseCopy(worker, message.Key);
            return;
        }

        _cause = "task finished";
        _tasksFinished++;
        task.Group.Learn(message.StoppedAt - message.StartedAt);
        task.Computed = true;
        task.TypeName = task.Group.Share(message.TypeName);
        SetBytes(task, message.Bytes);
        EndRun(task);
        AddHolder(task, worker);
        TakeStep(task, TaskState.Memory);
    }

    private void OnTaskErred(WorkerRecord worker, WorkerToScheduler.TaskErred message)
    {
        if (FindRun(worker, message.Key, message.Run) is not { } task) return;
        _cause = "task erred";
        _tasksFailed++;
        EndRun(task);
        if (message.MayRetry && task.RetriesLeft > 0)
        {
            task.RetriesLeft--;
            TakeStep(task, task.IsNeeded ? TaskState.Waiting : TaskState.Released);
            return;
        }

        task.Failure = new TaskFailure(task.Key, message.Error);
        TakeStep(task, TaskState.Erred);
    }

    private void OnReplicasHeld(WorkerRecord worker, IReadOnlyList<HeldData> data)
    {
        foreach (var held in data)
        {
            if (_tasks.TryGetValue(held.Key, out var task) && task.State == TaskState.Memory) AddHolder(task, worker);
            else RefuseCopy(worker, held.Key);
        }
    }

    /// <summary>
    /// Has a worker drop a copy that nobody counts on: unless it is a holder, or is computing the value again and
    /// would lose the new copy with the old.
    /// </summary>
    private void RefuseCopy(WorkerRecord worker, string key)
    {
        if (_tasks.TryGetValue(key, out var task)
            && (ReferenceEquals(task.Worker, worker) || task.Holders.Contains(worker)))
        {
            return;
        }

        FreeLater(worker, key);
    }

    private void OnDependencyMissing(WorkerRecord worker, WorkerToScheduler.DependencyMissing message)
    {
        if (FindRun(worker, message.Key, message.Run) is not { } task) return;
        _cause = "dependency missing";
        if (Array.Find(task.Dependencies, d => d.Key == message.Dependency) is { } dependency)
        {
            // Who misses a value does not hold it either, whatever it said before.
            DropClaim(dependency, worker.Address);
            foreach (var holder in message.Holders) DropClaim(dependency, holder);
        }

        Recommend(task, TaskState.Waiting);
    }

    /// <summary>Believes that a worker does not hold a value, and has it drop what it may hold after all.</summary>
    private void DropClaim(TaskRecord task, PeerAddress holder)
    {
        if (!_workers.TryGetValue(holder.Value, out var worker) || !task.Holders.Contains(worker)) return;
        RemoveHolder(task, worker);
        FreeLater(worker, task.Key);
        RecommendAfterLoss(task, $"{holder} was its last holder and did not have it");
    }
}
