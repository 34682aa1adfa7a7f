using Microsoft.Extensions.Logging;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>
/// Drives a <see cref="SchedulerMachine"/>: turns what peers say into events and its effects into sends. One caller at
/// a time (a mailbox's loop, an actor); it starts no work of its own and decides nothing.
/// </summary>
public sealed class SchedulerShell
{
    private readonly SchedulerMachine _machine;
    private readonly ILink _link;
    private readonly IClock _clock;
    private readonly ILogger _log;
    private readonly List<SchedulerEffect> _effects = [];

    /// <summary>A shell around a machine that has not handled anything yet.</summary>
    public SchedulerShell(SchedulerMachine machine, ILink link, IClock clock, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(logger);
        (_machine, _link, _clock, _log) = (machine, link, clock, logger);
    }

    /// <summary>Takes one piece of mail.</summary>
    public void Handle(Mail mail)
    {
        switch (mail)
        {
            case Mail.MessageArrived arrived: OnMessage(arrived.From, arrived.Message); break;
            case Mail.PeerAppeared: break;
            case Mail.PeerLost lost: OnPeerLost(lost.Peer, lost.Reason); break;
            case Mail.PeerUnreachable unreachable:
                SchedulerLog.PeerUnreachable(_log, unreachable.Peer);
                Drive(new SchedulerEvent.WorkerUnreachable(_clock.Now, unreachable.Peer));
                break;
            case Mail.PeerReachable reachable:
                SchedulerLog.PeerReachable(_log, reachable.Peer);
                Drive(new SchedulerEvent.WorkerReachable(_clock.Now, reachable.Peer));
                break;
            case Mail.TimeWent: OnTime(); break;
            case Mail.SnapshotRequested request: request.Answer.TrySetResult(Snapshot()); break;
            default: throw new CheckException($"the scheduler's mailbox got {mail.GetType().Name}");
        }
    }

    /// <summary>A peer said something; what is not for a scheduler is dropped with a log line.</summary>
    public void OnMessage(PeerAddress from, Message message)
    {
        switch (message)
        {
            case ClientToScheduler client:
                Drive(new SchedulerEvent.ClientMessageReceived(_clock.Now, from, client));
                break;
            case WorkerToScheduler worker:
                Drive(new SchedulerEvent.WorkerMessageReceived(_clock.Now, from, worker));
                break;
            default:
                SchedulerLog.NotForAScheduler(_log, message.GetType().Name, from);
                break;
        }
    }

    /// <summary>A peer is gone for good.</summary>
    public void OnPeerLost(PeerAddress peer, string reason)
    {
        SchedulerLog.PeerLost(_log, peer, reason);
        Drive(new SchedulerEvent.PeerLost(_clock.Now, peer, reason));
    }

    /// <summary>Time went by; several times a second.</summary>
    public void OnTime() => Drive(new SchedulerEvent.TimePassed(_clock.Now));

    /// <summary>What the machine knows now; immutable, to be shown anywhere.</summary>
    public SchedulerSnapshot Snapshot() => _machine.Snapshot();

    private void Drive(SchedulerEvent happened)
    {
        _effects.Clear();
        _machine.Handle(happened, _effects);
        foreach (var effect in _effects)
        {
            switch (effect)
            {
                case SchedulerEffect.SendToClient send: _link.SendParts(send.To, send.Message); break;
                case SchedulerEffect.SendToWorker send: _link.SendParts(send.To, send.Message); break;
                case SchedulerEffect.DropPeer drop:
                    SchedulerLog.PeerDropped(_log, drop.Peer, drop.Reason);
                    _link.Drop(drop.Peer, drop.Reason);
                    break;
                default: throw new CheckException($"no one carries out {effect.GetType().Name}");
            }
        }
    }
}
