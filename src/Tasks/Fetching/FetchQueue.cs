using System.Diagnostics.CodeAnalysis;
using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>
/// Decides from which holder each wanted value is fetched, and when: at most one request to a peer, several values in
/// one request up to a number of bytes and of values, a number of requests in all. A value is queued at the holder that
/// is free and has the fewest bytes to deliver; ties are spread by a seeded hash of the key, so that many askers of the
/// same values do not all turn to the same holder. Pure: it is told the time and never asks for it.
/// </summary>
internal sealed class FetchQueue(FetchLimits limits)
{
    private readonly Dictionary<PeerAddress, FetchPeer> _peers = [];
    private readonly Dictionary<long, FetchFlight> _flights = [];
    private readonly PriorityQueue<FetchPeer, (TaskPriority Urgency, long Ticket)> _line = new();
    private readonly List<FetchPeer> _busy = [];
    private long _lastRequest;
    private long _lastTicket;

    /// <summary>The peers from which something is or will be fetched, and those that were busy a moment ago.</summary>
    public IReadOnlyDictionary<PeerAddress, FetchPeer> Peers => _peers;

    /// <summary>The requests that are out.</summary>
    public IReadOnlyDictionary<long, FetchFlight> Flights => _flights;

    /// <summary>The requests that may be out at once.</summary>
    public int ConcurrencyMax => limits.ConcurrencyMax;

    /// <summary>When the first busy peer may be asked again; null where none is busy.</summary>
    public Instant? WakesAt
    {
        get
        {
            Instant? first = null;
            foreach (var peer in _busy)
            {
                if (first is null || peer.BusyUntil.CompareTo(first.Value) < 0) first = peer.BusyUntil;
            }

            return first;
        }
    }

    /// <summary>Queues an idle item at one of its holders; false where none is left to be asked.</summary>
    public bool TryQueue(FetchItem item)
    {
        CheckException.Require(item.Peer is null && item.Request == 0);
        if (item.Holders.Count == 0) return false;
        var address = ChooseHolder(item);
        if (!_peers.TryGetValue(address, out var peer)) _peers.Add(address, peer = new FetchPeer(address));
        item.Peer = peer;
        item.Ticket = ++_lastTicket;
        peer.Queue.Enqueue((item, item.Ticket), (item.Urgency, item.Ticket));
        peer.WaitingCount++;
        peer.PendingBytes += item.Bytes;
        PutInLine(peer);
        return true;
    }

    /// <summary>Lets a queued item go earlier, where <paramref name="urgency"/> is before its own.</summary>
    public void Hasten(FetchItem item, TaskPriority urgency)
    {
        if (urgency.CompareTo(item.Urgency) >= 0) return;
        item.Urgency = urgency;
        if (!item.IsQueued) return;
        item.Ticket = ++_lastTicket;
        item.Peer!.Queue.Enqueue((item, item.Ticket), (urgency, item.Ticket));
    }

    /// <summary>Takes an item that is wanted no more out of its queue.</summary>
    public void Withdraw(FetchItem item)
    {
        CheckException.Require(item.IsQueued);
        var peer = item.Peer!;
        item.Peer = null;
        item.Ticket = 0;
        peer.WaitingCount--;
        peer.PendingBytes -= item.Bytes;
        if (peer.WaitingCount == 0) peer.Queue.Clear();
        Prune(peer);
    }

    /// <summary>The next request that should go out now; its items are in flight from then on.</summary>
    public bool TryStart([NotNullWhen(true)] out FetchFlight? flight)
    {
        while (_flights.Count < limits.ConcurrencyMax && _line.TryDequeue(out var peer, out _))
        {
            peer.IsInLine = false;
            if (!MayBeAsked(peer)) continue;
            flight = TakeFlight(peer);
            return true;
        }

        flight = null;
        return false;
    }

    /// <summary>Ends a request: its items and its peer are idle again. False for an unknown one.</summary>
    public bool TryEnd(long request, [NotNullWhen(true)] out FetchFlight? flight)
    {
        if (!_flights.Remove(request, out flight)) return false;
        var peer = flight.Peer;
        peer.Request = 0;
        peer.PendingBytes -= flight.Bytes;
        foreach (var item in flight.Items)
        {
            item.Peer = null;
            item.Request = 0;
        }

        PutInLine(peer);
        Prune(peer);
        return true;
    }

