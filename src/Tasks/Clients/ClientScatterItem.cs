using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>One value of a scatter.</summary>
internal sealed class ClientScatterItem(ClientKey key)
{
    /// <summary>Its key.</summary>
    public ClientKey Key { get; } = key;

    /// <summary>How many futures the scatter has added: one for each time the user named the key.</summary>
    public int Futures { get; set; } = 1;

    /// <summary>What a worker said of it; null until one took it.</summary>
    public HeldData? Held { get; set; }

    /// <summary>The workers that took it.</summary>
    public List<PeerAddress> Holders { get; } = [];

    /// <summary>True once the scheduler has spoken on the key after it was registered.</summary>
    public bool IsConfirmed { get; set; }
}
