using Weft.Serialization;

namespace Weft.Tasks;

public sealed partial class WorkerMachine
{
    private readonly Dictionary<string, WorkerTask> _tasks = new(StringComparer.Ordinal);
    private readonly PriorityQueue<(WorkerTask Task, long Ticket), (TaskPriority Priority, long Ticket)> _ready = new();
    private int _onThreadCount;
    private int _readyCount;
    private long _lastTicket;

    internal IReadOnlyDictionary<string, WorkerTask> Tasks => _tasks;

    internal int ReadyCount => _readyCount;

    private void OnComputeTask(SchedulerToWorker.ComputeTask message)
    {
        if (_tasks.TryGetValue(message.Key, out var task))
        {
            if (message.Run <= task.Run) return;
            if (task.State == WorkerTaskState.Executing) CancelThread(task, "dispatched anew");
            else if (task.IsToBegin) EndRun(task, "dispatched anew");
            task.Run = message.Run;
        }

        if (_data.TryGetValue(message.Key, out var own) && own.State == WorkerDataState.Memory)
        {
            // A copy that was fetched or put is told of already and does not belong to the run.
            if (own.MadeByRun is not null) own.MadeByRun = message.Run;
            Tell(new WorkerToScheduler.TaskFinished(
                message.Key, message.Run, own.TypeName, own.HeldBytes, _now, _now));
            return;
        }

        if (FindMissing(message) is { } missing)
        {
            Tell(new WorkerToScheduler.DependencyMissing(message.Key, message.Run, missing.Key, missing.Holders));
            return;
        }

        BeginRun(message);
    }

    private void BeginRun(SchedulerToWorker.ComputeTask message)
    {
        if (!_tasks.TryGetValue(message.Key, out var task)) task = new WorkerTask(message.Key);
        task.Run = message.Run;
        task.Spec = message.Spec;
        task.Priority = message.Priority;
        if (task.IsOnThread) Move(task, WorkerTaskState.Resumed, "dispatched anew");
        else Move(task, WorkerTaskState.Waiting, "dispatched");
        Need(task, message.Dependencies);
        if (task is { State: WorkerTaskState.Waiting, MissingCount: 0 }) FromWaitingToReady(task, "all is here");
    }

    private void OnCancelTask(SchedulerToWorker.CancelTask message)
    {
        if (_tasks.TryGetValue(message.Key, out var task) && task.Run <= message.Run)
        {
            if (task.State == WorkerTaskState.Executing) CancelThread(task, "cancelled");
            else if (task.IsToBegin) EndRun(task, "cancelled");
        }

        if (_data.TryGetValue(message.Key, out var data)
            && data.State == WorkerDataState.Memory && data.MadeByRun <= message.Run)
        {
            Forget(data.Key);
            LoseData(data, "its run was cancelled");
        }
    }

    private void OnTaskExecutionStarted(WorkerEvent.TaskExecutionStarted e)
    {
        if (_tasks.TryGetValue(e.Key, out var task)
            && task.State == WorkerTaskState.Executing && task.ThreadRun == e.Run)
        {
            Tell(new WorkerToScheduler.TaskStarted(e.Key, e.Run));
        }
    }

    private void OnTaskExecuted(WorkerEvent.TaskExecuted e)
    {
        if (!_tasks.TryGetValue(e.Key, out var task) || !task.IsOnThread || task.ThreadRun != e.Run)
        {
            DropResult(e.Key);
            return;
        }

        var isWanted = task.State == WorkerTaskState.Executing;
        LeaveThread(task, "the function returned");
        if (!isWanted)
        {
            DropResult(e.Key);
            return;
        }

        Tell(new WorkerToScheduler.TaskFinished(e.Key, e.Run, e.TypeName, e.Bytes, e.StartedAt, e.At));
        StoreData(new HeldData(e.Key, e.TypeName, e.Bytes), e.Run, "the function returned");
    }

