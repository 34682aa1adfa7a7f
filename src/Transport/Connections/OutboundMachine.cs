using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Weft.Serialization;

namespace Weft.Transport.Connections;

/// <summary>
/// The writing half of a connection: messages in, runs of bytes to write out, no output of its own. It cuts, orders
/// and interleaves. Not thread-safe: the shell calls every member under one lock, and writes outside of it.
///
/// What goes into a write, in this order, so that nothing small waits for more than a piece and no bulk starves:
/// <code>
/// 1. greeting, grants                      (never wait)
/// 2. the lane: messages in order of sending, up to 256 KiB, or the next part of a long one
/// 3. the next head of a data message with bulk frames, which is outside the lane
/// 4. one piece, at most 1 MiB, of the frames of the next granted message, in turn
/// 5. goodbye, once the lane is empty or given up
/// </code>
/// An admin or task message with bulk frames keeps its place in the lane: what was sent after it follows after it.
/// </summary>
internal sealed class OutboundMachine(ConnectionTerms terms)
{
    private const int LaneBytesPerWrite = 256 * 1024;

    // A socket that takes anything takes this much without blocking, also with the buffers that systems give unasked.
    private const int ShortBytesMax = 32 * 1024;

    // The lane holds LaneBuffers and OutgoingMessages.
    private readonly Queue<object> _lane = [];
    private readonly Queue<OutgoingMessage> _unopened = [];
    private readonly Queue<OutgoingMessage> _ready = [];
    private readonly Dictionary<uint, OutgoingMessage> _opened = [];
    private readonly List<OutgoingMessage> _dropped = [];
    private LaneBuffer? _control;
    private LaneBuffer? _tail;

    // The message whose head is written in part: no other head or message may come between.
    private OutgoingMessage? _partial;
    private long _queuedBytes;
    private uint _transfer;
    private int _openMessagesMax = 1;
    private bool _greeted;
    private string? _goodbye;

    /// <summary>Bytes of messages that wait to be written, without bulk frames.</summary>
    public long QueuedBytes => _queuedBytes;

    /// <summary>True where the next write is short: no bulk frames, no goodbye, few bytes of messages.</summary>
    public bool IsShort => _ready.Count == 0 && _goodbye is null && _queuedBytes <= ShortBytesMax;

    /// <summary>True where something may be left to write.</summary>
    public bool HasMore =>
        _control is not null || _queuedBytes > 0 || _ready.Count > 0 || (_goodbye is not null && !IsOver);

    /// <summary>True once a goodbye was taken for writing: nothing follows it.</summary>
    public bool IsOver { get; private set; }

    /// <summary>This end's preamble, with the hello unless the versions differ.</summary>
    public void Greet(bool withHello)
    {
        var control = Control;
        Preamble.Write(control.GetSpan(ConnectionWire.PreambleBytes), terms.Token.Span, terms.WireVersion);
        control.Advance(ConnectionWire.PreambleBytes);
        if (!withHello) return;
        var hello = terms.Hello.Encode();
        BinaryPrimitives.WriteUInt32BigEndian(control.GetSpan(ConnectionWire.HelloLengthBytes), (uint)hello.Length);
        control.Advance(ConnectionWire.HelloLengthBytes);
        control.Write(hello.Span);
    }

    /// <summary>The peer greeted: messages may be written from here on.</summary>
    public void OnGreeted(Hello peer)
    {
        _greeted = true;
        _openMessagesMax = peer.OpenMessagesMax;
    }

