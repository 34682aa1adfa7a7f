using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>What a client says to the scheduler.</summary>
public abstract record ClientToScheduler : Message
{
    private ClientToScheduler()
    {
    }

    /// <summary>The first message of a client.</summary>
    public sealed record RegisterClient(string Name) : ClientToScheduler;

    /// <summary>
    /// Tasks to run; the client wants every one of them until it releases it. A known key is only wanted.
    /// </summary>
    public sealed record SubmitTasks(IReadOnlyList<TaskDefinition> Tasks) : ClientToScheduler;

    /// <summary>The client wants these keys too (a future made elsewhere).</summary>
    public sealed record WantKeys(IReadOnlyList<string> Keys) : ClientToScheduler;

    /// <summary>The client no longer wants these keys.</summary>
    public sealed record ReleaseKeys(IReadOnlyList<string> Keys) : ClientToScheduler;

    /// <summary>Asks which workers shall take <paramref name="Count"/> values with so many replicas each.</summary>
    /// <param name="Request">The client's number for the answer.</param>
    /// <param name="Count">How many values.</param>
    /// <param name="Replicas">Copies of each; more than there are workers means one on each.</param>
    /// <param name="Workers">Where alone they may go; null for anywhere.</param>
    public sealed record PlanScatter(long Request, int Count, int Replicas, IReadOnlyList<PeerAddress>? Workers)
        : ClientToScheduler;

    /// <summary>Values the client has put on workers; it wants them until it releases them.</summary>
    public sealed record RegisterData(IReadOnlyList<ScatteredData> Items) : ClientToScheduler;

    /// <summary>Asks where values lie.</summary>
    public sealed record LocateKeys(long Request, IReadOnlyList<string> Keys) : ClientToScheduler;

    /// <summary>A worker that was said to hold these keys does not.</summary>
    public sealed record ReportMissing(PeerAddress Holder, IReadOnlyList<string> Keys) : ClientToScheduler;

    /// <summary>
    /// Forgets keys and what depends on them, where no other client wants them or <paramref name="Force"/>.
    /// </summary>
    public sealed record CancelKeys(IReadOnlyList<string> Keys, bool Force) : ClientToScheduler;

    /// <summary>Runs failed keys again.</summary>
    public sealed record RetryKeys(IReadOnlyList<string> Keys) : ClientToScheduler;

    /// <summary>Asks for the workers.</summary>
    public sealed record ListWorkers(long Request) : ClientToScheduler;

    /// <summary>Asks what the scheduler has and has done.</summary>
    public sealed record RequestStatus(long Request) : ClientToScheduler;
}
