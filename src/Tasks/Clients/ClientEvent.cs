using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>What happened, as the client machine sees it: calls of the user, words of peers, losses.</summary>
public abstract record ClientEvent(Instant At)
{
    /// <summary>The way to the scheduler is open: register.</summary>
    public sealed record SchedulerAppeared(Instant At) : ClientEvent(At);

    /// <summary>The user submitted tasks; one future holds each key.</summary>
    public sealed record TasksSubmitted(Instant At, IReadOnlyList<TaskDefinition> Tasks) : ClientEvent(At);

    /// <summary>The user released one future of each of these keys (disposed or collected).</summary>
    public sealed record FuturesReleased(Instant At, IReadOnlyList<string> Keys) : ClientEvent(At);

    /// <summary>The user cancelled these keys.</summary>
    public sealed record KeysCancelled(Instant At, IReadOnlyList<string> Keys, bool Force) : ClientEvent(At);

    /// <summary>The user wants failed keys run again.</summary>
    public sealed record RetryRequested(Instant At, IReadOnlyList<string> Keys) : ClientEvent(At);

    /// <summary>The user scatters values under these keys; one future holds each. The shell keeps the values.</summary>
    public sealed record ScatterRequested(
        Instant At, long Request, IReadOnlyList<string> Keys, int Replicas, IReadOnlyList<PeerAddress>? Workers)
        : ClientEvent(At);

    /// <summary>The user wants the values of these keys here; each must be held by a future.</summary>
    public sealed record GatherRequested(Instant At, long Request, IReadOnlyList<string> Keys) : ClientEvent(At);

    /// <summary>The user asks for the workers.</summary>
    public sealed record WorkersRequested(Instant At, long Request) : ClientEvent(At);

    /// <summary>The user asks what the scheduler has and has done.</summary>
    public sealed record StatusRequested(Instant At, long Request) : ClientEvent(At);

    /// <summary>The user asks where values lie.</summary>
    public sealed record LocationsRequested(Instant At, long Request, IReadOnlyList<string> Keys) : ClientEvent(At);

    /// <summary>The scheduler said something.</summary>
    public sealed record SchedulerMessageReceived(Instant At, SchedulerToClient Message) : ClientEvent(At);

    /// <summary>A worker answered a <see cref="ClientEffect.FetchData"/>; the shell keeps what arrived.</summary>
    public sealed record DataArrived(
        Instant At,
        long Request,
        PeerAddress From,
        IReadOnlyList<string> Arrived,
        IReadOnlyList<string> Missing,
        IReadOnlyList<(string Key, ErrorDetail Error)> Failed) : ClientEvent(At);

    /// <summary>A worker is too busy to answer a fetch now.</summary>
    public sealed record FetchRefused(Instant At, long Request, PeerAddress From) : ClientEvent(At);

    /// <summary>A worker answered a <see cref="ClientEffect.PutData"/>.</summary>
    public sealed record DataPut(
        Instant At, long Request, PeerAddress From, IReadOnlyList<HeldData> Held, ErrorDetail? Refusal)
        : ClientEvent(At);

    /// <summary>A peer is gone for good; the scheduler may be meant too.</summary>
    public sealed record PeerLost(Instant At, PeerAddress Peer, string Reason) : ClientEvent(At);

    /// <summary>The user closes the client.</summary>
    public sealed record CloseRequested(Instant At) : ClientEvent(At);

    /// <summary>Time went by without anything else.</summary>
    public sealed record TimePassed(Instant At) : ClientEvent(At);
}
