using Weft.Serialization;

namespace Weft.Tasks;

public sealed partial class WorkerMachine
{
    private readonly Dictionary<string, WorkerData> _data = new(StringComparer.Ordinal);
    private readonly FetchQueue _fetches;
    private readonly List<FetchItem> _lostItems = [];

    internal IReadOnlyDictionary<string, WorkerData> Data => _data;

    internal FetchQueue Fetches => _fetches;

    // The first dependency that is neither here nor on its way nor held by anybody else.
    private KeyHolders? FindMissing(SchedulerToWorker.ComputeTask message)
    {
        for (var i = 0; i < message.Dependencies.Count; i++)
        {
            var dependency = message.Dependencies[i];
            if (_data.ContainsKey(dependency.Key)) continue;
            var isHeldElsewhere = false;
            for (var j = 0; j < dependency.Holders.Count; j++) isHeldElsewhere |= dependency.Holders[j] != _self;
            if (!isHeldElsewhere) return dependency;
        }

        return null;
    }

    private void Need(WorkerTask task, IReadOnlyList<KeyHolders> dependencies)
    {
        if (dependencies.Count == 0) return;
        task.Dependencies = new WorkerData[dependencies.Count];
        for (var i = 0; i < dependencies.Count; i++)
        {
            var dependency = dependencies[i];
            if (!_data.TryGetValue(dependency.Key, out var data))
            {
                data = new WorkerData(dependency.Key) { Urgency = task.Priority };
            }

            task.Dependencies[i] = data;
            if (data.Peer is null) data.Bytes = dependency.Bytes;
            data.AddHolders(dependency.Holders, _self);
            if ((data.Waiters ??= []).Add(task) && data.State != WorkerDataState.Memory) AwaitData(task, data);
        }
    }

    private void AwaitData(WorkerTask task, WorkerData data)
    {
        task.MissingCount++;
        _fetches.Hasten(data, task.Priority);
        if (data.State == WorkerDataState.Cancelled)
        {
            Move(data, WorkerDataState.Flight, "needed again");
        }
        else if (data.State == WorkerDataState.Forgotten)
        {
            CheckException.Require(_fetches.TryQueue(data));
            Move(data, WorkerDataState.Fetch, "needed");
        }
    }

    private void ReleaseDependencies(WorkerTask task)
    {
        var dependencies = task.Dependencies;
        task.Dependencies = [];
        task.MissingCount = 0;
        foreach (var data in dependencies)
        {
            if (data.Waiters!.Remove(task) && !data.IsNeeded) OnNoLongerNeeded(data);
        }
    }

    private void OnNoLongerNeeded(WorkerData data)
    {
        if (data.State == WorkerDataState.Fetch)
        {
            if (data.IsQueued) _fetches.Withdraw(data);
            Move(data, WorkerDataState.Forgotten, "needed no more");
        }
        else if (data.State == WorkerDataState.Flight)
        {
            Move(data, WorkerDataState.Cancelled, "needed no more");
        }
    }

    // The store holds the value: tasks that waited for it go on, and a task that was to make it need not begin.
    private void StoreData(HeldData held, long? run, string cause)
    {
        if (!_data.TryGetValue(held.Key, out var data)) data = new WorkerData(held.Key);
        if (data.State == WorkerDataState.Fetch) _fetches.Withdraw(data);
        var isNew = data.State != WorkerDataState.Memory;
        if (isNew) Move(data, WorkerDataState.Memory, cause);
        HeldBytes += held.Bytes - data.HeldBytes;
        data.TypeName = held.TypeName;
        data.HeldBytes = held.Bytes;
        if (run is not null) data.MadeByRun = run;
        if (!isNew) return;
        if (data.Waiters is not null)
        {
            foreach (var task in data.Waiters)
            {
                task.MissingCount--;
                if (task.MissingCount > 0 || task.State != WorkerTaskState.Waiting) continue;
                FromWaitingToReady(task, "all is here");
            }
        }

        if (_tasks.TryGetValue(held.Key, out var maker) && maker.IsToBegin) FinishWithoutRunning(maker, data);
    }

