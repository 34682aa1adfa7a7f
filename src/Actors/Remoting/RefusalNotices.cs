using Akka.Actor;

namespace Weft.Actors;

/// <summary>
/// Tells senders' nodes what this node could not decode, a few in a second to each, so that refusing costs no more than
/// sending. Safe for any thread; never fails.
/// </summary>
internal sealed class RefusalNotices(WeftExtension extension)
{
    // More senders than that at once start afresh, so that made-up addresses cost no memory.
    private const int PeersMax = 1024;
    private const int PerSecondMax = 10;
    private const long SecondMillis = 1000;

    // Exceptions of users say what they like; the notice must fit into remoting's frame.
    private const int TextCharsMax = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<Address, Count> _counts = [];

    /// <summary>Tells the peer whose stream the calling thread reads; nobody elsewhere.</summary>
    public static void Tell(ExtendedActorSystem system, string serializer, string? manifest, string text)
    {
        if (manifest == RefusalNotice.NoticeManifest) return;
        try
        {
            if (EndpointPeer.Current?.Peer is { } peer)
                WeftExtension.Of(system).Refusals.TellNow(peer, serializer, manifest ?? "", text);
        }
        catch (Exception)
        {
            // A system that ends or never began has nothing to tell. The refusal itself is what the caller throws; any
            // other exception in its place would cost the association.
        }
    }

    private void TellNow(Address peer, string serializer, string manifest, string text)
    {
        if (!TryCount(peer, Environment.TickCount64, out var untold)) return;
        if (text.Length > TextCharsMax) text = $"{text[..TextCharsMax]}…";
        var more = untold > 0 ? $" ({untold:N0} more were refused before)" : "";
        extension.System.Provider.ResolveActorRef(new RootActorPath(peer) / "system" / "weft")
            .Tell(new RefusalNotice(serializer, manifest, text + more), extension.Bulk.Front);
    }

    /// <summary>Whether one more may be told now, and how many were not since the last one.</summary>
    internal bool TryCount(Address peer, long now, out long untold)
    {
        lock (_lock)
        {
            if (!_counts.TryGetValue(peer, out var count))
            {
                if (_counts.Count >= PeersMax) _counts.Clear();
                _counts[peer] = count = new Count { Since = now };
            }

            if (now - count.Since >= SecondMillis) (count.Since, count.Told) = (now, 0);
            untold = count.Untold;
            if (count.Told >= PerSecondMax)
            {
                count.Untold++;
                return false;
            }

            count.Told++;
            count.Untold = 0;
            return true;
        }
    }

    private sealed class Count
    {
        public long Since { get; set; }

        public int Told { get; set; }

        public long Untold { get; set; }
    }
}