    /// <summary>
    /// Takes a message; false where more would wait than the terms allow. Its head is copied, and small frames too:
    /// then all its memory is free at once. Bulk frames are kept as they are until <paramref name="token"/> comes back
    /// in <see cref="WriteBatch.Finished"/>.
    /// </summary>
    public bool TrySend(ReadOnlyMemory<byte> body, Payload[] values, MessageKind kind, object? token, out bool isFree)
    {
        isFree = false;
        long frameBytes = 0;
        var headBytes = (long)body.Length;
        var limits = terms.Serializer.Limits;
        foreach (var value in values)
        {
            // What compressed frames become needs the receiver's credit as much as what travels.
            frameBytes += value.FrameBytes;
            if (value.FrameBytes > 0) frameBytes += WeftSerializer.DecompressedBytes(value.Header.Encoded, limits);
            headBytes += value.Header.Encoded.Length;
        }
        if (_queuedBytes + headBytes > terms.QueuedBytesMax) return false;
        headBytes += MessageHead.OverheadBytes(values);
        if (frameBytes <= ConnectionWire.InlineBytesMax && headBytes + frameBytes <= LaneBuffer.FullBytes)
        {
            AppendToLane(body, values, kind);
            return isFree = true;
        }
        var message = Encode(body, values, kind, frameBytes, token);
        _queuedBytes += message.HeadMissing;
        if (message.IsBulk && kind == MessageKind.Data)
            _unopened.Enqueue(message);
        else
            EnqueueInLane(message);
        return true;
    }

    /// <summary>Room was made for one of the peer's bulk messages.</summary>
    public void Grant(uint transfer, ReadOnlySpan<byte> refused)
    {
        WriteControl(new PieceHeader(PieceKind.Grant, MessageKind.Admin, false, transfer, refused.Length), refused);
    }

    /// <summary>The peer made room. False where it grants what was not asked for.</summary>
    public bool TryStartFrames(uint transfer, ReadOnlySpan<byte> refused)
    {
        if (!_opened.TryGetValue(transfer, out var message) || !message.TryGrant(refused)) return false;
        _ready.Enqueue(message);
        return true;
    }

    /// <summary>
    /// Nothing more is taken. What waits in the lane is still written, unless <paramref name="atOnce"/>; bulk frames
    /// are given up; the reason follows as the last piece where the peer has greeted.
    /// </summary>
    public void SayGoodbye(string reason, bool atOnce)
    {
        _goodbye ??= reason;
        if (atOnce || !_greeted) DropLane();
    }

    /// <summary>Fills a cleared batch with what is written next; false where there is nothing.</summary>
    public bool TryTake(WriteBatch write)
    {
        if (IsOver) return false;
        if (_control is not null)
        {
            write.Add(_control);
            _control = null;
        }
        if (_greeted)
        {
            if (_partial is null || IsNext(_lane)) TakeLane(write);
            if (_goodbye is null)
            {
                if (_partial is null || IsNext(_unopened)) TakeUnopened(write);
                TakeFrames(write);
            }
        }
        if (_goodbye is not null && IsLaneDone) TakeGoodbye(write);
        return write.Runs.Count > 0 || IsOver;
    }

    /// <summary>Gives back everything rented and names the messages that will never be written.</summary>
    public List<OutgoingMessage> Abandon()
    {
        DropLane();
        var unfinished = _opened.Values.Concat(_unopened).Concat(_dropped).Distinct().ToList();
        _control?.Return();
        _control = null;
        _opened.Clear();
        _unopened.Clear();
        _ready.Clear();
        IsOver = true;
        return unfinished;
    }

    private LaneBuffer Control => _control ??= new LaneBuffer();

    // After a goodbye a bulk message in the lane is in the way of nothing: it and what follows it are given up.
    private bool IsLaneDone => _lane.Count == 0 || _lane.Peek() is OutgoingMessage { IsBulk: true };

    private bool IsNext<T>(Queue<T> queue) => queue.TryPeek(out var first) && ReferenceEquals(first, _partial);

    private void AppendToLane(ReadOnlyMemory<byte> body, Payload[] values, MessageKind kind)
    {
        if (_tail is null || _tail.IsFull)
        {
            _tail = new LaneBuffer();
            _lane.Enqueue(_tail);
        }
        var start = _tail.Length;
        _tail.GetSpan(ConnectionWire.PieceHeaderBytes);
        _tail.Advance(ConnectionWire.PieceHeaderBytes);
        WriteContent(_tail, body, values, inline: true);
        var length = _tail.Length - start;
        new PieceHeader(PieceKind.Message, kind, false, 0, length - ConnectionWire.PieceHeaderBytes)
            .Write(_tail.At(start, ConnectionWire.PieceHeaderBytes));
        _tail.ByKind[(int)kind] += length;
        _tail.MessageCount++;
        _queuedBytes += length;
    }

