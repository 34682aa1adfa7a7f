using Weft.Serialization;
using static Weft.Tasks.TaskState;

namespace Weft.Tasks;

// The steps themselves. Each first looks whether its reason still holds, since the recommendation may be older than
// other steps of the same event; a step that no longer applies does nothing or recommends what applies instead.
public sealed partial class SchedulerMachine
{
    private void FromReleasedToWaiting(TaskRecord task)
    {
        if (!task.IsNeeded)
        {
            RecommendDisposal(task);
            return;
        }

        if (task.Spec is null || FindErredDependency(task) is not null)
        {
            Recommend(task, Erred);
            return;
        }

        Enter(task, Waiting);
        AwaitDependencies(task);
    }

    private void FromReleasedToMemory(TaskRecord task)
    {
        Enter(task, Memory);
        TellInMemory(task);
        RecommendDisposal(task);
    }

    private void FromReleasedToErred(TaskRecord task)
    {
        if (HasReasonToErr(task)) Err(task);
        else Recommend(task, Waiting);
    }

    private void FromReleasedToForgotten(TaskRecord task) => Forget(task);

    private void FromWaitingToReleased(TaskRecord task)
    {
        if (!IsStillUnneeded(task)) return;
        Enter(task, Released);
        RecommendDisposal(task);
    }

    private void FromWaitingToNoWorker(TaskRecord task)
    {
        if (task.WaitingOn == 0) Enter(task, NoWorker);
    }

    private void FromWaitingToQueued(TaskRecord task)
    {
        if (task.WaitingOn == 0) Enter(task, Queued);
    }

    private void FromWaitingToProcessing(TaskRecord task)
    {
        if (task.WaitingOn > 0) return;
        if (ChooseWorker(task) is { } worker) Dispatch(task, worker);
        else Recommend(task, NoWorker);
    }

    private void FromWaitingToErred(TaskRecord task)
    {
        if (HasReasonToErr(task)) Err(task);
        else if (task.WaitingOn == 0) RecommendStart(task);
    }

    private void FromNoWorkerToReleased(TaskRecord task) => FromWaitingToReleased(task);

    private void FromNoWorkerToWaiting(TaskRecord task)
    {
        Enter(task, Waiting);
        AwaitDependencies(task);
    }

    private void FromNoWorkerToQueued(TaskRecord task) => Enter(task, Queued);

    private void FromNoWorkerToProcessing(TaskRecord task)
    {
        if (ChooseWorker(task) is { } worker) Dispatch(task, worker);
    }

    private void FromNoWorkerToErred(TaskRecord task)
    {
        if (HasReasonToErr(task)) Err(task);
        else FromNoWorkerToWaiting(task);
    }

    private void FromQueuedToReleased(TaskRecord task) => FromWaitingToReleased(task);

    private void FromQueuedToWaiting(TaskRecord task) => FromNoWorkerToWaiting(task);

    private void FromQueuedToProcessing(TaskRecord task)
    {
        if (_workersByLoad.First is { IsFull: false } worker) Dispatch(task, worker);
    }

    private void FromQueuedToErred(TaskRecord task) => FromNoWorkerToErred(task);

    private void FromProcessingToReleased(TaskRecord task)
    {
        // A run that has ended already (its worker died, its function threw) leaves the state in any case.
        if (task.Worker is not null && !IsStillUnneeded(task)) return;
        CancelRun(task);
        task.Failure = null;
        Enter(task, Released);
        if (task.IsNeeded) Recommend(task, Waiting);
        else RecommendDisposal(task);
    }

    private void FromProcessingToWaiting(TaskRecord task)
    {
        if (task.Failure is not null)
        {
            Recommend(task, Erred);
            return;
        }

        CancelRun(task);
        Enter(task, Waiting);
        AwaitDependencies(task);
    }

    private void FromProcessingToMemory(TaskRecord task)
    {
        Enter(task, Memory);
        TellInMemory(task);
        RecommendDisposal(task);
    }

    private void FromProcessingToErred(TaskRecord task)
    {
        if (!HasReasonToErr(task)) return;
        CancelRun(task);
        Err(task);
    }

