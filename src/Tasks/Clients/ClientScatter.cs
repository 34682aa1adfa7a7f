using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>A scatter that has not ended.</summary>
internal sealed class ClientScatter(long request, int replicas, IReadOnlyList<PeerAddress>? workers)
{
    /// <summary>The shell's number.</summary>
    public long Request { get; } = request;

    /// <summary>How many copies of each value are wanted.</summary>
    public int Replicas { get; } = replicas;

    /// <summary>Where alone the values may go; null for anywhere.</summary>
    public IReadOnlyList<PeerAddress>? Workers { get; } = workers;

    /// <summary>Where it stands.</summary>
    public ClientScatterState State { get; set; }

    /// <summary>The values in the user's order.</summary>
    public List<ClientScatterItem> Items { get; } = [];

    /// <summary>The same by key.</summary>
    public Dictionary<string, ClientScatterItem> ItemsByKey { get; } = new(StringComparer.Ordinal);

    /// <summary>The values for which the plan that is out was asked.</summary>
    public List<ClientScatterItem> Open { get; } = [];

    /// <summary>Every worker that a plan has named and that has neither been lost nor refused, in order.</summary>
    public List<PeerAddress> Survivors { get; } = [];

    /// <summary>Every worker that was lost or has refused.</summary>
    public HashSet<PeerAddress> Failed { get; } = [];

    /// <summary>Rounds in which a value found no worker.</summary>
    public int Attempts { get; set; }

    /// <summary>Requests to workers that are out.</summary>
    public int PutCount { get; set; }

    /// <summary>Keys on which the scheduler has not spoken since they were registered.</summary>
    public int UnconfirmedCount { get; set; }

    /// <summary>When the scheduler is asked for another plan.</summary>
    public Instant DelayUntil { get; set; }

    /// <summary>Why the last worker did not take its values.</summary>
    public ErrorDetail? LastRefusal { get; set; }
}
