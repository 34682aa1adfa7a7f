using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>What happened, as the scheduler machine sees it.</summary>
public abstract record SchedulerEvent(Instant At)
{
    /// <summary>A client said something.</summary>
    public sealed record ClientMessageReceived(Instant At, PeerAddress From, ClientToScheduler Message)
        : SchedulerEvent(At);

    /// <summary>A worker said something.</summary>
    public sealed record WorkerMessageReceived(Instant At, PeerAddress From, WorkerToScheduler Message)
        : SchedulerEvent(At);

    /// <summary>A peer, client or worker, is gone for good; the same address never comes back.</summary>
    public sealed record PeerLost(Instant At, PeerAddress Peer, string Reason) : SchedulerEvent(At);

    /// <summary>
    /// A worker cannot be reached for now, as far as the engine sees: it is given nothing new and keeps what it has,
    /// until <see cref="WorkerReachable"/> or <see cref="PeerLost"/>. An address that is no worker's means nothing.
    /// </summary>
    public sealed record WorkerUnreachable(Instant At, PeerAddress Worker) : SchedulerEvent(At);

    /// <summary>A worker that could not be reached can be again.</summary>
    public sealed record WorkerReachable(Instant At, PeerAddress Worker) : SchedulerEvent(At);

    /// <summary>Time went by without anything else.</summary>
    public sealed record TimePassed(Instant At) : SchedulerEvent(At);
}
