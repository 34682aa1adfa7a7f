using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>What the client machine wants done. Effects are carried out in order.</summary>
public abstract record ClientEffect
{
    private ClientEffect()
    {
    }

    /// <summary>Tell the scheduler.</summary>
    public sealed record SendToScheduler(ClientToScheduler Message) : ClientEffect;

    /// <summary>The state of a key has changed: tell its futures.</summary>
    /// <param name="Key">The key.</param>
    /// <param name="State">Its state now.</param>
    /// <param name="Error">Why, where the state is <see cref="FutureState.Erred"/>, cancelled or lost.</param>
    public sealed record SetFutureState(string Key, FutureState State, ErrorDetail? Error) : ClientEffect;

    /// <summary>Ask a worker for values, for one or several gathers.</summary>
    public sealed record FetchData(long Request, PeerAddress Peer, IReadOnlyList<string> Keys) : ClientEffect;

    /// <summary>A gather has all its values in the shell's hands: hand them over.</summary>
    public sealed record CompleteGather(long Request) : ClientEffect;

    /// <summary>A gather cannot succeed; <paramref name="Key"/> is the first key that failed it.</summary>
    public sealed record FailGather(long Request, string Key, FutureState State, ErrorDetail Error) : ClientEffect;

    /// <summary>No gather needs these values any more: the shell drops what arrived under these keys.</summary>
    public sealed record ForgetData(IReadOnlyList<string> Keys) : ClientEffect;

    /// <summary>Put values that the shell keeps for a scatter on a worker.</summary>
    public sealed record PutData(long Request, PeerAddress Peer, IReadOnlyList<string> Keys) : ClientEffect;

    /// <summary>A scatter is done: the shell may let go of the values.</summary>
    public sealed record CompleteScatter(long Request) : ClientEffect;

    /// <summary>A scatter failed as a whole: the futures of its keys are released already.</summary>
    public sealed record FailScatter(long Request, ErrorDetail Error) : ClientEffect;

    /// <summary>The answer to the user's question for the workers.</summary>
    public sealed record ReportWorkers(long Request, IReadOnlyList<WorkerSummary> Workers) : ClientEffect;

    /// <summary>The answer to the user who asked for the scheduler's status; null where it is lost.</summary>
    public sealed record ReportStatus(long Request, SchedulerSnapshot? Status) : ClientEffect;

    /// <summary>
    /// The answer to the user's question where values lie, in the order of the keys; empty where the scheduler is lost.
    /// </summary>
    public sealed record ReportLocations(long Request, IReadOnlyList<KeyHolders> Keys) : ClientEffect;

    /// <summary>The client is of no more use: everything pending has been failed before.</summary>
    public sealed record Close(string Reason) : ClientEffect;
}
