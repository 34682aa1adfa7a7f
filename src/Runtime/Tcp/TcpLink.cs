using System.Collections.Concurrent;
using System.Net;
using Weft.Serialization;
using Weft.Tasks;
using Weft.Transport;

namespace Weft.Runtime;

/// <summary>One role's link of a <see cref="TcpEngine"/>: a listener, and what it knows of each peer.</summary>
internal sealed class TcpLink : ILink
{
    private readonly TcpEngineOptions _options;
    private readonly ILinkHandler _handler;
    private readonly ConnectionListener _listener;
    // Peers that were lost stay as tombstones: their addresses never come back.
    private readonly ConcurrentDictionary<PeerAddress, TcpPeer> _peers = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Action<TcpLink> _whenClosed;
    private int _closed;

    public TcpLink(TcpEngineOptions options, string name, ILinkHandler handler, Action<TcpLink> whenClosed)
    {
        (_options, _handler, _whenClosed) = (options, handler, whenClosed);
        var role = TcpAddress.NewRole(name);
        // The port is known only once it listens; what identifies the role is known before.
        var nowhere = TcpAddress.Of(new IPEndPoint(IPAddress.Loopback, 0), role);
        _listener = ConnectionListener.Start(
            new IPEndPoint(IPAddress.Loopback, 0), Terms(nowhere, options.DecodeValues), Accept);
        Self = TcpAddress.Of(_listener.LocalEndPoint, role);
        options.Neighbours?.Add(this);
    }

    /// <inheritdoc/>
    public PeerAddress Self { get; }

    /// <summary>What has been sent to all peers.</summary>
    public TransferTotals Sent => _peers.Values.Aggregate(default(TransferTotals), (sum, peer) => sum + peer.Sent);

    /// <inheritdoc/>
    public void Send(PeerAddress to, Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_closing.IsCancellationRequested) return;
        Find(to).Send(new TcpOutgoing(message, null, default));
    }

    /// <inheritdoc/>
    public Task SendAsync(PeerAddress to, Message message, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_closing.IsCancellationRequested) return Task.CompletedTask;
        var freed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Find(to).Send(new TcpOutgoing(message, freed, cancellation));
        return freed.Task;
    }

    /// <inheritdoc/>
    public void Drop(PeerAddress peer, string reason)
    {
        if (_peers.TryGetValue(peer, out var known)) known.Lose(reason);
    }

    /// <inheritdoc/>
    public SerializationContext ContextOf(PeerAddress peer) =>
        new()
        {
            Sender = Self,
            Recipient = peer,
            Proximity = _options.Neighbours?.Find(peer) is null ? Proximity.SameHost : Proximity.SameProcess,
        };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        await _closing.CancelAsync().ConfigureAwait(false);
        _options.Neighbours?.Remove(this);
        await _listener.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(_peers.Values.Select(peer => peer.CloseAsync($"{Self} was closed"))).ConfigureAwait(false);
        _whenClosed(this);
    }

    /// <summary>A peer said something; false where it broke the rules.</summary>
    internal bool TryDeliver(PeerAddress from, Envelope envelope, out string? violation)
    {
        violation = null;
        if (_closing.IsCancellationRequested) return true;
        Message message;
        try
        {
            message = MessageCodec.Decode(envelope, _options.Serializer.Limits);
        }
        catch (WireFormatException error)
        {
            ProcessesLog.BadMessage(_options.Logger, Self.Value, from.Value, error.Message);
            violation = $"it sent a message that breaks the rules: {error.Message}";
            return false;
        }
        _handler.OnMessage(from, message);
        return true;
    }

    /// <summary>The peer's link, where it is in this process and open; it knows of this role from now on.</summary>
    internal TcpLink? FindNeighbour(PeerAddress peer)
    {
        var neighbour = _options.Neighbours?.Find(peer);
        if (neighbour is null) return null;
        // First made known, then looked at: a neighbour that closes now tells all that it knows.
        neighbour.Find(Self);
        return neighbour._closing.IsCancellationRequested ? null : neighbour;
    }

    /// <summary>A neighbour says something.</summary>
    internal void Deliver(PeerAddress from, Message message)
    {
        if (!_closing.IsCancellationRequested) _handler.OnMessage(from, message);
    }

    /// <summary>A neighbour has ended what there was between the two.</summary>
    internal void OnNeighbourEnded(PeerAddress neighbour, string reason)
    {
        if (_peers.TryGetValue(neighbour, out var peer)) peer.Lose(reason);
    }

    /// <summary>Opens a connection to a peer's listener and checks that it is that peer who answers.</summary>
    internal async Task<Connection> DialAsync(TcpPeer peer)
    {
        var address = peer.Address;
        if (!TcpAddress.TryParse(address, out var listener, out _))
            throw new IOException($"{address} is no address of this engine: expected tcp://host:port/name#incarnation");
        var terms = Terms(Self, _options.DecodeValues && address != _options.Scheduler);
        var connection = await ConnectionDialer.ConnectAsync(
            listener,
            terms,
            answering => TcpAddress.IsSameRole(answering.Peer, address) ? peer : DeafHandler.Instance,
            _closing.Token).ConfigureAwait(false);
        if (TcpAddress.IsSameRole(connection.Peer, address)) return connection;
        await connection.DisposeAsync().ConfigureAwait(false);
        throw new IOException($"at {listener} now answers {connection.Peer}: {address} is gone");
    }

    /// <summary>Tells the role that a peer is gone.</summary>
    internal void ReportLost(PeerAddress peer, string reason)
    {
        if (!_closing.IsCancellationRequested) _handler.OnPeerLost(peer, reason);
    }

    internal void ReportUnreachable(PeerAddress peer, string reason) =>
        ProcessesLog.PeerUnreachable(_options.Logger, Self.Value, peer.Value, reason);

    private TcpPeer Accept(Connection connection)
    {
        var peer = Find(connection.Peer);
        peer.Add(connection);
        return peer;
    }

    private TcpPeer Find(PeerAddress peer) =>
        _peers.GetOrAdd(peer, static (address, link) => new TcpPeer(link, address), this);

    private TransportOptions Terms(PeerAddress self, bool decodeValues) => new()
    {
        Serializer = _options.Serializer,
        Serializers = _options.Serializers,
        Deserializers = _options.Deserializers,
        Limits = _options.Serializer.Limits,
        Token = _options.Token,
        DecodeValues = decodeValues,
        Self = self,
    };
}
