using Weft.Serialization;

namespace Weft.Transport.Connections;

/// <summary>
/// A message that does not fit into one piece: its encoded head, cut into parts as it goes, and its frames, which are
/// the caller's memory and are never copied.
/// </summary>
internal sealed class OutgoingMessage
{
    private readonly ReadOnlyMemory<byte> _head;
    private readonly Payload[] _values;
    private readonly List<ReadOnlyMemory<byte>> _frames = [];
    private int _headWritten;
    private int _frame;
    private int _offset;
    private bool _begun;

    /// <summary>A message over a head and frames that must not change until it is written.</summary>
    public OutgoingMessage(MessageKind kind, ReadOnlyMemory<byte> head, Payload[] values, bool isBulk, object? token)
    {
        (Kind, _head, _values, IsBulk, Token) = (kind, head, values, isBulk, token);
    }

    /// <summary>The kind it is counted under.</summary>
    public MessageKind Kind { get; }

    /// <summary>True where frames follow after credit; false where all of it is in the head.</summary>
    public bool IsBulk { get; }

    /// <summary>What its sender wants back once its memory is free, or null.</summary>
    public object? Token { get; }

    /// <summary>The number its pieces bear; given when it is opened.</summary>
    public uint Transfer { get; set; }

    /// <summary>The bytes of its head that are not yet written.</summary>
    public int HeadMissing => _head.Length - _headWritten;

    /// <summary>True where the whole head was taken for writing.</summary>
    public bool IsHeadWritten => HeadMissing == 0;

    /// <summary>True where credit came.</summary>
    public bool IsGranted { get; private set; }

    /// <summary>True once all frames, and at least one piece of them, were taken for writing.</summary>
    public bool IsDone => _begun && _frame == _frames.Count;

    /// <summary>Takes the next part of the head.</summary>
    public void TakeHead(WriteBatch write)
    {
        var part = _head.Slice(_headWritten, Math.Min(HeadMissing, ConnectionWire.PieceBytesMax));
        _headWritten += part.Length;
        var kind = IsBulk ? PieceKind.Open : PieceKind.Message;
        write.AddHeader(new PieceHeader(kind, Kind, !IsHeadWritten, Transfer, part.Length));
        write.Add(part);
        write.Count(Kind, ConnectionWire.PieceHeaderBytes + part.Length);
    }

    /// <summary>
    /// Credit came; bits name the values whose frames are not wanted. False where the grant does not fit the message.
    /// </summary>
    public bool TryGrant(ReadOnlySpan<byte> refused)
    {
        var fits = refused.Length == 0 || refused.Length == (_values.Length + 7) / 8;
        if (!IsBulk || !IsHeadWritten || IsGranted || !fits) return false;
        IsGranted = true;
        for (var index = 0; index < _values.Length; index++)
        {
            if (refused.Length > 0 && (refused[index / 8] >> (index % 8) & 1) != 0) continue;
            var frames = _values[index].Frames;
            for (var frame = 0; frame < frames.Count; frame++)
                if (frames[frame].Length > 0) _frames.Add(frames[frame]);
        }
        return true;
    }

    /// <summary>Takes the next piece of the frames; an empty one where the peer wants none of them.</summary>
    public void TakeFrames(WriteBatch write)
    {
        _begun = true;
        var length = 0;
        const int most = ConnectionWire.PieceBytesMax;
        for (int frame = _frame, from = _offset; frame < _frames.Count && length < most; frame++)
        {
            length += Math.Min(_frames[frame].Length - from, most - length);
            from = 0;
        }
        write.AddHeader(new PieceHeader(PieceKind.Frames, Kind, false, Transfer, length));
        write.Count(Kind, ConnectionWire.PieceHeaderBytes + length);
        while (length > 0)
        {
            var run = _frames[_frame][_offset..];
            if (run.Length > length) run = run[..length];
            write.Add(run);
            length -= run.Length;
            _offset += run.Length;
            if (_offset == _frames[_frame].Length) (_frame, _offset) = (_frame + 1, 0);
        }
    }
}
