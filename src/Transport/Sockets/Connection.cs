using System.Net.Sockets;
using Weft.Serialization;
using Weft.Transport.Connections;

namespace Weft.Transport;

/// <summary>
/// A connection to one peer: messages with their values, in both directions. Two threads of its own carry it, one
/// reads and calls the handler, one writes; both have ended once <see cref="DisposeAsync"/> completes. All members
/// may be called from any thread at any time.
///
/// Order. Messages of kind Admin and Task arrive in the order of sending, with all their values, at most once. Data
/// messages whose frames together are above 64 KiB are begun in the order of sending, share the connection piece by
/// piece, and arrive when they are whole: each must carry its own request number. Smaller data messages are ordered
/// like the others.
///
/// Memory. The values of a bulk message are written out of their own memory and must not change before
/// <see cref="SendAsync"/> completes. Everything else is copied while Send runs.
/// </summary>
public sealed partial class Connection : IAsyncDisposable
{
    private readonly Lock _closing = new();
    private readonly object _gate = new();
    private readonly TransportOptions _options;
    private readonly ConnectionTerms _terms;
    private readonly Func<Connection, IConnectionHandler> _makeHandler;
    private readonly InFlightBudget _budget;
    private readonly InboundMachine _inbound;
    private readonly OutboundMachine _outbound;
    private readonly Socket _socket;
    private readonly SocketWriter _writer;
    private readonly TlsChannel? _tls;
    private readonly WriteBatch _short = new();
    private readonly Timer _deadline;
    private readonly TaskCompletionSource _greeted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IConnectionHandler? _handler;
    private ValueEncoder? _encoder;
    private string? _reason;
    private Exception? _error;
    private int _running = 2;
    private volatile bool _isHandling;

    // Under the gate. True while some thread writes what it took from the outbound machine, and while the reader
    // shakes hands for TLS.
    private bool _isWriting;

    /// <param name="socket">Connected and prepared; the connection's from here on.</param>
    /// <param name="host">The name that was dialed; null for a listener's connection.</param>
    /// <param name="options">What this role brings.</param>
    /// <param name="makeHandler">Makes the handler once the peer has greeted.</param>
    internal Connection(
        Socket socket, string? host, TransportOptions options, Func<Connection, IConnectionHandler> makeHandler)
    {
        (_socket, _options, _makeHandler) = (socket, options, makeHandler);
        _writer = new SocketWriter(socket);
        _tls = options.Tls is null ? null : new TlsChannel(socket, options.Tls, host, OnQuiet);
        _isWriting = _tls is not null;
        var isDialer = host is not null;
        _terms = options.TermsFor(isDialer, SocketSetup.ProximityOf(socket));
        _budget = new InFlightBudget(options.ConnectionBytesInFlightMax, options.InFlight);
        _inbound = new InboundMachine(_terms, Counters);
        _outbound = new OutboundMachine(_terms);
        _deadline = new Timer(static state => ((Connection)state!).OnDeadline(), this, -1, -1);
        Context = SerializationContext.Unknown;
    }

    /// <summary>What the peer called itself in the handshake. It proves nothing; the token does.</summary>
    public PeerAddress Peer { get; private set; }

    /// <summary>What values sent here are encoded with: this role, the peer, and what they share.</summary>
    public SerializationContext Context { get; private set; }

    /// <summary>The bytes moved so far.</summary>
    public TransferCounters Counters { get; } = new();

    /// <summary>
    /// True while what was received is decoded or handed over; nothing more is read meanwhile. For those who look for
    /// progress: a value that takes long to decode is no stall.
    /// </summary>
    public bool IsHandling => _isHandling;

    /// <summary>The reason of the end, or null while the connection is open.</summary>
    public string? ClosedReason => Volatile.Read(ref _reason);

    /// <summary>Bytes of messages that wait to be written, without bulk frames.</summary>
    public long QueuedBytes
    {
        get
        {
            lock (_gate) return _outbound.QueuedBytes;
        }
    }

    /// <summary>
    /// Sends at most once, in order (see the type), and never waits for the peer. Values are encoded before this
    /// returns; one that cannot be encoded travels as an error payload. On a closed connection nothing happens: the
    /// handler's OnClosed has told. A peer that does not read for so long that
    /// <see cref="TransportOptions.QueuedBytesMax"/> is passed has its connection closed.
    /// </summary>
    public void Send(Envelope envelope, MessageKind kind = MessageKind.Admin) => TrySend(envelope, kind, null);

