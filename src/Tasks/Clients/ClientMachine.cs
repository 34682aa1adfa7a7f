using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>
/// What a client does, as a pure machine: calls of the user and words of peers in, effects out, no clock, no thread,
/// no I/O. It counts the futures of each key, follows the scheduler's word on them, fetches values for gathers and
/// places values for scatters. Not thread-safe: one caller at a time.
/// <para>
/// What the shell owes: one answer (data, a refusal or the loss of the peer) to every request; a
/// <see cref="ClientEvent.TimePassed"/> when <see cref="WakesAt"/> has come. It keeps each value that arrives, by key,
/// until <see cref="ClientEffect.ForgetData"/> names it: gathers share values. It keeps the values of a scatter until
/// the scatter completes or fails; where it fails, the futures of its keys have been released already.
/// </para>
/// <para>
/// A gather and a scatter hold their keys as a future does: releasing the futures meanwhile changes nothing. What is
/// told before <see cref="ClientEvent.SchedulerAppeared"/> is kept and sent after the registration.
/// </para>
/// </summary>
public sealed partial class ClientMachine
{
    private readonly string _name;
    private readonly PeerAddress _scheduler;
    private readonly ClientMachineOptions _options;
    private readonly Journal _journal;
    private readonly List<ClientToScheduler> _unsent = [];
    private readonly Dictionary<long, long> _workerQuestions = [];
    private readonly Dictionary<long, long> _statusQuestions = [];
    private readonly Dictionary<long, long> _locationQuestions = [];
    private readonly List<string> _releases = [];
    private List<ClientEffect> _effects = [];
    private ErrorDetail? _closeError;
    private FutureState _closeState;
    private Instant _now;
    private long _lastRequest;
    private bool _isOpen;

