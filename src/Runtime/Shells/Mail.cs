using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>
/// What stands in the mailbox of a role. The four public kinds come from links and timers; the rest are a shell's own
/// completions, posted by itself. A mailbox hands each to its shell's <c>Handle</c>, unchanged and in order.
/// </summary>
public abstract record Mail
{
    private protected Mail()
    {
    }

    /// <summary>A peer said something.</summary>
    public sealed record MessageArrived(PeerAddress From, Message Message) : Mail;

    /// <summary>The way to a peer is open; for a worker or client only the scheduler matters.</summary>
    public sealed record PeerAppeared(PeerAddress Peer) : Mail;

    /// <summary>A peer is gone for good.</summary>
    public sealed record PeerLost(PeerAddress Peer, string Reason) : Mail;

    /// <summary>Time went by: posted by a timer several times a second.</summary>
    public sealed record TimeWent : Mail
    {
        /// <summary>The one instance that is needed.</summary>
        public static TimeWent Instance { get; } = new();
    }

    /// <summary>The role shall end of its own will, telling its peers.</summary>
    public sealed record StopRequested(string Reason) : Mail;
}
