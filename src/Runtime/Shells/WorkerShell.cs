using Microsoft.Extensions.Logging;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>
/// Drives a <see cref="WorkerMachine"/>: turns messages and outcomes into events, and carries out its effects with the
/// link, the store and the executor. One caller at a time (a mailbox's loop, an actor); what ends on other threads
/// comes back through the mailbox. Requests for values are answered from the store without asking the machine.
/// </summary>
public sealed partial class WorkerShell
{
    private readonly WorkerMachine _machine;
    private readonly PeerAddress _scheduler;
    private readonly ILink _link;
    private readonly IMailbox<Mail> _mailbox;
    private readonly ITaskExecutor _executor;
    private readonly ValueStore _store;
    private readonly IClock _clock;
    private readonly WorkerShellOptions _options;
    private readonly Action<string> _stopped;
    private readonly ILogger _log;

    private readonly List<WorkerEffect> _effects = [];
    private bool _appeared;
    private bool _ended;

    /// <summary>A shell around a machine that has not handled anything yet.</summary>
    /// <param name="machine">What decides.</param>
    /// <param name="scheduler">The one peer whose orders are taken.</param>
    /// <param name="link">The way to all peers.</param>
    /// <param name="mailbox">The mailbox whose items reach <see cref="Handle"/>.</param>
    /// <param name="executor">Runs the functions; not disposed by the shell.</param>
    /// <param name="store">Holds the values; only this shell writes to it.</param>
    /// <param name="clock">Where instants come from.</param>
    /// <param name="options">Families and limits.</param>
    /// <param name="stopped">
    /// Called once, in <see cref="Handle"/>, when the machine ends; everything later is dropped.
    /// </param>
    public WorkerShell(
        WorkerMachine machine,
        PeerAddress scheduler,
        ILink link,
        IMailbox<Mail> mailbox,
        ITaskExecutor executor,
        ValueStore store,
        IClock clock,
        WorkerShellOptions options,
        Action<string> stopped)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(mailbox);
        ArgumentNullException.ThrowIfNull(executor);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(stopped);
        (_machine, _scheduler, _link, _mailbox) = (machine, scheduler, link, mailbox);
        (_executor, _store, _clock, _options) = (executor, store, clock, options);
        (_stopped, _log) = (stopped, options.Logger);
    }

    /// <summary>Takes one piece of mail.</summary>
    public void Handle(Mail mail)
    {
        if (_ended) return;
        switch (mail)
        {
            case Mail.MessageArrived arrived: OnMessage(arrived.From, arrived.Message); break;
            case Mail.PeerAppeared appeared: OnPeerAppeared(appeared.Peer); break;
            case Mail.PeerLost lost: OnPeerLost(lost.Peer, lost.Reason); break;
            case Mail.TimeWent: OnTime(); break;
            case Mail.StopRequested stop: Drive(new WorkerEvent.StopRequested(_clock.Now, stop.Reason)); break;
            case Mail.DrainRequested drain: Drive(new WorkerEvent.DrainRequested(_clock.Now, drain.Reason)); break;
            case Mail.PeerUnreachable or Mail.PeerReachable: break;
            case Mail.ExecutionStarted started:
                Drive(new WorkerEvent.TaskExecutionStarted(_clock.Now, started.Run.Key, started.Run.Run));
                break;
            case Mail.ExecutionReturned returned: OnReturned(returned); break;
            case Mail.ExecutionFailed failed: OnFailed(failed); break;
            case Mail.TransferEnded: _transfersOut--; break;
            default: throw new CheckException($"the worker's mailbox got {mail.GetType().Name}");
        }
    }

    /// <summary>A peer said something; what is not for a worker is dropped with a log line.</summary>
    public void OnMessage(PeerAddress from, Message message)
    {
        switch (message)
        {
            case SchedulerToWorker order when from == _scheduler:
                Drive(new WorkerEvent.SchedulerMessageReceived(_clock.Now, order));
                break;
            case DataMessage.GetData request: Answer(from, request); break;
            case DataMessage.DataReply reply: Take(from, reply); break;
            case DataMessage.DataBusy busy: OnBusy(from, busy); break;
            case DataMessage.PutData put: Take(from, put); break;
            default: WorkerLog.NotForMe(_log, _link.Self, message.GetType().Name, from); break;
        }
    }

    /// <summary>The way to a peer is open; the scheduler's makes the worker register, once.</summary>
    public void OnPeerAppeared(PeerAddress peer)
    {
        if (_appeared || peer != _scheduler) return;
        _appeared = true;
        Drive(new WorkerEvent.SchedulerAppeared(_clock.Now));
    }

    /// <summary>A peer is gone for good.</summary>
    public void OnPeerLost(PeerAddress peer, string reason)
    {
        WorkerLog.PeerLost(_log, _link.Self, peer, reason);
        ForgetFetchesFrom(peer);
        Drive(new WorkerEvent.PeerLost(_clock.Now, peer, reason));
    }

    /// <summary>Time went by; several times a second.</summary>
    public void OnTime() => Drive(new WorkerEvent.TimePassed(_clock.Now));

    private void OnReturned(Mail.ExecutionReturned returned)
    {
        // Also where the run was cancelled: the machine has the store forget what it does not want.
        var run = returned.Run;
        var held = _store.Put(returned.Held, returned.Value);
        Drive(new WorkerEvent.TaskExecuted(
            _clock.Now, run.Key, run.Run, held.TypeName, held.Bytes, returned.StartedAt));
    }

    private void OnFailed(Mail.ExecutionFailed failed)
    {
        var run = failed.Run;
        Drive(new WorkerEvent.TaskFailed(_clock.Now, run.Key, run.Run, failed.Error, failed.MayRetry));
    }

    private void Drive(WorkerEvent happened)
    {
        _effects.Clear();
        _machine.Handle(happened, _effects);
        foreach (var effect in _effects) CarryOut(effect);
    }

    private void CarryOut(WorkerEffect effect)
    {
        switch (effect)
        {
            case WorkerEffect.SendToScheduler send: _link.SendParts(_scheduler, send.Message); break;
            case WorkerEffect.ExecuteTask execute: Execute(execute); break;
            case WorkerEffect.CancelExecution cancel: _executor.Cancel(cancel.Key, cancel.Run); break;
            case WorkerEffect.FetchData fetch: Fetch(fetch); break;
            case WorkerEffect.ForgetData forget:
                foreach (string key in forget.Keys) _store.Forget(key);
                break;
            case WorkerEffect.Stop stop:
                WorkerLog.Stopping(_log, _link.Self, stop.Reason);
                _ended = true;
                _stopped(stop.Reason);
                break;
            default: throw new CheckException($"no one carries out {effect.GetType().Name}");
        }
    }

    private void Execute(WorkerEffect.ExecuteTask execute)
    {
        var run = new TaskRun(execute.Key, execute.Run, execute.Spec, ValuesOf(execute.Dependencies));
        _executor.Execute(run, new RunObserver(_mailbox, _clock));
    }

    private IReadOnlyDictionary<string, object?> ValuesOf(IReadOnlyList<string> keys)
    {
        if (keys.Count == 0) return System.Collections.Frozen.FrozenDictionary<string, object?>.Empty;
        var values = new Dictionary<string, object?>(keys.Count, StringComparer.Ordinal);
        foreach (string key in keys)
        {
            CheckException.Require(
                _store.TryGet(key, out var stored), $"the worker's store holds {key}, which its machine says it does");
            values[key] = stored.Value;
        }

        return values;
    }
}
