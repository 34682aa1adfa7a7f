using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>What must hold of a fetch queue between any two events.</summary>
internal static class FetchInvariants
{
    /// <summary>Throws <see cref="CheckException"/> where something does not hold.</summary>
    public static void Check(FetchQueue queue, Func<string, string> story)
    {
        CheckException.Require(queue.Flights.Count <= queue.ConcurrencyMax);
        var requestCount = 0;
        foreach (var (address, peer) in queue.Peers)
        {
            CheckException.Require(peer.Address == address && !peer.IsGone);
            var bytes = CheckWaiting(peer);
            if (peer.Request != 0)
            {
                requestCount++;
                var isOut = queue.Flights.TryGetValue(peer.Request, out var flight) && flight.Peer == peer;
                CheckException.Require(isOut, $"request {peer.Request} of {address} is out");
                bytes += CheckFlight(flight!, story);
            }

            CheckException.Require(bytes == peer.PendingBytes, $"{address}: {bytes} bytes, not {peer.PendingBytes}");
            var isUsed = peer.WaitingCount > 0 || peer.Request != 0 || peer.IsBusy;
            CheckException.Require(isUsed, $"{address} is still of use");
            var isIdle = FetchQueue.MayBeAsked(peer) && queue.Flights.Count < queue.ConcurrencyMax;
            CheckException.Require(!isIdle, $"{address} is asked for its {peer.WaitingCount} values without delay");
            CheckException.Require(!FetchQueue.MayBeAsked(peer) || peer.IsInLine, $"{address} stands in line");
        }

        var flights = queue.Flights.Count;
        CheckException.Require(requestCount == flights, $"{flights} requests are out, one a peer");
    }

    private static long CheckWaiting(FetchPeer peer)
    {
        var (alive, bytes) = (0, 0L);
        foreach (var ((item, ticket), _) in peer.Queue.UnorderedItems)
        {
            if (item.Ticket != ticket || item.Peer != peer) continue;
            CheckException.Require(item.IsQueued && item.Holders.Contains(peer.Address), $"{item.Key} is queued");
            alive++;
            bytes += item.Bytes;
        }

        CheckException.Require(alive == peer.WaitingCount, $"{peer.Address}: {alive}, not {peer.WaitingCount} wait");
        return bytes;
    }

    private static long CheckFlight(FetchFlight flight, Func<string, string> story)
    {
        foreach (var item in flight.Items)
        {
            var isOut = item.Request == flight.Request && item.Peer == flight.Peer;
            CheckException.Require(isOut, $"{item.Key} is in flight\n{story(item.Key)}");
        }

        return flight.Bytes;
    }
}