    private void FinishWithoutRunning(WorkerTask task, WorkerData data)
    {
        Tell(new WorkerToScheduler.TaskFinished(task.Key, task.Run, data.TypeName, data.HeldBytes, _now, _now));
        EndRun(task, "its value came by another way");
    }

    private void OnDataStored(WorkerEvent.DataStored e)
    {
        for (var i = 0; i < e.Data.Count; i++)
        {
            StoreData(e.Data[i], null, "put here");
            _data[e.Data[i].Key].PutBy = e.From;
        }
    }

    // A client announces what it has put only when its whole scatter is done: where it is lost before, the scheduler
    // has never heard of the values, and nobody would ever free them. It takes a known value and frees an unknown one.
    private void AnnouncePutsOf(PeerAddress client)
    {
        var held = new List<HeldData>();
        foreach (var data in _data.Values)
        {
            if (data.State != WorkerDataState.Memory || data.PutBy != client) continue;
            data.PutBy = PeerAddress.None;
            held.Add(new HeldData(data.Key, data.TypeName, data.HeldBytes));
        }

        if (held.Count == 0) return;
        held.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        Tell(new WorkerToScheduler.ReplicasHeld(held));
    }

    private void OnFreeKeys(SchedulerToWorker.FreeKeys message)
    {
        List<string>? freed = null;
        for (var i = 0; i < message.Keys.Count; i++)
        {
            if (!_data.TryGetValue(message.Keys[i], out var data) || data.State != WorkerDataState.Memory) continue;
            (freed ??= new List<string>(message.Keys.Count)).Add(data.Key);
            LoseData(data, "freed");
        }

        if (freed is not null) _effects.Add(new WorkerEffect.ForgetData(freed));
    }

    // The store no longer holds the value; tasks that need it fetch it from another holder or are given up.
    private void LoseData(WorkerData data, string cause)
    {
        HeldBytes -= data.HeldBytes;
        data.HeldBytes = 0;
        data.TypeName = "";
        data.MadeByRun = null;
        data.PutBy = PeerAddress.None;
        if (!data.IsNeeded)
        {
            Move(data, WorkerDataState.Forgotten, cause);
            return;
        }

        foreach (var task in data.Waiters!)
        {
            task.MissingCount++;
            if (task.State == WorkerTaskState.Ready) FromReadyToWaiting(task);
        }

        if (data.IsInFlight) Move(data, WorkerDataState.Flight, cause);
        else FetchOrGiveUp(data, cause);
    }

    private void FetchOrGiveUp(WorkerData data, string cause)
    {
        if (!_fetches.TryQueue(data)) GiveUp(data, cause);
        else if (data.State != WorkerDataState.Fetch) Move(data, WorkerDataState.Fetch, cause);
    }

    private void GiveUp(WorkerData data, string cause)
    {
        Move(data, WorkerDataState.Missing, cause);
        var tried = new PeerAddress[data.Tried.Count];
        for (var i = 0; i < tried.Length; i++) tried[i] = data.Tried[i];
        Array.Sort(tried);
        foreach (var task in WaitersInOrder(data))
        {
            Tell(new WorkerToScheduler.DependencyMissing(task.Key, task.Run, data.Key, tried));
            EndRun(task, "a value it needs is missing");
        }

        Move(data, WorkerDataState.Forgotten, "the scheduler was told");
    }

    private static WorkerTask[] WaitersInOrder(WorkerData data)
    {
        var tasks = new WorkerTask[data.Waiters!.Count];
        data.Waiters.CopyTo(tasks);
        Array.Sort(tasks, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return tasks;
    }

    private void Forget(string key) => _effects.Add(new WorkerEffect.ForgetData([key]));

    private void Move(WorkerData data, WorkerDataState to, string cause)
    {
        var from = data.State;
        WorkerStates.Data.Take(_journal, _now, data.Key, from, to, cause);
        data.State = to;
        if (from == WorkerDataState.Memory) HeldCount--;
        if (to == WorkerDataState.Memory) HeldCount++;
        if (from == WorkerDataState.Forgotten) _data.Add(data.Key, data);
        else if (to == WorkerDataState.Forgotten) _data.Remove(data.Key);
    }
}