    private void OnTaskFailed(WorkerEvent.TaskFailed e)
    {
        if (!_tasks.TryGetValue(e.Key, out var task) || !task.IsOnThread || task.ThreadRun != e.Run) return;
        var isWanted = task.State == WorkerTaskState.Executing;
        LeaveThread(task, "the function threw");
        if (isWanted) Tell(new WorkerToScheduler.TaskErred(e.Key, e.Run, e.Error, e.MayRetry));
    }

    // A result that nobody wants leaves the store, unless the value is held for another reason: a value of the same
    // name is the same value.
    private void DropResult(string key)
    {
        if (!Holds(key)) Forget(key);
    }

    private void CancelThread(WorkerTask task, string cause)
    {
        Move(task, WorkerTaskState.Cancelled, cause);
        _effects.Add(new WorkerEffect.CancelExecution(task.Key, task.ThreadRun));
    }

    private void LeaveThread(WorkerTask task, string cause)
    {
        task.IsOnThread = false;
        _onThreadCount--;
        if (task.State != WorkerTaskState.Resumed) Move(task, WorkerTaskState.Forgotten, cause);
        else if (task.MissingCount == 0) FromResumedToReady(task);
        else Move(task, WorkerTaskState.Waiting, cause);
    }

    // Ends a run that has not begun: its values are no longer needed for it.
    private void EndRun(WorkerTask task, string cause)
    {
        CheckException.Require(task.IsToBegin);
        if (task.State == WorkerTaskState.Ready) TakeOutOfReady(task);
        Move(task, task.IsOnThread ? WorkerTaskState.Cancelled : WorkerTaskState.Forgotten, cause);
        task.Spec = null;
        ReleaseDependencies(task);
    }

    private void FromWaitingToReady(WorkerTask task, string cause)
    {
        Move(task, WorkerTaskState.Ready, cause);
        PutIntoReady(task);
    }

    private void FromResumedToReady(WorkerTask task)
    {
        Move(task, WorkerTaskState.Ready, "the thread came back");
        PutIntoReady(task);
    }

    private void FromReadyToWaiting(WorkerTask task)
    {
        TakeOutOfReady(task);
        Move(task, WorkerTaskState.Waiting, "a value it needs was freed");
    }

    private void PutIntoReady(WorkerTask task)
    {
        task.Ticket = ++_lastTicket;
        _readyCount++;
        _ready.Enqueue((task, task.Ticket), (task.Priority, task.Ticket));
    }

    private void TakeOutOfReady(WorkerTask task)
    {
        task.Ticket = 0;
        _readyCount--;
        if (_readyCount == 0) _ready.Clear();
    }

    private void StartExecutions()
    {
        while (_onThreadCount < _options.Threads && _ready.TryDequeue(out var entry, out _))
        {
            if (entry.Task.Ticket != entry.Ticket) continue;
            TakeOutOfReady(entry.Task);
            FromReadyToExecuting(entry.Task);
        }
    }

    private void FromReadyToExecuting(WorkerTask task)
    {
        CheckException.Require(task.MissingCount == 0 && task.Spec is not null);
        Move(task, WorkerTaskState.Executing, "a thread is free");
        task.IsOnThread = true;
        task.ThreadRun = task.Run;
        _onThreadCount++;
        var names = task.Dependencies.Length == 0 ? [] : new string[task.Dependencies.Length];
        for (var i = 0; i < names.Length; i++) names[i] = task.Dependencies[i].Key;
        _effects.Add(new WorkerEffect.ExecuteTask(task.Key, task.Run, task.Spec, names));
        task.Spec = null;
        ReleaseDependencies(task);
    }

    private void Move(WorkerTask task, WorkerTaskState to, string cause)
    {
        var from = task.State;
        WorkerStates.Tasks.Take(_journal, _now, task.Key, from, to, cause);
        task.State = to;
        if (from == WorkerTaskState.Forgotten) _tasks.Add(task.Key, task);
        else if (to == WorkerTaskState.Forgotten) _tasks.Remove(task.Key);
    }
}
