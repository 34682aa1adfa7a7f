using Weft.Serialization;

namespace Weft.Tasks;

// What clients say, and their coming and going.
public sealed partial class SchedulerMachine
{
    private void OnClientMessage(PeerAddress from, ClientToScheduler message)
    {
        if (message is ClientToScheduler.RegisterClient register)
        {
            _cause = "client registered";
            OnRegisterClient(from, register);
            return;
        }

        if (!_clients.TryGetValue(from.Value, out var client))
        {
            if (_dismissed.Contains(from.Value)) return;
            Dismiss(from, $"{from} sent {message.GetType().Name} before RegisterClient; a client registers first");
            return;
        }

        switch (message)
        {
            case ClientToScheduler.SubmitTasks submit:
                _cause = "tasks submitted";
                OnSubmitTasks(client, submit.Tasks);
                break;
            case ClientToScheduler.WantKeys want:
                _cause = "keys wanted";
                foreach (var key in want.Keys) OnWantKey(client, key);
                break;
            case ClientToScheduler.ReleaseKeys release:
                _cause = "keys released";
                foreach (var key in release.Keys) OnReleaseKey(client, key);
                break;
            case ClientToScheduler.PlanScatter plan:
                OnPlanScatter(client, plan);
                break;
            case ClientToScheduler.RegisterData scattered:
                _cause = "data scattered";
                foreach (var item in scattered.Items) OnDataScattered(client, item);
                break;
            case ClientToScheduler.LocateKeys locate:
                OnLocateKeys(client, locate);
                break;
            case ClientToScheduler.ReportMissing missing:
                _cause = "reported missing";
                OnReportMissing(missing);
                break;
            case ClientToScheduler.CancelKeys cancel:
                _cause = "keys cancelled";
                OnCancelKeys(client, cancel);
                break;
            case ClientToScheduler.RetryKeys retry:
                _cause = "keys retried";
                OnRetryKeys(client, retry.Keys);
                break;
            case ClientToScheduler.ListWorkers list:
                Tell(client, new SchedulerToClient.WorkerList(
                    list.Request, Array.ConvertAll(SortedWorkers(), Summarize)));
                break;
            case ClientToScheduler.RequestStatus request:
                Tell(client, new SchedulerToClient.StatusReport(request.Request, Snapshot()));
                break;
            default:
                throw new CheckException($"the scheduler machine has no answer to {message.GetType().Name}");
        }
    }

    private void OnRegisterClient(PeerAddress from, ClientToScheduler.RegisterClient message)
    {
        if (_dismissed.Contains(from.Value)) return;
        string? fault = null;
        if (from.IsNone) fault = "a client without an address cannot be reached";
        if (_clients.ContainsKey(from.Value)) fault = $"client {from} registered twice; an address registers once";
        if (_workers.ContainsKey(from.Value)) fault = $"{from} is registered as a worker and cannot be a client too";
        if (fault is null)
        {
            var client = new ClientRecord(from, message.Name);
            _clients.Add(from.Value, client);
            Tell(client, new SchedulerToClient.ClientRegistered(Options.Version));
            return;
        }

        _effects.Add(new SchedulerEffect.SendToClient(from, new SchedulerToClient.ClientRefused(fault)));
        Dismiss(from, fault);
        if (_clients.TryGetValue(from.Value, out var twice)) RemoveClient(twice);
        if (_workers.TryGetValue(from.Value, out var worker)) RemoveWorker(worker, fault, counts: false);
    }

    private void RemoveClient(ClientRecord client)
    {
        _clients.Remove(client.Address.Value);
        foreach (var task in SortedByPriority(client.Wanted)) RemoveWant(client, task);
    }

    private void OnWantKey(ClientRecord client, string key)
    {
        if (_tasks.TryGetValue(key, out var task)) AddWant(client, task);
        else Tell(client, new SchedulerToClient.KeyLost(key, $"'{key}' was never submitted, or is forgotten"));
    }

    private void OnReleaseKey(ClientRecord client, string key)
    {
        if (_tasks.TryGetValue(key, out var task)) RemoveWant(client, task);
    }

    /// <summary>Notes that a client wants a known key, and tells it at once what is known already.</summary>
    private void AddWant(ClientRecord client, TaskRecord task)
    {
        if (task.Wants.Add(client)) client.Wanted.Add(task);
        switch (task.State)
        {
            case TaskState.Memory:
                Tell(client, new SchedulerToClient.KeyInMemory(new HeldData(task.Key, task.TypeName, task.Bytes)));
                break;
            case TaskState.Erred:
                Tell(client, ErrorOf(task));
                break;
            case TaskState.Released:
                Recommend(task, TaskState.Waiting);
                break;
        }
    }

