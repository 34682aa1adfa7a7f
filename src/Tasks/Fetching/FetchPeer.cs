using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>A holder from which a machine fetches or is about to: what waits for it and what is out to it.</summary>
internal sealed class FetchPeer(PeerAddress address)
{
    /// <summary>Who it is.</summary>
    public PeerAddress Address { get; } = address;

    /// <summary>What waits, most urgent first; an entry whose ticket is not its item's is dead.</summary>
    public PriorityQueue<(FetchItem Item, long Ticket), (TaskPriority Urgency, long Ticket)> Queue { get; } = new();

    /// <summary>How many entries of the queue are alive.</summary>
    public int WaitingCount { get; set; }

    /// <summary>The bytes of what waits and what is in flight.</summary>
    public long PendingBytes { get; set; }

    /// <summary>The one request that is out; 0 for none.</summary>
    public long Request { get; set; }

    /// <summary>True from a refusal until <see cref="BusyUntil"/>.</summary>
    public bool IsBusy { get; set; }

    /// <summary>When it may be asked again.</summary>
    public Instant BusyUntil { get; set; }

    /// <summary>True while it stands in the line of peers that could be asked now.</summary>
    public bool IsInLine { get; set; }

    /// <summary>True once nobody refers to it but dead entries.</summary>
    public bool IsGone { get; set; }
}
