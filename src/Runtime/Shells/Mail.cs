using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>
/// What stands in the mailbox of a role. The public kinds come from links, timers and hosts; the rest are a shell's own
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

    /// <summary>A peer cannot be reached for now; it may come back, or be lost.</summary>
    public sealed record PeerUnreachable(PeerAddress Peer) : Mail;

    /// <summary>A peer that could not be reached can be again.</summary>
    public sealed record PeerReachable(PeerAddress Peer) : Mail;

    /// <summary>Time went by: posted by a timer several times a second.</summary>
    public sealed record TimeWent : Mail
    {
        /// <summary>The one instance that is needed.</summary>
        public static TimeWent Instance { get; } = new();
    }

    /// <summary>The role shall end of its own will, telling its peers.</summary>
    public sealed record StopRequested(string Reason) : Mail;

    /// <summary>The worker shall finish what runs, take nothing more, and then end of its own will.</summary>
    public sealed record DrainRequested(string Reason) : Mail;

    /// <summary>Somebody outside wants the scheduler's counters.</summary>
    internal sealed record SnapshotRequested(TaskCompletionSource<SchedulerSnapshot> Answer) : Mail;

    /// <summary>A function is about to be called.</summary>
    internal sealed record ExecutionStarted(TaskRun Run) : Mail;

    /// <summary>A function returned; the value is measured but not stored yet.</summary>
    internal sealed record ExecutionReturned(TaskRun Run, object? Value, HeldData Held, Instant StartedAt) : Mail;

    /// <summary>A function threw or could not be called.</summary>
    internal sealed record ExecutionFailed(TaskRun Run, ErrorDetail Error, bool MayRetry) : Mail;

    /// <summary>The memory of an answer to a peer is free again, or it was given up.</summary>
    internal sealed record TransferEnded : Mail
    {
        public static TransferEnded Instance { get; } = new();
    }

    /// <summary>The client's queue of user calls is not empty.</summary>
    internal sealed record CallsQueued : Mail
    {
        public static CallsQueued Instance { get; } = new();
    }

    /// <summary>
    /// Values of a scatter are written to a worker, or were not: because they cannot be encoded, which no other worker
    /// would change, or because they did not get there.
    /// </summary>
    internal sealed record PutEnded(long Request, PeerAddress Peer, Exception? Failure, bool IsUnencodable) : Mail;
}
