using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>
/// What a worker does, as a pure machine: events in, effects out, no clock, no thread, no I/O. It fetches what tasks
/// need, runs ready tasks by priority on a fixed number of threads, tells the scheduler what came of them, and holds
/// results and fetched copies until they are freed. Not thread-safe: one caller at a time.
/// <para>
/// What the shell owes: it changes its store only in the turn in which it handles an event or an effect. What arrived,
/// was put or was returned by a function enters the store just before the event that tells of it is handled; the
/// values of a task's dependencies are taken from the store when <see cref="WorkerEffect.ExecuteTask"/> is carried
/// out, so that freeing them later does not matter. Every request gets one answer (data, a refusal or the loss of the
/// peer), every execution one outcome. It calls with <see cref="WorkerEvent.TimePassed"/> when
/// <see cref="WakesAt"/> has come.
/// </para>
/// <para>
/// What the scheduler may rely on: every run it dispatches ends in exactly one of TaskFinished, TaskErred,
/// DependencyMissing or its own CancelTask, after which the worker has forgotten the run. A value made by a run that
/// is cancelled after it ended is dropped as well. Values put here by a client
/// are announced only where that client is lost; until then the client does it.
/// </para>
/// </summary>
public sealed partial class WorkerMachine
{
    private readonly PeerAddress _self;
    private readonly string _name;
    private readonly PeerAddress _scheduler;
    private readonly WorkerMachineOptions _options;
    private readonly Journal _journal;
    private List<WorkerEffect> _effects = [];
    private Instant _now;
    private bool _hasRegistered;
    private string? _draining;

