using Weft.Serialization;

namespace Weft.Tasks;

// What workers say, and their coming and going.
public sealed partial class SchedulerMachine
{
    private void OnWorkerMessage(PeerAddress from, WorkerToScheduler message)
    {
        if (message is WorkerToScheduler.RegisterWorker register)
        {
            _cause = "worker registered";
            OnRegisterWorker(from, register);
            return;
        }

        if (!_workers.TryGetValue(from.Value, out var worker))
        {
            if (_dismissed.Contains(from.Value)) return;
            Dismiss(from, $"{from} sent {message.GetType().Name} before RegisterWorker; a worker registers first");
            return;
        }

        switch (message)
        {
            case WorkerToScheduler.TaskStarted started:
                OnTaskStarted(worker, started);
                break;
            case WorkerToScheduler.TaskFinished finished:
                OnTaskFinished(worker, finished);
                break;
            case WorkerToScheduler.TaskErred erred:
                OnTaskErred(worker, erred);
                break;
            case WorkerToScheduler.ReplicasHeld held:
                _cause = "replicas held";
                OnReplicasHeld(worker, held.Data);
                break;
            case WorkerToScheduler.DependencyMissing missing:
                OnDependencyMissing(worker, missing);
                break;
            case WorkerToScheduler.WorkerLeaving leaving:
                _cause = "worker leaving";
                _dismissed.Add(from.Value);
                RemoveWorker(worker, leaving.Reason, counts: false);
                break;
            case WorkerToScheduler.WorkerDraining:
                _cause = "worker draining";
                OnWorkerDraining(worker);
                break;
            default:
                throw new CheckException($"the scheduler machine has no answer to {message.GetType().Name}");
        }
    }

    private void OnRegisterWorker(PeerAddress from, WorkerToScheduler.RegisterWorker message)
    {
        if (_dismissed.Contains(from.Value)) return;
        if (FindRegistrationFault(from, message) is { } fault)
        {
            _effects.Add(new SchedulerEffect.SendToWorker(from, new SchedulerToWorker.WorkerRefused(fault)));
            Dismiss(from, fault);
            if (_workers.TryGetValue(from.Value, out var twice)) RemoveWorker(twice, fault, counts: false);
            if (_clients.TryGetValue(from.Value, out var client)) RemoveClient(client);
            return;
        }

        var capacity = (int)Math.Clamp(Math.Ceiling(Options.Saturation * message.Threads), 1, int.MaxValue);
        var worker = new WorkerRecord(from, message.Name, message.Threads, capacity);
        _workers.Add(from.Value, worker);
        _workersByLoad.Add(worker);
        _sortedWorkers = null;
        _threads += message.Threads;
        Tell(worker, new SchedulerToWorker.WorkerRegistered(Options.Version));
        OnReplicasHeld(worker, message.Held);
        OfferWaitingTasks(worker);
    }

    private void OfferWaitingTasks(WorkerRecord worker)
    {
        foreach (var task in SortedByPriority(_withoutWorker))
        {
            if (IsForAnyWorker(task)) Recommend(task, TaskState.Queued);
            else if (MayRun(task, worker)) Recommend(task, TaskState.Processing);
        }
    }

    private void OnWorkerUnreachable(PeerAddress address)
    {
        _cause = "worker unreachable";
        if (!_workers.TryGetValue(address.Value, out var worker) || worker.IsUnreachable) return;
        if (worker.IsOffered) _workersByLoad.Remove(worker);
        worker.IsUnreachable = true;
    }

    private void OnWorkerReachable(PeerAddress address)
    {
        _cause = "worker reachable";
        if (!_workers.TryGetValue(address.Value, out var worker) || !worker.IsUnreachable) return;
        worker.IsUnreachable = false;
        if (!worker.IsOffered) return;
        _workersByLoad.Add(worker);
        OfferWaitingTasks(worker);
    }

    /// <summary>Takes back what the worker has not begun; what runs may end there.</summary>
    private void OnWorkerDraining(WorkerRecord worker)
    {
        if (worker.IsOffered) _workersByLoad.Remove(worker);
        worker.IsDraining = true;
        foreach (var task in SortedByPriority(worker.Processing))
        {
            if (!task.Started) Recommend(task, TaskState.Waiting);
        }
    }

    private string? FindRegistrationFault(PeerAddress from, WorkerToScheduler.RegisterWorker message)
    {
        if (from.IsNone) return "a worker without an address cannot be reached";
        if (_workers.ContainsKey(from.Value)) return $"worker {from} registered twice; an address registers once";
        if (_clients.ContainsKey(from.Value)) return $"{from} is registered as a client and cannot be a worker too";
        return message.Threads is < 1 or > ThreadsMax
            ? $"worker {from} declares {message.Threads} threads; it needs 1 to {ThreadsMax}"
            : null;
    }

    /// <summary>Takes a worker out; its tasks run elsewhere and what it alone held is computed again.</summary>
    /// <param name="worker">Who went.</param>
    /// <param name="reason">Why, for those who lose by it.</param>
    /// <param name="counts">True where its end is held against the tasks it was running.</param>
    private void RemoveWorker(WorkerRecord worker, string reason, bool counts)
    {
        _workers.Remove(worker.Address.Value);
        if (worker.IsOffered) _workersByLoad.Remove(worker);
        _workersToTell.Remove(worker);
        _sortedWorkers = null;
        _threads -= worker.Threads;
        foreach (var task in SortedByPriority(worker.Processing))
        {
            var isSuspect = counts && task.Started;
            EndRun(task);
            if (isSuspect && CountDeath(task, worker)) Recommend(task, TaskState.Erred);
            else Recommend(task, task.IsNeeded ? TaskState.Waiting : TaskState.Released);
        }

        foreach (var task in SortedByPriority(worker.Held))
        {
            RemoveHolder(task, worker);
            RecommendAfterLoss(task, $"the last worker that held it, {worker.Address}, is gone ({reason})");
        }
    }

    /// <summary>Notes that a worker died while it ran the task; true where that was one too many.</summary>
    private bool CountDeath(TaskRecord task, WorkerRecord worker)
    {
        task.Killers ??= [];
        task.Killers.Add(worker.Address);
        if (task.Killers.Count <= Options.AllowedFailures) return false;
        task.Failure = new TaskFailure(
            task.Key,
            new ErrorDetail(
                SchedulerErrorNames.KilledWorker,
                $"{task.Killers.Count} workers died while running '{task.Key}': {string.Join(", ", task.Killers)}; "
                + $"AllowedFailures is {Options.AllowedFailures}. Look there for a crash or lack of memory",
                Stack: ""));
        return true;
    }

    private static List<TaskRecord> SortedByPriority(IEnumerable<TaskRecord> tasks)
    {
        var sorted = new List<TaskRecord>(tasks);
        sorted.Sort(static (left, right) => left.Priority.CompareTo(right.Priority));
        return sorted;
    }
}