    /// <summary>Ends a request that its peer refused for now; the peer is left alone for a while.</summary>
    public bool TryPostpone(long request, Instant now, [NotNullWhen(true)] out FetchFlight? flight)
    {
        if (!_flights.TryGetValue(request, out var known))
        {
            flight = null;
            return false;
        }

        var peer = known.Peer;
        if (!peer.IsBusy) _busy.Add(peer);
        peer.IsBusy = true;
        peer.BusyUntil = now + limits.BusyDelayNanoseconds;
        return TryEnd(request, out flight);
    }

    /// <summary>Forgets a peer; <paramref name="items"/> gets what was queued at it or in flight, idle again.</summary>
    public void Lose(PeerAddress address, List<FetchItem> items)
    {
        if (!_peers.Remove(address, out var peer)) return;
        if (peer.Request != 0 && TryEnd(peer.Request, out var flight)) items.AddRange(flight.Items);
        foreach (var ((item, ticket), _) in peer.Queue.UnorderedItems)
        {
            if (item.Ticket != ticket || item.Peer != peer) continue;
            item.Peer = null;
            item.Ticket = 0;
            items.Add(item);
        }

        peer.Queue.Clear();
        peer.WaitingCount = 0;
        peer.PendingBytes = 0;
        peer.IsGone = true;
        if (peer.IsBusy) _busy.Remove(peer);
        peer.IsBusy = false;
    }

    /// <summary>Lets peers whose time has come be asked again.</summary>
    public void Wake(Instant now)
    {
        for (var i = _busy.Count - 1; i >= 0; i--)
        {
            var peer = _busy[i];
            if (peer.BusyUntil.CompareTo(now) > 0) continue;
            _busy.RemoveAt(i);
            peer.IsBusy = false;
            PutInLine(peer);
            Prune(peer);
        }
    }

    /// <summary>True where a request could go out to this peer, were it not for the limit on all requests.</summary>
    public static bool MayBeAsked(FetchPeer peer) =>
        !peer.IsGone && !peer.IsBusy && peer.Request == 0 && peer.WaitingCount > 0;

    private FetchFlight TakeFlight(FetchPeer peer)
    {
        var items = new List<FetchItem>();
        long bytes = 0;
        while (items.Count < MessageCut.ValuesMax && peer.Queue.TryPeek(out var entry, out _))
        {
            var (item, ticket) = entry;
            var isAlive = item.Ticket == ticket && item.Peer == peer;
            if (isAlive && items.Count > 0 && bytes + item.Bytes > limits.BytesMax) break;
            peer.Queue.Dequeue();
            if (!isAlive) continue;
            bytes += item.Bytes;
            item.Ticket = 0;
            items.Add(item);
        }

        CheckException.Require(items.Count > 0);
        var flight = new FetchFlight(++_lastRequest, peer, items, bytes);
        foreach (var item in items) item.Request = flight.Request;
        peer.Request = flight.Request;
        peer.WaitingCount -= items.Count;
        if (peer.WaitingCount == 0) peer.Queue.Clear();
        _flights.Add(flight.Request, flight);
        return flight;
    }

    private PeerAddress ChooseHolder(FetchItem item)
    {
        var count = item.Holders.Count;
        var start = count == 1 ? 0 : (int)(StableHash.Of(item.Key, limits.Seed) % (uint)count);
        var best = item.Holders[start];
        for (var i = 1; i < count; i++)
        {
            var other = item.Holders[(start + i) % count];
            if (IsBetter(other, best)) best = other;
        }

        return best;
    }

    private bool IsBetter(PeerAddress candidate, PeerAddress best)
    {
        _peers.TryGetValue(candidate, out var mine);
        _peers.TryGetValue(best, out var theirs);
        var (mineBusy, theirsBusy) = (mine is { IsBusy: true }, theirs is { IsBusy: true });
        if (mineBusy != theirsBusy) return theirsBusy;
        return (mine?.PendingBytes ?? 0) < (theirs?.PendingBytes ?? 0);
    }

    private void PutInLine(FetchPeer peer)
    {
        if (peer.IsInLine || !MayBeAsked(peer)) return;
        peer.IsInLine = true;
        peer.Queue.TryPeek(out _, out var order);
        _line.Enqueue(peer, order);
    }

    private void Prune(FetchPeer peer)
    {
        if (peer.IsGone || peer.IsBusy || peer.Request != 0 || peer.WaitingCount > 0) return;
        peer.IsGone = true;
        _peers.Remove(peer.Address);
    }
}
