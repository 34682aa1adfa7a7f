namespace Weft.Tasks;

/// <summary>A request that is out: which values were asked of which peer.</summary>
internal sealed record FetchFlight(long Request, FetchPeer Peer, List<FetchItem> Items, long Bytes);