    private static OutgoingMessage Encode(
        ReadOnlyMemory<byte> body, Payload[] values, MessageKind kind, long frameBytes, object? token)
    {
        var head = new ArrayBufferWriter<byte>(body.Length + 256);
        var isBulk = frameBytes > ConnectionWire.InlineBytesMax;
        WriteContent(head, body, values, inline: !isBulk);
        return new(kind, head.WrittenMemory, isBulk ? values : [], isBulk, token);
    }

    private static void WriteContent(
        IBufferWriter<byte> output, ReadOnlyMemory<byte> body, Payload[] values, bool inline)
    {
        MessageHead.Write(output, body, values);
        if (!inline) return;
        foreach (var value in values)
            for (var frame = 0; frame < value.Frames.Count; frame++) output.Write(value.Frames[frame].Span);
    }

    private void EnqueueInLane(OutgoingMessage message)
    {
        _tail = null;
        _lane.Enqueue(message);
    }

    private void TakeLane(WriteBatch write)
    {
        var taken = 0;
        while (taken < LaneBytesPerWrite && _lane.TryPeek(out var first) && first is LaneBuffer buffer)
        {
            _lane.Dequeue();
            if (ReferenceEquals(buffer, _tail)) _tail = null;
            write.Add(buffer);
            taken += buffer.Length;
            _queuedBytes -= buffer.Length;
        }
        if (taken >= LaneBytesPerWrite || !_lane.TryPeek(out var next) || next is not OutgoingMessage message) return;
        if (message.IsHeadWritten || !TryTakeHead(message, write) || !message.IsHeadWritten) return;
        if (message.IsBulk) return;
        _lane.Dequeue();
        write.Finished.Add(message);
    }

    private void TakeUnopened(WriteBatch write)
    {
        if (_unopened.TryPeek(out var message) && TryTakeHead(message, write) && message.IsHeadWritten)
            _unopened.Dequeue();
    }

    private bool TryTakeHead(OutgoingMessage message, WriteBatch write)
    {
        if (message.IsBulk && message.Transfer == 0)
        {
            if (_goodbye is not null || _opened.Count >= _openMessagesMax) return false;
            do _transfer++;
            while (_transfer == 0 || _opened.ContainsKey(_transfer));
            message.Transfer = _transfer;
            _opened.Add(_transfer, message);
        }
        _queuedBytes -= Math.Min(message.HeadMissing, ConnectionWire.PieceBytesMax);
        message.TakeHead(write);
        _partial = message.IsHeadWritten ? null : message;
        return true;
    }

    private void TakeFrames(WriteBatch write)
    {
        if (!_ready.TryDequeue(out var message)) return;
        message.TakeFrames(write);
        if (!message.IsDone)
        {
            _ready.Enqueue(message);
            return;
        }
        _opened.Remove(message.Transfer);
        write.Finished.Add(message);
        if (_lane.TryPeek(out var first) && ReferenceEquals(first, message)) _lane.Dequeue();
    }

    private void TakeGoodbye(WriteBatch write)
    {
        IsOver = true;
        if (!_greeted) return;
        var reason = Encoding.UTF8.GetBytes(_goodbye!).AsSpan();
        if (reason.Length > ConnectionWire.GoodbyeBytesMax) reason = reason[..ConnectionWire.GoodbyeBytesMax];
        WriteControl(new PieceHeader(PieceKind.Goodbye, MessageKind.Admin, false, 0, reason.Length), reason);
        write.Add(_control!);
        _control = null;
    }

    private void WriteControl(PieceHeader piece, ReadOnlySpan<byte> content)
    {
        piece.Write(Control.GetSpan(ConnectionWire.PieceHeaderBytes));
        Control.Advance(ConnectionWire.PieceHeaderBytes);
        Control.Write(content);
    }

    private void DropLane()
    {
        foreach (var item in _lane)
        {
            if (item is LaneBuffer buffer) buffer.Return();
            else _dropped.Add((OutgoingMessage)item);
        }
        _lane.Clear();
        _partial = null;
        _tail = null;
        _queuedBytes = 0;
    }
}
