namespace Weft.Transport;

/// <summary>
/// The bytes a connection has moved, by kind of message, with everything that belongs to them on the wire: piece
/// headers, message heads, frames. The handshake and goodbyes count nowhere. Safe to read from any thread at any time;
/// the numbers only grow.
/// </summary>
public sealed class TransferCounters
{
    private readonly long[] _sent = new long[3];
    private readonly long[] _received = new long[3];
    private long _messagesSent;
    private long _messagesReceived;

    /// <summary>Messages handed over to the socket as a whole.</summary>
    public long MessagesSent => Volatile.Read(ref _messagesSent);

    /// <summary>Messages received as a whole.</summary>
    public long MessagesReceived => Volatile.Read(ref _messagesReceived);

    /// <summary>Bytes of one kind that were handed to the socket.</summary>
    public long Sent(MessageKind kind) => Volatile.Read(ref _sent[(int)kind]);

    /// <summary>Bytes of one kind that came from the socket.</summary>
    public long Received(MessageKind kind) => Volatile.Read(ref _received[(int)kind]);

    // One writer each: what is sent is added by the writer loop, what is received by the reader loop.
    internal void AddSent(MessageKind kind, long bytes) => _sent[(int)kind] += bytes;

    internal void AddReceived(MessageKind kind, long bytes) => _received[(int)kind] += bytes;

    internal void AddMessagesSent(int count) => _messagesSent += count;

    internal void AddMessageReceived() => _messagesReceived++;
}
