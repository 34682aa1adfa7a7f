using System.Collections.Concurrent;
using Weft.Serialization;

namespace Weft.Runtime;

/// <summary>
/// Roles of one process that reach each other without a socket: a scheduler and the clients beside it. What one sends
/// another is handed over as it is, unencoded. It spares two trips through the loopback interface for each task. Only
/// roles that exchange no data messages may share one. Safe for any thread.
/// </summary>
public sealed class TcpNeighbours
{
    private readonly ConcurrentDictionary<PeerAddress, TcpLink> _links = new();

    internal void Add(TcpLink link) => _links[link.Self] = link;

    internal void Remove(TcpLink link) => _links.TryRemove(link.Self, out _);

    internal TcpLink? Find(PeerAddress address) => _links.GetValueOrDefault(address);
}
