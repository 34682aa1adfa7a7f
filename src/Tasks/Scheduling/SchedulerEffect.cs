using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>What the scheduler machine wants done. Effects are carried out in order.</summary>
public abstract record SchedulerEffect
{
    private SchedulerEffect()
    {
    }

    /// <summary>Tell a client.</summary>
    public sealed record SendToClient(PeerAddress To, SchedulerToClient Message) : SchedulerEffect;

    /// <summary>Tell a worker.</summary>
    public sealed record SendToWorker(PeerAddress To, SchedulerToWorker Message) : SchedulerEffect;

    /// <summary>End the connection to a peer that broke the rules, after what was sent to it before.</summary>
    public sealed record DropPeer(PeerAddress Peer, string Reason) : SchedulerEffect;
}
