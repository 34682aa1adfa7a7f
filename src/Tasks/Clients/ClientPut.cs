using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>A request to a worker to take values of a scatter.</summary>
internal sealed record ClientPut(ClientScatter Scatter, PeerAddress Peer, List<ClientScatterItem> Items);