    /// <summary>
    /// Sends like <see cref="Send"/>; completes when the memory of the values is free again: every byte of them was
    /// handed to the system. That the peer received them only the peer can say.
    /// </summary>
    /// <param name="envelope">The message.</param>
    /// <param name="kind">What it is for, and so how it is ordered.</param>
    /// <param name="cancellation">Ends the waiting only: what was sent stays sent and its memory in use.</param>
    /// <exception cref="ConnectionClosedException">The connection ended first.</exception>
    public async Task SendAsync(Envelope envelope, MessageKind kind, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (TrySend(envelope, kind, written)) return;
        await written.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Closes with a reason that the peer is told: what waits in order is still written for
    /// <see cref="TransportOptions.CloseTimeout"/>, bulk transfers are given up. Returns at once.
    /// </summary>
    public void Close(string reason) => Close(reason, null, tell: true, atOnce: false);

    /// <summary>
    /// Closes and waits until both threads have ended, which a stalled peer delays by no more than
    /// <see cref="TransportOptions.CloseTimeout"/>. Must not be waited for inside the connection's own handler.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Close("the peer closed this connection in good order");
        await _ended.Task.ConfigureAwait(false);
    }

    /// <summary>Completes with the handshake; faults where the connection ends before.</summary>
    internal Task Greeted => _greeted.Task;

    /// <summary>Completes once both threads have ended and the socket is closed. Never faults.</summary>
    internal Task Ended => _ended.Task;

    /// <summary>Ends without a word, as a killed process does.</summary>
    internal void Abort() => _socket.Dispose();

    /// <summary>Begins; the socket is connected and prepared.</summary>
    internal void Start()
    {
        lock (_gate)
        {
            if (_reason is null) _deadline.Change(_options.HandshakeTimeout, Timeout.InfiniteTimeSpan);
            if (_terms.IsDialer) _outbound.Greet(withHello: true);
        }
        // The reader decodes values, which may be nested; the writer's stack stays small.
        new Thread(ReadLoop) { IsBackground = true, Name = "weft-read" }.Start();
        new Thread(WriteLoop, 256 * 1024) { IsBackground = true, Name = "weft-write" }.Start();
    }

    // True where nothing has to be waited for.
    private bool TrySend(Envelope envelope, MessageKind kind, TaskCompletionSource? written)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        if ((byte)kind > (byte)MessageKind.Task) throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown");
        var encoder = _encoder;
        if (encoder is null || ClosedReason is not null)
            return written is null ? true : throw new ConnectionClosedException(ClosedReason ?? "not yet connected");
        var payloads = encoder.Encode(envelope.Values);
        bool isFree;
        lock (_gate)
        {
            if (_reason is not null)
                return written is null ? true : throw new ConnectionClosedException(_reason);
            if (_outbound.TrySend(envelope.Body, payloads, kind, written, out isFree))
            {
                if (!isFree || !SendTurn.TryTake(this)) Monitor.Pulse(_gate);
                return isFree;
            }
        }
        var reason =
            $"the peer does not read: {QueuedBytes:N0} bytes wait to be written and a message of " +
            $"{envelope.Body.Length:N0} is to follow; the limit is {_options.QueuedBytesMax:N0} " +
            "(TransportOptions.QueuedBytesMax)";
        Close(reason, null, tell: true, atOnce: true);
        return written is null ? true : throw new ConnectionClosedException(reason);
    }

    private void Close(string reason, Exception? error, bool tell, bool atOnce)
    {
        lock (_gate)
        {
            if (_reason is not null) return;
            (_error, _reason) = (error, reason);
            if (tell)
                _outbound.SayGoodbye(reason, atOnce);
            else
                FailUnfinished();
            Monitor.Pulse(_gate);
        }
        lock (_closing)
            if (_running > 0) _deadline.Change(_options.CloseTimeout, Timeout.InfiniteTimeSpan);
    }

    // Under the gate. Those who wait learn the reason; the writer finds nothing more to do.
    private void FailUnfinished()
    {
        foreach (var message in _outbound.Abandon()) Fail(message);
    }

    private void Fail(OutgoingMessage message) =>
        (message.Token as TaskCompletionSource)?.TrySetException(new ConnectionClosedException(_reason!, _error));

    private void OnDeadline()
    {
        if (ClosedReason is null)
            Close(
                $"the peer did not finish its handshake within {_options.HandshakeTimeout.TotalSeconds:0.###} s " +
                "(TransportOptions.HandshakeTimeout)", null, tell: false, atOnce: true);
        _socket.Dispose();
    }

    // The last of the two threads to leave closes what they shared.
    private void OnLoopEnded()
    {
        lock (_closing)
            if (--_running > 0) return;
        _deadline.Dispose();
        _socket.Dispose();
        _tls?.Dispose();
        lock (_gate) FailUnfinished();
        _greeted.TrySetException(new ConnectionClosedException(_reason!, _error));
        _ = _greeted.Task.Exception;
        _ended.TrySetResult();
    }
}
