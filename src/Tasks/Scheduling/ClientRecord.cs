using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>All that the scheduler knows of one client that is there.</summary>
internal sealed class ClientRecord(PeerAddress address, string name)
{
    /// <summary>Where it is reached.</summary>
    public PeerAddress Address { get; } = address;

    /// <summary>What it calls itself.</summary>
    public string Name { get; } = name;

    /// <summary>The keys it wants. Walk it only where order does not matter, or sort.</summary>
    public HashSet<TaskRecord> Wanted { get; } = [];

    /// <summary>When it last submitted; null before it has.</summary>
    public Instant? SubmittedAt { get; set; }
}