    private void RemoveWant(ClientRecord client, TaskRecord task)
    {
        if (!task.Wants.Remove(client)) return;
        client.Wanted.Remove(task);
        RecommendDisposal(task);
    }

    private void OnReportMissing(ClientToScheduler.ReportMissing message)
    {
        foreach (var key in message.Keys)
        {
            if (_tasks.TryGetValue(key, out var task)) DropClaim(task, message.Holder);
        }
    }

    private void OnLocateKeys(ClientRecord client, ClientToScheduler.LocateKeys message)
    {
        var located = new KeyHolders[message.Keys.Count];
        for (var i = 0; i < located.Length; i++)
        {
            var key = message.Keys[i];
            located[i] = _tasks.TryGetValue(key, out var task)
                ? new KeyHolders(key, task.Bytes, HoldersOf(task, int.MaxValue))
                : new KeyHolders(key, 0, []);
        }

        Tell(client, new SchedulerToClient.KeyLocations(message.Request, located));
    }

    /// <summary>Takes a client's wants from keys and from all that depends on them; by force every client's.</summary>
    private void OnCancelKeys(ClientRecord client, ClientToScheduler.CancelKeys message)
    {
        var cancelled = new SortedDictionary<PeerAddress, List<string>>();
        var seen = new HashSet<TaskRecord>();
        var open = new Queue<TaskRecord>();
        foreach (var key in message.Keys)
        {
            if (_tasks.TryGetValue(key, out var task) && seen.Add(task)) open.Enqueue(task);
        }

        while (open.TryDequeue(out var task))
        {
            var isOthersToo = task.Wants.Count > (task.Wants.Contains(client) ? 1 : 0);
            for (var i = task.Wants.Count - 1; i >= 0; i--)
            {
                var wanter = task.Wants[i];
                if (!message.Force && !ReferenceEquals(wanter, client)) continue;
                if (!cancelled.TryGetValue(wanter.Address, out var keys)) cancelled.Add(wanter.Address, keys = []);
                keys.Add(task.Key);
                RemoveWant(wanter, task);
            }

            if (isOthersToo && !message.Force) continue;
            for (var i = 0; i < task.Dependents.Count; i++)
            {
                if (seen.Add(task.Dependents[i])) open.Enqueue(task.Dependents[i]);
            }
        }

        foreach (var (address, keys) in cancelled)
        {
            var reason = address == client.Address ? "cancelled" : $"cancelled by force by {client.Name}";
            Tell(_clients[address.Value], new SchedulerToClient.KeysCancelled(keys, reason));
        }
    }

    /// <summary>Runs the failed tasks again at which the failures of these keys began.</summary>
    private void OnRetryKeys(ClientRecord client, IReadOnlyList<string> keys)
    {
        var seen = new HashSet<TaskRecord>();
        var open = new Queue<TaskRecord>();
        foreach (var key in keys)
        {
            if (!_tasks.TryGetValue(key, out var task) || task.State != TaskState.Erred) continue;
            if (seen.Add(task)) open.Enqueue(task);
        }

        while (open.TryDequeue(out var task))
        {
            var isRoot = true;
            foreach (var dependency in task.Dependencies)
            {
                if (dependency.State != TaskState.Erred) continue;
                isRoot = false;
                if (seen.Add(dependency)) open.Enqueue(dependency);
            }

            if (isRoot && CanBeRetried(task)) Recommend(task, TaskState.Released);
        }

        // The client took its keys for pending: those that could not be run again have their error repeated.
        Settle();
        foreach (var key in keys)
        {
            if (_tasks.TryGetValue(key, out var task) && task.State == TaskState.Erred && task.Wants.Contains(client))
                Tell(client, ErrorOf(task));
        }
    }

    /// <summary>False for a lost value and for a task whose dependency nobody knew: neither can succeed.</summary>
    private static bool CanBeRetried(TaskRecord task) => task.Spec is not null && !LacksADependency(task);

    /// <summary>True where the task was defined with a dependency that nobody knew: it must never run.</summary>
    private static bool LacksADependency(TaskRecord task) =>
        task.Failure is { Error.TypeName: SchedulerErrorNames.UnknownDependency } failure && failure.Cause == task.Key;
}
