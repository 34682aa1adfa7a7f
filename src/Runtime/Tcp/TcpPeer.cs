using Weft.Serialization;
using Weft.Tasks;
using Weft.Transport;

namespace Weft.Runtime;

/// <summary>
/// What a link knows of one peer: the connection it sends by, those it only listens to, what waits while it dials, and
/// whether the peer is lost. Two roles that dial each other at once end with two connections; each then keeps sending
/// by the one it had first, which keeps its own messages in order. When any of them ends the peer is lost, for good.
/// </summary>
internal sealed class TcpPeer(TcpLink link, PeerAddress address) : IConnectionHandler
{
    private readonly Lock _gate = new();
    private readonly List<Connection> _connections = [];
    private readonly Queue<TcpOutgoing> _waiting = new();
    private Connection? _way;
    private TcpLink? _neighbour;
    private bool _isDialling;
    private volatile bool _isLost;
    private TransferTotals _sentBefore;

    /// <summary>The peer's address.</summary>
    public PeerAddress Address { get; } = address;

    /// <summary>What was sent to the peer, by all connections there were.</summary>
    public TransferTotals Sent
    {
        get
        {
            lock (_gate) return _connections.Aggregate(_sentBefore, (sum, each) => sum + SentBy(each));
        }
    }

    /// <summary>Sends now, or once the way is open; a message to a lost peer is answered by word of the loss.</summary>
    public void Send(TcpOutgoing outgoing)
    {
        if (TrySend(outgoing)) return;
        outgoing.Freed?.TrySetResult();
        link.ReportLost(Address, $"{Address} was lost before");
    }

    private bool TrySend(TcpOutgoing outgoing)
    {
        lock (_gate)
        {
            if (_isLost) return false;
            if (_way is not null)
            {
                Write(_way, outgoing);
            }
            else if (_neighbour is not null || (!_isDialling && TryFindNeighbour()))
            {
                _neighbour!.Deliver(link.Self, outgoing.Message);
                outgoing.Freed?.TrySetResult();
            }
            else
            {
                _waiting.Enqueue(outgoing);
                if (_isDialling) return true;
                _isDialling = true;
                _ = Task.Run(DialAsync);
            }

            return true;
        }
    }

    /// <summary>The peer has dialled this role.</summary>
    public void Add(Connection connection)
    {
        string refusal;
        lock (_gate)
        {
            if (!_isLost)
            {
                _connections.Add(connection);
                if (!_isDialling) _way ??= connection;
                return;
            }
            refusal = $"{Address} was lost before and cannot come back under this address";
        }
        connection.Close(refusal);
    }

    /// <inheritdoc/>
    public void OnMessage(Connection from, Envelope envelope)
    {
        if (_isLost) return;
        // The reader's thread holds no lock here: once it has caught up it may as well see to the role's mail itself.
        LentThread.TryBegin();
        if (!link.TryDeliver(Address, envelope, out var violation)) Lose(violation!);
    }

    /// <inheritdoc/>
    public void OnCaughtUp(Connection connection) => LentThread.EndIfBegun();

    /// <inheritdoc/>
    public void OnClosed(Connection connection, string reason, Exception? error)
    {
        LentThread.EndIfBegun();
        lock (_gate)
        {
            if (_connections.Remove(connection)) _sentBefore += SentBy(connection);
        }
        Lose(reason);
    }

    /// <summary>Ends all there is with the peer, and tells the role.</summary>
    public void Lose(string reason)
    {
        if (TryEnd(reason, out _)) link.ReportLost(Address, reason);
    }

    /// <summary>Ends all there is with the peer without a word to the role, and waits for it.</summary>
    public async Task CloseAsync(string reason)
    {
        if (!TryEnd(reason, out var open)) return;
        foreach (var connection in open) await connection.DisposeAsync().ConfigureAwait(false);
    }

    private bool TryFindNeighbour() => (_neighbour = link.FindNeighbour(Address)) is not null;

    private bool TryEnd(string reason, out Connection[] open)
    {
        TcpLink? neighbour;
        lock (_gate)
        {
            open = [.. _connections];
            if (_isLost) return false;
            _isLost = true;
            _way = null;
            neighbour = _neighbour ?? link.FindNeighbour(Address);
            // What is left of a lost peer must not keep its role alive.
            _neighbour = null;
            foreach (var outgoing in _waiting) outgoing.Freed?.TrySetResult();
            _waiting.Clear();
        }
        foreach (var connection in open) connection.Close(reason);
        neighbour?.OnNeighbourEnded(link.Self, reason);
        return true;
    }

    private async Task DialAsync()
    {
        Connection? made = null;
        string failure = "";
        try
        {
            made = await link.DialAsync(this).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // Whatever it was: what waits for the way must hear that there is none.
            failure = error.Message;
        }
        if (made is not null && TryTake(made)) return;
        if (made is not null) made.Close($"{link.Self} no longer talks with this peer");
        else if (!TryFallBack()) Fail(failure);
    }

    private bool TryTake(Connection made)
    {
        lock (_gate)
        {
            if (_isLost) return false;
            // One that ended meanwhile has told so before it was known here.
            if (made.ClosedReason is null) _connections.Add(made);
            Open(made);
        }
        if (made.ClosedReason is { } reason) Lose(reason);
        return true;
    }

    // The peer may have dialled this role meanwhile; then there is a way after all.
    private bool TryFallBack()
    {
        lock (_gate)
        {
            if (_isLost || _connections.Count == 0) return false;
            Open(_connections[0]);
            return true;
        }
    }

    private void Open(Connection way)
    {
        (_way, _isDialling) = (way, false);
        while (_waiting.TryDequeue(out var outgoing)) Write(way, outgoing);
    }

    private void Fail(string reason)
    {
        link.ReportUnreachable(Address, reason);
        Lose(reason);
    }

    private static void Write(Connection way, TcpOutgoing outgoing)
    {
        var envelope = MessageCodec.Encode(outgoing.Message);
        var kind = KindOf(outgoing.Message);
        if (outgoing.Freed is null) way.Send(envelope, kind);
        else _ = WriteAsync(way, envelope, kind, outgoing.Freed, outgoing.Cancellation);
    }

    // Its first part, which puts the message into the connection's queue, runs at once and so keeps the order.
    private static async Task WriteAsync(
        Connection way,
        Envelope envelope,
        MessageKind kind,
        TaskCompletionSource freed,
        CancellationToken cancellation)
    {
        try
        {
            await way.SendAsync(envelope, kind, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            freed.TrySetCanceled(cancellation);
        }
        catch (ConnectionClosedException)
        {
            // The peer is lost, which its role hears of in its own place; the memory is free.
        }
        catch (Exception error)
        {
            freed.TrySetException(error);
        }
        freed.TrySetResult();
    }

    private static MessageKind KindOf(Message message) => message switch
    {
        SchedulerToWorker.ComputeTask or ClientToScheduler.SubmitTasks => MessageKind.Task,
        DataMessage.DataReply or DataMessage.PutData => MessageKind.Data,
        _ => MessageKind.Admin,
    };

    private static TransferTotals SentBy(Connection connection) => new(
        connection.Counters.Sent(MessageKind.Admin),
        connection.Counters.Sent(MessageKind.Data),
        connection.Counters.Sent(MessageKind.Task));
}