    /// <summary>A worker that knows nothing and holds nothing.</summary>
    /// <param name="self">Its own address: never asked for values.</param>
    /// <param name="name">The name it registers with.</param>
    /// <param name="scheduler">Whose loss ends it.</param>
    /// <param name="options">Threads and limits.</param>
    public WorkerMachine(PeerAddress self, string name, PeerAddress scheduler, WorkerMachineOptions options)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(options);
        _self = self;
        _name = name;
        _scheduler = scheduler;
        _options = options;
        _journal = new Journal(options.JournalEntriesMax);
        _fetches = new FetchQueue(new FetchLimits(
            options.FetchConcurrencyMax, options.FetchBytesMax, options.BusyDelayNanoseconds, options.Seed));
    }

    /// <summary>Threads and limits.</summary>
    public WorkerMachineOptions Options => _options;

    /// <summary>The last steps of its tasks and values.</summary>
    public Journal Journal => _journal;

    /// <summary>True once it has asked to be stopped; every later event is ignored.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>The scheduler's version once it has taken the worker, else null.</summary>
    public string? SchedulerVersion { get; private set; }

    /// <summary>Tasks that wait, are ready or hold a thread.</summary>
    public int TaskCount => _tasks.Count;

    /// <summary>Tasks that hold a thread, wanted or not.</summary>
    public int ExecutingCount => _onThreadCount;

    /// <summary>Values in the store.</summary>
    public int HeldCount { get; private set; }

    /// <summary>Values in the store, wanted by a task, or in flight.</summary>
    public int KnownCount => _data.Count;

    /// <summary>The bytes of the values in the store, as they were measured.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>Requests for values that are out.</summary>
    public int FlightCount => _fetches.Flights.Count;

    /// <summary>When <see cref="WorkerEvent.TimePassed"/> is due; null where nothing waits for time.</summary>
    public Instant? WakesAt => IsStopped ? null : _fetches.WakesAt;

    /// <summary>Takes in what happened and appends what shall be done, in order.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="effects">The caller's list.</param>
    public void Handle(WorkerEvent happened, List<WorkerEffect> effects)
    {
        ArgumentNullException.ThrowIfNull(happened);
        ArgumentNullException.ThrowIfNull(effects);
        if (IsStopped) return;
        _effects = effects;
        _now = happened.At;
        _fetches.Wake(_now);
        Dispatch(happened);
        if (IsStopped) return;
        StartFetches();
        StartExecutions();
        LeaveWhereDrained();
    }

    /// <summary>The remembered steps of a key, one a line.</summary>
    public string Story(string key) => _journal.Story(key);

    /// <summary>True where the store holds the value.</summary>
    public bool Holds(string key) => _data.TryGetValue(key, out var data) && data.State == WorkerDataState.Memory;

    private void Dispatch(WorkerEvent happened)
    {
        switch (happened)
        {
            case WorkerEvent.SchedulerAppeared:
                OnSchedulerAppeared();
                break;
            case WorkerEvent.SchedulerMessageReceived e:
                OnSchedulerMessage(e.Message);
                break;
            case WorkerEvent.TaskExecutionStarted e:
                OnTaskExecutionStarted(e);
                break;
            case WorkerEvent.TaskExecuted e:
                OnTaskExecuted(e);
                break;
            case WorkerEvent.TaskFailed e:
                OnTaskFailed(e);
                break;
            case WorkerEvent.DataArrived e:
                OnDataArrived(e);
                break;
            case WorkerEvent.FetchRefused e:
                OnFetchRefused(e);
                break;
            case WorkerEvent.DataStored e:
                OnDataStored(e);
                break;
            case WorkerEvent.PeerLost e:
                OnPeerLost(e);
                break;
            case WorkerEvent.StopRequested e:
                if (_hasRegistered) Tell(new WorkerToScheduler.WorkerLeaving(e.Reason));
                Stop(e.Reason);
                break;
            case WorkerEvent.DrainRequested e:
                OnDrainRequested(e);
                break;
            case WorkerEvent.TimePassed:
                break;
            default:
                throw new CheckException($"worker event {happened.GetType().Name} has no handler");
        }
    }

    private void OnSchedulerMessage(SchedulerToWorker message)
    {
        switch (message)
        {
            case SchedulerToWorker.ComputeTask m:
                OnComputeTask(m);
                break;
            case SchedulerToWorker.CancelTask m:
                OnCancelTask(m);
                break;
            case SchedulerToWorker.FreeKeys m:
                OnFreeKeys(m);
                break;
            case SchedulerToWorker.WorkerRegistered m:
                SchedulerVersion = m.SchedulerVersion;
                break;
            case SchedulerToWorker.WorkerRefused m:
                Stop($"the scheduler refuses this worker: {m.Reason}");
                break;
            case SchedulerToWorker.StopWorker m:
                Stop(m.Reason);
                break;
            default:
                throw new CheckException($"message {message.GetType().Name} has no handler in the worker");
        }
    }

    private void OnSchedulerAppeared()
    {
        var held = new List<HeldData>(HeldCount);
        foreach (var data in _data.Values)
        {
            if (data.State == WorkerDataState.Memory) held.Add(new HeldData(data.Key, data.TypeName, data.HeldBytes));
        }

        held.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        _hasRegistered = true;
        Tell(new WorkerToScheduler.RegisterWorker(_name, _options.Threads, held));
    }

    private void OnPeerLost(WorkerEvent.PeerLost e)
    {
        if (e.Peer == _scheduler)
        {
            Stop($"the scheduler was lost: {e.Reason}");
            return;
        }

        OnHolderLost(e.Peer);
        AnnouncePutsOf(e.Peer);
    }

    private void OnDrainRequested(WorkerEvent.DrainRequested e)
    {
        if (_draining is not null) return;
        _draining = e.Reason;
        if (_hasRegistered) Tell(new WorkerToScheduler.WorkerDraining(e.Reason));
    }

    // What was on its way when the scheduler heard of it is run like the rest; the scheduler takes back what it can.
    private void LeaveWhereDrained()
    {
        if (_draining is null || _tasks.Count > 0) return;
        if (_hasRegistered) Tell(new WorkerToScheduler.WorkerLeaving(_draining));
        Stop(_draining);
    }

    private void Stop(string reason)
    {
        IsStopped = true;
        _effects.Add(new WorkerEffect.Stop(reason));
    }

    private void Tell(WorkerToScheduler message) => _effects.Add(new WorkerEffect.SendToScheduler(message));
}