    /// <summary>A client that knows no key.</summary>
    /// <param name="name">The name it registers with.</param>
    /// <param name="scheduler">Whose loss ends it.</param>
    /// <param name="options">Limits and pauses.</param>
    public ClientMachine(string name, PeerAddress scheduler, ClientMachineOptions options)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(options);
        _name = name;
        _scheduler = scheduler;
        _options = options;
        _journal = new Journal(options.JournalEntriesMax);
        _fetches = new FetchQueue(new FetchLimits(
            options.FetchConcurrencyMax, options.FetchBytesMax, options.RetryDelayNanoseconds, options.Seed));
    }

    /// <summary>Limits and pauses.</summary>
    public ClientMachineOptions Options => _options;

    /// <summary>The last steps of its keys.</summary>
    public Journal Journal => _journal;

    /// <summary>True once it is of no more use; what the user asks of it later fails at once.</summary>
    public bool IsClosed => _closeError is not null;

    /// <summary>The scheduler's version once it has taken the client, else null.</summary>
    public string? SchedulerVersion { get; private set; }

    /// <summary>Keys that a future, a gather or a scatter names.</summary>
    public int KeyCount => _keys.Count;

    /// <summary>Scatters that have not ended.</summary>
    public int ScatterCount => _scatters.Count;

    /// <summary>When <see cref="ClientEvent.TimePassed"/> is due; null where nothing waits for time.</summary>
    public Instant? WakesAt => IsClosed
        ? null
        : Earlier(_fetches.WakesAt, Earlier(NextDelayedValue(), NextDelayedScatter()));

    /// <summary>Takes in what happened and appends what shall be done, in order.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="effects">The caller's list.</param>
    public void Handle(ClientEvent happened, List<ClientEffect> effects)
    {
        ArgumentNullException.ThrowIfNull(happened);
        ArgumentNullException.ThrowIfNull(effects);
        _effects = effects;
        _now = happened.At;
        if (IsClosed)
        {
            Refuse(happened);
            return;
        }

        _fetches.Wake(_now);
        WakeValues();
        WakeScatters();
        Dispatch(happened);
        if (IsClosed) return;
        AskWhereValuesLie();
        StartFetches();
        TellReleases();
    }

    /// <summary>The remembered steps of a key, one a line.</summary>
    public string Story(string key) => _journal.Story(key);

    /// <summary>What the client knows of a key; null for a key that nothing of it names.</summary>
    public FutureState? StateOf(string key) =>
        _keys.TryGetValue(key, out var known) ? FutureStateOf(known.State) : null;

    private void Dispatch(ClientEvent happened)
    {
        switch (happened)
        {
            case ClientEvent.SchedulerAppeared:
                OnSchedulerAppeared();
                break;
            case ClientEvent.TasksSubmitted e:
                OnTasksSubmitted(e);
                break;
            case ClientEvent.FuturesReleased e:
                OnFuturesReleased(e);
                break;
            case ClientEvent.KeysCancelled e:
                OnCancelRequested(e);
                break;
            case ClientEvent.RetryRequested e:
                OnRetryRequested(e);
                break;
            case ClientEvent.ScatterRequested e:
                OnScatterRequested(e);
                break;
            case ClientEvent.GatherRequested e:
                OnGatherRequested(e);
                break;
            case ClientEvent.WorkersRequested e:
                _workerQuestions.Add(++_lastRequest, e.Request);
                Tell(new ClientToScheduler.ListWorkers(_lastRequest));
                break;
            case ClientEvent.StatusRequested e:
                _statusQuestions.Add(++_lastRequest, e.Request);
                Tell(new ClientToScheduler.RequestStatus(_lastRequest));
                break;
            case ClientEvent.LocationsRequested e:
                _locationQuestions.Add(++_lastRequest, e.Request);
                Tell(new ClientToScheduler.LocateKeys(_lastRequest, e.Keys));
                break;
            case ClientEvent.SchedulerMessageReceived e:
                OnSchedulerMessage(e.Message);
                break;
            case ClientEvent.DataArrived e:
                OnDataArrived(e);
                break;
            case ClientEvent.FetchRefused e:
                OnFetchRefused(e);
                break;
            case ClientEvent.DataPut e:
                OnDataPut(e);
                break;
            case ClientEvent.PeerLost e:
                OnPeerLost(e);
                break;
            case ClientEvent.CloseRequested:
                OnCloseRequested();
                break;
            case ClientEvent.TimePassed:
                break;
            default:
                throw new CheckException($"client event {happened.GetType().Name} has no handler");
        }
    }

    private void OnSchedulerMessage(SchedulerToClient message)
    {
        switch (message)
        {
            case SchedulerToClient.ClientRegistered m:
                SchedulerVersion = m.SchedulerVersion;
                break;
            case SchedulerToClient.KeyInMemory m:
                OnKeyInMemory(m);
                break;
            case SchedulerToClient.KeyErred m:
                OnKeyFailed(m.Key, ClientKeyState.Erred, m.Error, "the scheduler says it failed");
                break;
            case SchedulerToClient.KeysCancelled m:
                OnKeysCancelled(m);
                break;
            case SchedulerToClient.KeyLost m:
                var lost = ClientErrors.Lost(m.Key, m.Reason);
                OnKeyFailed(m.Key, ClientKeyState.Lost, lost, "the scheduler says it is lost");
                break;
            case SchedulerToClient.KeyReleased m:
                OnKeyReleased(m);
                break;
            case SchedulerToClient.ScatterPlan m:
                OnScatterPlan(m);
                break;
            case SchedulerToClient.KeyLocations m when _locationQuestions.Remove(m.Request, out var question):
                _effects.Add(new ClientEffect.ReportLocations(question, m.Keys));
                break;
            case SchedulerToClient.KeyLocations m:
                OnKeyLocations(m);
                break;
            case SchedulerToClient.WorkerList m:
                if (_workerQuestions.Remove(m.Request, out var asked))
                {
                    _effects.Add(new ClientEffect.ReportWorkers(asked, m.Workers));
                }

                break;
            case SchedulerToClient.StatusReport m:
                if (_statusQuestions.Remove(m.Request, out var questioned))
                {
                    _effects.Add(new ClientEffect.ReportStatus(questioned, m.Status));
                }

                break;
            case SchedulerToClient.ClientRefused m:
                Close(ClientErrors.SchedulerLost($"it refuses this client: {m.Reason}"), FutureState.Lost);
                break;
            default:
                throw new CheckException($"message {message.GetType().Name} has no handler in the client");
        }
    }

    private void OnSchedulerAppeared()
    {
        _isOpen = true;
        Tell(new ClientToScheduler.RegisterClient(_name));
        foreach (var message in _unsent) Tell(message);
        _unsent.Clear();
    }

    private void OnPeerLost(ClientEvent.PeerLost e)
    {
        if (e.Peer == _scheduler)
        {
            Close(ClientErrors.SchedulerLost(e.Reason), FutureState.Lost);
            return;
        }

        OnHolderLost(e.Peer);
        OnTakerLost(e.Peer, e.Reason);
    }

    private void Tell(ClientToScheduler message)
    {
        if (_isOpen) _effects.Add(new ClientEffect.SendToScheduler(message));
        else _unsent.Add(message);
    }

    private static Instant? Earlier(Instant? a, Instant? b)
    {
        if (a is null || b is null) return a ?? b;
        return a.Value.CompareTo(b.Value) <= 0 ? a : b;
    }
}
