using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>
/// The scheduler: knows every task, worker and client, decides what runs where, and keeps results alive for as long as
/// someone needs them. A pure state machine: an event in, effects out, appended in the order in which they are to be
/// carried out. It reads no clock and draws no chance; the same events give the same effects. Not thread-safe.
/// <para>
/// Tasks move between states only by the pairs of <see cref="Transitions"/>. A step may recommend the next state of
/// other tasks; recommendations are processed until none is left, and only then does <see cref="Handle"/> return. Of
/// two recommendations for one task the later counts, and a step looks again whether its reason still holds.
/// </para>
/// </summary>
public sealed partial class SchedulerMachine
{
    private readonly Dictionary<string, TaskRecord> _tasks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GroupRecord> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GroupRecord>.AlternateLookup<ReadOnlySpan<char>> _groupsByName;
    private readonly Dictionary<string, WorkerRecord> _workers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ClientRecord> _clients = new(StringComparer.Ordinal);
    private readonly HashSet<string> _dismissed = new(StringComparer.Ordinal);
    private readonly TaskQueue _queue = new();
    private readonly IndexedHeap<WorkerRecord, LoadOrder> _workersByLoad = new();
    private readonly List<TaskRecord> _withoutWorker = [];
    private readonly List<WorkerRecord> _workersToTell = [];
    private readonly Queue<TaskRecord> _recommended = new();
    private readonly int[] _countByState = new int[(int)TaskState.Forgotten + 1];
    private List<SchedulerEffect> _effects = [];
    private Instant _now;
    private string _cause = "";
    private long _nextOrder;
    private long _nextRun;
    private long _generation;
    private long _tasksFinished;
    private long _tasksRecomputed;
    private long _tasksFailed;
    private long _workersLost;
    private int _threads;

    /// <summary>A scheduler that knows nobody yet.</summary>
    /// <param name="options">What it decides by.</param>
    /// <param name="seed">
    /// Where the first scatter begins among the sorted workers, so that many young schedulers do not all fill the same.
    /// </param>
    public SchedulerMachine(SchedulerOptions options, int seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        Journal = new Journal(options.JournalEntries);
        _groupsByName = _groups.GetAlternateLookup<ReadOnlySpan<char>>();
        _scatterNext = seed & int.MaxValue;
        _nanosecondsPerByte = 1e9 / options.BandwidthBytesPerSecond;
        foreach (var step in BuildTransitions()) _steps[StepIndex(step.From, step.To)] = step;
    }

    /// <summary>What it decides by.</summary>
    public SchedulerOptions Options { get; }

    /// <summary>The last steps of all keys.</summary>
    public Journal Journal { get; }

    /// <summary>Takes in one event and appends what is to be done because of it.</summary>
    /// <param name="e">What happened; its instants never go back.</param>
    /// <param name="effects">The caller's list; the machine only appends and keeps no hold of it.</param>
    public void Handle(SchedulerEvent e, List<SchedulerEffect> effects)
    {
        ArgumentNullException.ThrowIfNull(e);
        ArgumentNullException.ThrowIfNull(effects);
        _effects = effects;
        _now = e.At;
        switch (e)
        {
            case SchedulerEvent.WorkerMessageReceived received:
                OnWorkerMessage(received.From, received.Message);
                break;
            case SchedulerEvent.ClientMessageReceived received:
                OnClientMessage(received.From, received.Message);
                break;
            case SchedulerEvent.PeerLost lost:
                OnPeerLost(lost.Peer, lost.Reason);
                break;
            case SchedulerEvent.WorkerUnreachable unreachable:
                OnWorkerUnreachable(unreachable.Worker);
                break;
            case SchedulerEvent.WorkerReachable reachable:
                OnWorkerReachable(reachable.Worker);
                break;
            case SchedulerEvent.TimePassed:
                break;
            default:
                throw new CheckException($"the scheduler machine has no answer to {e.GetType().Name}");
        }

        Settle();
        TellWhatToFree();
        _effects = [];
    }

    /// <summary>Where a task stands; false where its key is not known.</summary>
    public bool TryGetState(string key, out TaskState state)
    {
        state = TaskState.Forgotten;
        if (!_tasks.TryGetValue(key, out var task)) return false;
        state = task.State;
        return true;
    }

    /// <summary>What there is and what was done, as a copy.</summary>
    public SchedulerSnapshot Snapshot()
    {
        var workers = new List<WorkerLoad>(_workers.Count);
        foreach (var worker in SortedWorkers())
        {
            var executing = 0;
            foreach (var task in worker.Processing)
            {
                if (task.Started) executing++;
            }

            workers.Add(new WorkerLoad(
                Summarize(worker),
                worker.Processing.Count,
                executing,
                worker.Held.Count,
                worker.StoredBytes,
                worker.Occupancy,
                !worker.IsUnreachable,
                worker.IsDraining));
        }

        var tasks = new SortedDictionary<TaskState, int>();
        for (var state = TaskState.Released; state < TaskState.Forgotten; state++)
        {
            if (_countByState[(int)state] > 0) tasks[state] = _countByState[(int)state];
        }

        return new SchedulerSnapshot(
            workers, _clients.Count, tasks, _tasksFinished, _tasksRecomputed, _tasksFailed, _workersLost);
    }

    private static WorkerSummary Summarize(WorkerRecord worker) => new(worker.Address, worker.Name, worker.Threads);

    private void OnPeerLost(PeerAddress peer, string reason)
    {
        _cause = "peer lost";
        _dismissed.Remove(peer.Value);
        if (_workers.TryGetValue(peer.Value, out var worker))
        {
            _workersLost++;
            RemoveWorker(worker, reason, counts: true);
        }
        else if (_clients.TryGetValue(peer.Value, out var client))
        {
            RemoveClient(client);
        }
    }

    /// <summary>Ends the connection to a peer that broke the rules; what it still says is not heard.</summary>
    private void Dismiss(PeerAddress peer, string reason)
    {
        _effects.Add(new SchedulerEffect.DropPeer(peer, reason));
        _dismissed.Add(peer.Value);
    }

    private void Tell(ClientRecord client, SchedulerToClient message) =>
        _effects.Add(new SchedulerEffect.SendToClient(client.Address, message));

    /// <summary>Tells a worker, after what it shall drop: what is freed before a new run stays before it.</summary>
    private void Tell(WorkerRecord worker, SchedulerToWorker message)
    {
        TellWhatToFree(worker);
        _effects.Add(new SchedulerEffect.SendToWorker(worker.Address, message));
    }

    private void FreeLater(WorkerRecord worker, string key)
    {
        if (worker.ToFree is null)
        {
            worker.ToFree = [];
            _workersToTell.Add(worker);
        }

        worker.ToFree.Add(key);
    }

    private void TellWhatToFree()
    {
        foreach (var worker in _workersToTell) TellWhatToFree(worker);
        _workersToTell.Clear();
    }

    private void TellWhatToFree(WorkerRecord worker)
    {
        if (worker.ToFree is not { } keys) return;
        worker.ToFree = null;
        _effects.Add(new SchedulerEffect.SendToWorker(worker.Address, new SchedulerToWorker.FreeKeys(keys)));
    }
}
