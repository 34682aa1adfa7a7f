using System.Collections.Concurrent;
using Weft.Serialization;

namespace Weft.Runtime;

/// <summary>
/// The engine for roles that live in one process: messages and the values inside pass by reference, delivered on the
/// sender's thread straight into the recipient's mailbox. A value sent to a peer is shared with it: neither side may
/// change it. Several engines in one process do not see each other.
/// </summary>
public sealed class InProcessEngine : IEngine
{
    private static int s_engines;

    private readonly ConcurrentDictionary<PeerAddress, InProcessLink> _links = new();
    private readonly int _number = Interlocked.Increment(ref s_engines);
    private int _opened;

    /// <summary>Guards who is paired with whom; taken inside a link's own lock, never the other way round.</summary>
    internal Lock Pairing { get; } = new();

    /// <inheritdoc/>
    public ILink Open(string name, ILinkHandler handler)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(handler);
        var address = new PeerAddress($"inproc://{_number}/{name}#{Interlocked.Increment(ref _opened)}");
        var link = new InProcessLink(this, address, handler);
        _links[address] = link;
        return link;
    }

    /// <summary>Closes every link that is still open.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var link in _links.Values) await link.DisposeAsync().ConfigureAwait(false);
    }

    internal InProcessLink? Find(PeerAddress address) => _links.GetValueOrDefault(address);

    internal void Remove(InProcessLink link) => _links.TryRemove(link.Self, out _);
}
