using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;

namespace Weft.Actors;

/// <summary>
/// The nodes that have said what they are. Warns once of each whose frame of remoting differs from this node's: the one
/// with the smaller frame drops the association when a larger one comes. Safe for any thread.
/// </summary>
internal sealed class KnownPeers(ExtendedActorSystem system, FrameLimit frame)
{
    // More nodes than any cluster has; beyond, knowledge starts afresh, so that made-up addresses cost no memory.
    private const int PeersMax = 4096;

    private readonly ConcurrentDictionary<Address, PeerFacts> _peers = new();

    private long _edition;

    /// <summary>Changes with whatever is learnt.</summary>
    public long Edition => Volatile.Read(ref _edition);

    /// <summary>What a peer has said; null for nothing.</summary>
    public PeerFacts? Find(Address peer) => _peers.GetValueOrDefault(peer);

    /// <summary>A peer says what it is, maybe once more.</summary>
    public void Learn(Address peer, PeerFacts facts)
    {
        var known = Find(peer);
        if (known == facts) return;
        if (_peers.Count >= PeersMax) _peers.Clear();
        _peers[peer] = facts;
        Interlocked.Increment(ref _edition);
        if (facts.FrameBytes <= 0 || facts.FrameBytes == frame.FrameBytes || known?.FrameBytes == facts.FrameBytes)
            return;
        Logging.GetLogger(system, "weft").Warning(
            "{0} is {1} at {2} and {3} at {4}: a plain message above the smaller one is not sent once this is known, " +
            "and costs the association before; set the same on both",
            frame.Key, frame.FrameBytes, system.Provider.DefaultAddress, facts.FrameBytes, peer);
    }

    /// <summary>Bytes that an encoded message to a peer may have, as far as is known.</summary>
    public FrameLimit FrameTo(Address? peer) =>
        peer is not null && Find(peer) is { FrameBytes: > 0 } facts && facts.FrameBytes < frame.FrameBytes
            ? frame with { FrameBytes = facts.FrameBytes }
            : frame;
}