    private void FromMemoryToReleased(TaskRecord task)
    {
        var isLost = task.Holders.Count == 0;
        if (!isLost && task.IsNeeded) return;
        DropHolders(task);
        Enter(task, Released);
        if (!task.IsNeeded)
        {
            RecommendDisposal(task);
            return;
        }

        TellReleased(task);
        Recommend(task, Waiting);
    }

    private void FromMemoryToErred(TaskRecord task) => Err(task);

    private void FromErredToReleased(TaskRecord task)
    {
        task.Failure = null;
        task.Killers = null;
        Enter(task, Released);
        TellReleased(task);
        for (var i = 0; i < task.Dependents.Count; i++)
        {
            var dependent = task.Dependents[i];
            if (dependent.State == Erred && !LacksADependency(dependent)) Recommend(dependent, Released);
        }

        if (task.IsNeeded) Recommend(task, Waiting);
        else RecommendDisposal(task);
    }

    private void FromErredToMemory(TaskRecord task)
    {
        task.Failure = null;
        FromReleasedToMemory(task);
    }

    private void FromErredToForgotten(TaskRecord task) => Forget(task);

    /// <summary>Recommends what follows where nobody needs a task any more; nothing where someone does.</summary>
    private void RecommendDisposal(TaskRecord task)
    {
        if (task.IsNeeded) return;
        if (task.State is not (Released or Erred)) Recommend(task, Released);
        else if (task.Dependents.Count == 0) Recommend(task, Forgotten);
    }

    /// <summary>False where the task is needed again; a waiting one may then be ready without a further word.</summary>
    private bool IsStillUnneeded(TaskRecord task)
    {
        if (!task.IsNeeded) return true;
        if (task.State != Waiting) return false;
        if (FindErredDependency(task) is not null) Recommend(task, Erred);
        else if (task.WaitingOn == 0) RecommendStart(task);
        return false;
    }

    /// <summary>Counts what a task that has just begun to wait waits on, and sees that each will come.</summary>
    private void AwaitDependencies(TaskRecord task)
    {
        task.WaitingOn = 0;
        foreach (var dependency in task.Dependencies)
        {
            if (dependency.State == Memory) continue;
            task.WaitingOn++;
            if (dependency.State == Released) Recommend(dependency, Waiting);
        }

        if (FindErredDependency(task) is not null) Recommend(task, Erred);
        else if (task.WaitingOn == 0) RecommendStart(task);
    }

    private void RecommendStart(TaskRecord task) => Recommend(task, IsForAnyWorker(task) ? Queued : Processing);

    /// <summary>False where the dependency that failed a task has been taken back by a retry in the meantime.</summary>
    private static bool HasReasonToErr(TaskRecord task) =>
        task.Failure is not null || task.Spec is null || FindErredDependency(task) is not null;

    private static TaskRecord? FindErredDependency(TaskRecord task)
    {
        foreach (var dependency in task.Dependencies)
        {
            if (dependency.State == Erred) return dependency;
        }

        return null;
    }

    /// <summary>Fails a task with its own failure or a dependency's, and its active dependents with it.</summary>
    private void Err(TaskRecord task)
    {
        task.Failure ??= FindErredDependency(task)?.Failure;
        if (task.Failure is null)
        {
            CheckException.Require(
                task.Spec is null, $"'{task.Key}' errs without a failure; its story:\n{Journal.Story(task.Key)}");
            task.Failure = DataLost(task, "nobody wanted it for a while, so its copies were dropped");
        }

        Enter(task, Erred);
        TellErred(task);
        for (var i = 0; i < task.Dependents.Count; i++)
        {
            if (task.Dependents[i].IsActive) Recommend(task.Dependents[i], Erred);
        }

        RecommendDisposal(task);
    }

    private void Forget(TaskRecord task)
    {
        if (task.Wants.Count > 0 || task.Dependents.Count > 0) return;
        Enter(task, Forgotten);
        _countByState[(int)Forgotten] = 0;
        _tasks.Remove(task.Key);
        LeaveGroup(task.Group);
        foreach (var dependency in task.Dependencies)
        {
            dependency.Dependents.Remove(task);
            RecommendDisposal(dependency);
        }
    }

    private static TaskFailure DataLost(TaskRecord task, string why) => new(
        task.Key,
        new ErrorDetail(
            SchedulerErrorNames.DataLost,
            $"the scattered value '{task.Key}' is lost: {why}; scatter it again, or with more replicas",
            Stack: ""));
}
