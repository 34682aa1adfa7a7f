using System.Collections.Concurrent;

namespace Weft.Runtime;

/// <summary>
/// The engine between processes of one machine: every role listens at a port of the loopback interface, and two roles
/// share a connection that the first to speak has made. There is no membership and no heartbeat: a peer is lost when
/// its connection ends, which the system reports at once when a process dies. Values go from memory to memory (see
/// <c>Weft.Transport</c>). Safe for any thread.
/// </summary>
public sealed class TcpEngine : IEngine
{
    private readonly ConcurrentDictionary<TcpLink, bool> _links = new();
    private readonly TcpEngineOptions _options;
    private readonly Lock _counting = new();
    private TransferTotals _sentBefore;

    /// <summary>An engine without any role yet.</summary>
    public TcpEngine(TcpEngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <summary>What the roles of this engine have sent, closed roles and connections included.</summary>
    public TransferTotals Sent
    {
        get
        {
            lock (_counting) return _links.Keys.Aggregate(_sentBefore, (sum, link) => sum + link.Sent);
        }
    }

    /// <inheritdoc/>
    public ILink Open(string name, ILinkHandler handler)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(handler);
        var link = new TcpLink(_options, name, handler, Forget);
        _links[link] = true;
        return link;
    }

    /// <summary>Closes every link that is still open.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var link in _links.Keys) await link.DisposeAsync().ConfigureAwait(false);
    }

    // A closed link keeps its role, and so all that its user held: only what it has sent is remembered.
    private void Forget(TcpLink link)
    {
        lock (_counting)
        {
            if (_links.TryRemove(link, out _)) _sentBefore += link.Sent;
        }
    }
}
