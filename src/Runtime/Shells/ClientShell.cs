using Microsoft.Extensions.Logging;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>
/// Drives a <see cref="ClientMachine"/>: turns the user's calls and what peers say into events, and carries out its
/// effects with the link and the futures. One caller at a time (a mailbox's loop, an actor); users call its
/// <see cref="Client"/>, from any thread.
/// </summary>
public sealed partial class ClientShell
{
    // So many calls in one go, so that other mail is not kept waiting by a user who never stops calling.
    private const int CallsPerDrain = 4096;

    private readonly ClientMachine _machine;
    private readonly PeerAddress _scheduler;
    private readonly ILink _link;
    private readonly IMailbox<Mail> _mailbox;
    private readonly IClock _clock;
    private readonly ClientOptions _options;
    private readonly UserCallQueue _calls;
    private readonly Action<string> _closed;
    private readonly ILogger _log;

    private readonly List<ClientEffect> _effects = [];
    private readonly Dictionary<string, ClientKey> _keys = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _registered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _schedulerLost;
    private long _requests;
    private bool _appeared;
    private bool _ended;

    /// <summary>A shell around a machine that has not handled anything yet, and the client that users call.</summary>
    /// <param name="machine">What decides.</param>
    /// <param name="scheduler">The one peer whose word on keys is taken.</param>
    /// <param name="link">The way to all peers.</param>
    /// <param name="mailbox">The mailbox whose items reach <see cref="Handle"/>.</param>
    /// <param name="clock">Where instants come from.</param>
    /// <param name="encoder">Encodes the calls that are submitted.</param>
    /// <param name="options">Name, families, limits.</param>
    /// <param name="closed">Called once, in <see cref="Handle"/>, when the machine ends; later mail is dropped.</param>
    /// <param name="dispose">Ends what hosts the shell, after it has closed.</param>
    public ClientShell(
        ClientMachine machine,
        PeerAddress scheduler,
        ILink link,
        IMailbox<Mail> mailbox,
        IClock clock,
        ITaskCallEncoder encoder,
        ClientOptions options,
        Action<string> closed,
        Func<ValueTask> dispose)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(mailbox);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(closed);
        ArgumentNullException.ThrowIfNull(dispose);
        (_machine, _scheduler, _link, _mailbox) = (machine, scheduler, link, mailbox);
        (_clock, _options, _closed, _log) = (clock, options, closed, options.Logger);
        _calls = new UserCallQueue(mailbox);
        Client = new Client(link.Self, _calls, _registered.Task, encoder, options, dispose);
    }

    /// <summary>What users call.</summary>
    public Client Client { get; }

    /// <summary>Takes one piece of mail.</summary>
    public void Handle(Mail mail)
    {
        if (_ended) return;
        switch (mail)
        {
            case Mail.MessageArrived arrived: OnMessage(arrived.From, arrived.Message); break;
            case Mail.CallsQueued: DrainCalls(); break;
            case Mail.PeerAppeared appeared: OnPeerAppeared(appeared.Peer); break;
            case Mail.PeerLost lost: OnPeerLost(lost.Peer, lost.Reason); break;
            case Mail.PeerUnreachable or Mail.PeerReachable: break;
            case Mail.TimeWent: OnTime(); break;
            case Mail.StopRequested: Drive(new ClientEvent.CloseRequested(_clock.Now)); break;
            case Mail.PutEnded put: OnPutEnded(put); break;
            default: throw new CheckException($"the client's mailbox got {mail.GetType().Name}");
        }
    }

    /// <summary>A peer said something; what is not for a client is dropped with a log line.</summary>
    public void OnMessage(PeerAddress from, Message message)
    {
        switch (message)
        {
            case SchedulerToClient word when from == _scheduler: OnScheduler(word); break;
            case DataMessage.DataReply reply: Take(from, reply); break;
            case DataMessage.DataBusy busy: OnBusy(from, busy); break;
            case DataMessage.PutDataReply reply: OnPut(from, reply); break;
            default: ClientLog.NotForMe(_log, _link.Self, message.GetType().Name, from); break;
        }
    }

    /// <summary>The way to a peer is open; the scheduler's makes the client register, once.</summary>
    public void OnPeerAppeared(PeerAddress peer)
    {
        if (_appeared || peer != _scheduler) return;
        _appeared = true;
        Drive(new ClientEvent.SchedulerAppeared(_clock.Now));
    }

    /// <summary>A peer is gone for good.</summary>
    public void OnPeerLost(PeerAddress peer, string reason)
    {
        ClientLog.PeerLost(_log, _link.Self, peer, reason);
        if (peer == _scheduler) _schedulerLost ??= reason;
        ForgetFetchesFrom(peer);
        Drive(new ClientEvent.PeerLost(_clock.Now, peer, reason));
    }

    /// <summary>Time went by; several times a second.</summary>
    public void OnTime() => Drive(new ClientEvent.TimePassed(_clock.Now));

    /// <summary>
    /// What hosts the shell has failed and will not call <see cref="Handle"/> again: every call in flight, and every
    /// later one, fails.
    /// </summary>
    public void Abandon(string reason)
    {
        _ended = true;
        var error = new SchedulerLostException(reason);
        _calls.Close(error);
        _registered.TrySetException(error);
        _ = _registered.Task.Exception;
        foreach (var gather in _gathers.Values) gather.Answer.TrySetException(error);
        foreach (var scatter in _awaited) scatter.Call.Reject(error);
        foreach (var question in _questions.Values) question.TrySetException(error);
        foreach (var locate in _locates.Values) locate.TrySetException(error);
        foreach (var status in _statuses.Values) status.TrySetException(error);
        foreach (var key in _keys.Values)
        {
            if (key.State == FutureState.Pending) key.Set(FutureState.Lost);
        }
    }

    private void OnScheduler(SchedulerToClient word)
    {
        switch (word)
        {
            case SchedulerToClient.KeyErred erred when _keys.TryGetValue(erred.Key, out var key):
                key.Cause = erred.Cause;
                break;
            case SchedulerToClient.ClientRefused refused:
                _schedulerLost ??= refused.Reason;
                break;
        }

        Drive(new ClientEvent.SchedulerMessageReceived(_clock.Now, word));
        if (word is SchedulerToClient.ClientRegistered) _registered.TrySetResult();
    }

    private void Report<T>(
        Dictionary<long, TaskCompletionSource<IReadOnlyList<T>>> questions, long request, IReadOnlyList<T> answer)
    {
        if (!questions.Remove(request, out var question)) return;
        if (_schedulerLost is { } reason) question.TrySetException(new SchedulerLostException(reason));
        else question.TrySetResult(answer);
    }

    private void Report(ClientEffect.ReportStatus report)
    {
        if (!_statuses.Remove(report.Request, out var question)) return;
        if (report.Status is { } status) question.TrySetResult(status);
        else question.TrySetException(new SchedulerLostException(_schedulerLost ?? "the client was closed"));
    }

    private void Drive(ClientEvent happened)
    {
        // Carrying out an effect never drives the machine again: what follows comes back through the mailbox.
        _effects.Clear();
        _machine.Handle(happened, _effects);
        foreach (var effect in _effects) CarryOut(effect);
    }

    private void CarryOut(ClientEffect effect)
    {
        switch (effect)
        {
            case ClientEffect.SendToScheduler send: _link.SendParts(_scheduler, send.Message); break;
            case ClientEffect.SetFutureState set:
                if (_keys.TryGetValue(set.Key, out var key)) key.Set(set.State);
                break;
            case ClientEffect.FetchData fetch: Fetch(fetch); break;
            case ClientEffect.CompleteGather complete: Complete(complete); break;
            case ClientEffect.FailGather fail: Fail(fail); break;
            case ClientEffect.PutData put: Put(put); break;
            case ClientEffect.CompleteScatter complete: EndScatter(complete.Request, null); break;
            case ClientEffect.FailScatter fail: EndScatter(fail.Request, fail.Error); break;
            case ClientEffect.ForgetData forget:
                foreach (string name in forget.Keys) _arrived.Remove(name);
                break;
            case ClientEffect.ReportWorkers report: Report(_questions, report.Request, report.Workers); break;
            case ClientEffect.ReportStatus report: Report(report); break;
            case ClientEffect.ReportLocations report: Report(_locates, report.Request, report.Keys); break;
            case ClientEffect.Close close:
                ClientLog.Closed(_log, _link.Self, close.Reason);
                Abandon(_schedulerLost ?? close.Reason);
                _closed(close.Reason);
                break;
            default: throw new CheckException($"no one carries out {effect.GetType().Name}");
        }
    }
}
