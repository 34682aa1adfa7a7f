using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>What happened, as the worker machine sees it.</summary>
public abstract record WorkerEvent(Instant At)
{
    /// <summary>The way to the scheduler is open: register.</summary>
    public sealed record SchedulerAppeared(Instant At) : WorkerEvent(At);

    /// <summary>The scheduler said something.</summary>
    public sealed record SchedulerMessageReceived(Instant At, SchedulerToWorker Message) : WorkerEvent(At);

    /// <summary>A function has begun to run on one of the threads.</summary>
    public sealed record TaskExecutionStarted(Instant At, string Key, long Run) : WorkerEvent(At);

    /// <summary>A function returned; the store holds its result under the key.</summary>
    public sealed record TaskExecuted(
        Instant At, string Key, long Run, string TypeName, long Bytes, Instant StartedAt) : WorkerEvent(At);

    /// <summary>A function threw, was refused, or its arguments could not be decoded.</summary>
    public sealed record TaskFailed(Instant At, string Key, long Run, ErrorDetail Error, bool MayRetry)
        : WorkerEvent(At);

    /// <summary>
    /// A peer answered a fetch: the store holds what arrived; the peer did not hold what is missing; what failed
    /// arrived but could not be decoded here.
    /// </summary>
    public sealed record DataArrived(
        Instant At,
        long Request,
        PeerAddress From,
        IReadOnlyList<HeldData> Arrived,
        IReadOnlyList<string> Missing,
        IReadOnlyList<(string Key, ErrorDetail Error)> Failed) : WorkerEvent(At);

    /// <summary>A peer is too busy to answer a fetch now.</summary>
    public sealed record FetchRefused(Instant At, long Request, PeerAddress From) : WorkerEvent(At);

    /// <summary>
    /// A client put values here; the store holds them. Where <paramref name="From"/> is lost, the scheduler is told of
    /// them, since the client may have died before it could.
    /// </summary>
    public sealed record DataStored(Instant At, IReadOnlyList<HeldData> Data, PeerAddress From = default)
        : WorkerEvent(At);

    /// <summary>A peer is gone for good: fetches from it fail. The scheduler may be meant too.</summary>
    public sealed record PeerLost(Instant At, PeerAddress Peer, string Reason) : WorkerEvent(At);

    /// <summary>The worker shall stop of its own will.</summary>
    public sealed record StopRequested(Instant At, string Reason) : WorkerEvent(At);

    /// <summary>The worker shall finish what runs, take nothing more, and then stop of its own will.</summary>
    public sealed record DrainRequested(Instant At, string Reason) : WorkerEvent(At);

    /// <summary>Time went by without anything else.</summary>
    public sealed record TimePassed(Instant At) : WorkerEvent(At);
}
