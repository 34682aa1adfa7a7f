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

    /// <summary>Time went by without anything else.</summary>
    public sealed record TimePassed(Instant At) : SchedulerEvent(At);
}
