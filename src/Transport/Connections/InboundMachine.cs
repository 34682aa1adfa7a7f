using System.Buffers.Binary;
using System.Text;
using Weft.Serialization;

namespace Weft.Transport.Connections;

/// <summary>
/// The reading half of a connection: bytes in, effects out, no input or output of its own. The shell asks where the
/// next bytes belong, puts them there and says how many came, in portions of any length. Frames go straight to the
/// memory of the value they are part of; all else passes through one small buffer. One caller at a time.
///
/// The law it enforces (docs/wire-connection.md):
/// <code>
/// stream  = preamble hello piece*
/// piece   = message | open | grant | frames | goodbye
/// message = all parts of one message or open follow each other, apart from grant and frames pieces
/// frames  = only of an opened message that was granted, never more than it declared and was granted
/// </code>
/// </summary>
internal sealed class InboundMachine
{
    // Reading fewer bytes than this straight into place costs more than copying them out of the buffer.
    private const int DirectBytesMin = 16 * 1024;
    private const int BufferBytes = ConnectionWire.HelloBytesMax + ConnectionWire.HelloLengthBytes;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
    private readonly Dictionary<uint, IncomingMessage> _opened = [];
    private readonly ConnectionTerms _terms;
    private readonly TransferCounters _counters;
    private ReceiveTerms _receive;
    private Hello? _peer;
    private Stage _stage = Stage.Preamble;
    private int _start;
    private int _end;
    private long _consumed;
    private bool _direct;
    private bool _greeted;

    // The message or open whose parts are being put together.
    private byte[]? _parts;
    private int _partsLength;
    private PieceHeader _partsOf;
    private PieceHeader _piece;
    private int _pieceMissing;
    private IncomingMessage? _transfer;
    private bool _afterFrames;

    public InboundMachine(ConnectionTerms terms, TransferCounters counters)
    {
        (_terms, _counters) = (terms, counters);
        _receive = terms.Receive(null);
    }

    private enum Stage
    {
        Preamble,
        Hello,
        Piece,
        Part,
        Frames,
        Closed,
    }

    /// <summary>True while granted frames are owed by the peer.</summary>
    public bool AwaitsFrames
    {
        get
        {
            foreach (var message in _opened.Values)
                if (message.HasBegun) return true;
            return false;
        }
    }

    /// <summary>Where the next bytes belong; never empty. Valid until <see cref="OnReceived"/>.</summary>
    public Memory<byte> BorrowDestination()
    {
        if (_start == _end) (_start, _end) = (0, 0);
        if (_start == _end && TryDirect(out var destination))
        {
            _direct = true;
            return destination;
        }
        if (_start > 0 && _buffer.Length - _end < DirectBytesMin)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        // Between two pieces of frames only the header is read, so that the frames themselves land in place.
        if (_afterFrames && _stage == Stage.Piece && _end - _start < ConnectionWire.PieceHeaderBytes)
            return _buffer.AsMemory(_end, ConnectionWire.PieceHeaderBytes - (_end - _start));
        return _buffer.AsMemory(_end);
    }

    /// <summary>Bytes were put at the start of what was borrowed; 0 says that the peer sends no more.</summary>
    public void OnReceived(int bytes, List<ConnectionEffect> effects)
    {
        if (_stage == Stage.Closed) return;
        try
        {
            if (bytes == 0) throw Ended();
            if (_direct)
                OnReceivedInPlace(bytes, effects);
            else
                _end += bytes;
            while (_stage != Stage.Closed && Step(effects))
            {
            }
        }
        catch (WireFormatException error)
        {
            Stop(effects, error.Message, error, tell: _greeted && bytes > 0);
        }
    }

    /// <summary>Nothing more will come: drops all that is half received and gives its credit back.</summary>
    public void Abandon()
    {
        _stage = Stage.Closed;
        foreach (var message in _opened.Values) message.Dispose();
        _opened.Clear();
        (_parts, _transfer) = (null, null);
    }

    private ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    private bool TryDirect(out Memory<byte> destination)
    {
        destination = _stage switch
        {
            Stage.Part => _parts.AsMemory(_partsLength, _pieceMissing),
            Stage.Frames => Cut(_transfer!.Destination, _pieceMissing),
            _ => default,
        };
        return destination.Length >= DirectBytesMin;
    }

    private static Memory<byte> Cut(Memory<byte> memory, int bytes) => memory.Length > bytes ? memory[..bytes] : memory;

    private void OnReceivedInPlace(int bytes, List<ConnectionEffect> effects)
    {
        _direct = false;
        if (_stage == Stage.Part)
            OnPartBytes(bytes, effects);
        else
            OnFrameBytes(bytes, effects);
    }

    private void Take(int bytes)
    {
        _start += bytes;
        _consumed += bytes;
    }

    // True while another step may be possible with the bytes at hand.
    private bool Step(List<ConnectionEffect> effects) => _stage switch
    {
        Stage.Preamble => StepPreamble(effects),
        Stage.Hello => StepHello(effects),
        Stage.Piece => StepPiece(effects),
        Stage.Part => StepPart(effects),
        _ => StepFrames(effects),
    };

    private bool StepPreamble(List<ConnectionEffect> effects)
    {
        if (!Preamble.TryRead(Unread, _terms.Token.Span, out var version)) return false;
        Take(ConnectionWire.PreambleBytes);
        var same = version == _terms.WireVersion;
        if (!_terms.IsDialer) effects.Add(new ConnectionEffect.SendGreeting(WithHello: same));
        if (!same)
        {
            Stop(effects,
                $"wire version: this end speaks {_terms.WireVersion}, the peer {version}; run the same Weft on both",
                null, tell: false);
            return false;
        }
        _stage = Stage.Hello;
        return true;
    }

    private bool StepHello(List<ConnectionEffect> effects)
    {
        if (Unread.Length < ConnectionWire.HelloLengthBytes) return false;
        var length = BinaryPrimitives.ReadUInt32BigEndian(Unread);
        if (length > ConnectionWire.HelloBytesMax)
            throw new WireFormatException(
                $"hello of {length:N0} bytes; the limit is {ConnectionWire.HelloBytesMax:N0}", _consumed);
        if (Unread.Length < ConnectionWire.HelloLengthBytes + (int)length) return false;
        var hello = Hello.Decode(Unread.Slice(ConnectionWire.HelloLengthBytes, (int)length).ToArray(), _terms.Limits);
        Take(ConnectionWire.HelloLengthBytes + (int)length);
        (_peer, _receive) = (hello, _terms.Receive(hello));
        _stage = Stage.Piece;
        _greeted = true;
        effects.Add(new ConnectionEffect.Greet(hello));
        return true;
    }

    private bool StepPiece(List<ConnectionEffect> effects)
    {
        if (Unread.Length < ConnectionWire.PieceHeaderBytes) return false;
        var piece = PieceHeader.Read(Unread, _consumed);
        _afterFrames = false;
        switch (piece.Kind)
        {
            case PieceKind.Message or PieceKind.Open:
                BeginPart(piece, effects);
                return true;
            case PieceKind.Frames:
                BeginFrames(piece, effects);
                return true;
        }
        // Grants and goodbyes are read whole; they are always shorter than the buffer.
        if (Unread.Length < ConnectionWire.PieceHeaderBytes + piece.Length) return false;
        var content = Unread.Slice(ConnectionWire.PieceHeaderBytes, piece.Length);
        if (piece.Kind == PieceKind.Grant)
            effects.Add(new ConnectionEffect.StartFrames(piece.Transfer, content.ToArray()));
        else
            Stop(effects, Encoding.UTF8.GetString(content), null, tell: false);
        Take(ConnectionWire.PieceHeaderBytes + piece.Length);
        return true;
    }

    private void BeginPart(PieceHeader piece, List<ConnectionEffect> effects)
    {
        if (_parts is not null && (piece.Kind, piece.Transfer, piece.Message) !=
            (_partsOf.Kind, _partsOf.Transfer, _partsOf.Message))
            throw new WireFormatException(
                $"{piece.Kind} piece of transfer {piece.Transfer} within the parts of a {_partsOf.Kind}", _consumed);
        var whole = ConnectionWire.PieceHeaderBytes + piece.Length;
        _counters.AddReceived(piece.Message, whole);
        if (_parts is null && !piece.Continues && Unread.Length >= whole)
        {
            var content = _buffer.AsMemory(_start + ConnectionWire.PieceHeaderBytes, piece.Length);
            OnHead(piece, content, copy: true, effects);
            Take(whole);
            return;
        }
        Take(ConnectionWire.PieceHeaderBytes);
        MakeRoom(piece);
        (_partsOf, _piece, _pieceMissing, _stage) = (piece, piece, piece.Length, Stage.Part);
    }

    // Room for the parts grows with the bytes that came, so a peer's promise alone costs one piece.
    private void MakeRoom(PieceHeader piece)
    {
        var limit = (long)_terms.Limits.MessageBytesMax + _terms.Limits.HeaderBytesMax;
        var needed = (long)_partsLength + piece.Length;
        if (needed > limit)
            throw new WireFormatException(
                $"message of more than {limit:N0} bytes without its frames " +
                "(Limits.MessageBytesMax + Limits.HeaderBytesMax)", _consumed);
        if (_parts is null)
            _parts = GC.AllocateUninitializedArray<byte>(piece.Length);
        else if (_parts.Length < needed)
            Array.Resize(ref _parts, (int)Math.Min(Math.Max(needed, 2L * _parts.Length), limit));
    }

    private bool StepPart(List<ConnectionEffect> effects)
    {
        var bytes = Math.Min(Unread.Length, _pieceMissing);
        if (bytes == 0 && _pieceMissing > 0) return false;
        Unread[..bytes].CopyTo(_parts.AsSpan(_partsLength));
        _start += bytes;
        OnPartBytes(bytes, effects);
        return true;
    }

    private void OnPartBytes(int bytes, List<ConnectionEffect> effects)
    {
        _consumed += bytes;
        _partsLength += bytes;
        _pieceMissing -= bytes;
        if (_pieceMissing > 0) return;
        _stage = Stage.Piece;
        if (_piece.Continues) return;
        var content = _parts.AsMemory(0, _partsLength);
        (_parts, _partsLength) = (null, 0);
        OnHead(_piece, content, copy: false, effects);
    }

    private void OnHead(PieceHeader piece, ReadOnlyMemory<byte> content, bool copy, List<ConnectionEffect> effects)
    {
        var head = MessageHead.Read(content, copy, _terms.Limits, out var headBytes);
        var inline = content.Length - headBytes;
        if (piece.Kind == PieceKind.Open)
        {
            Open(piece, head, inline, effects);
            return;
        }
        _counters.AddMessageReceived();
        if (head.Values.Length == 0)
        {
            RequireInline(0, inline);
            effects.Add(new ConnectionEffect.Deliver(new Envelope(head.Body, []), piece.Message, null));
            return;
        }
        long declared = 0;
        foreach (var value in head.Values)
            for (var frame = 0; frame < value.FrameCount && declared <= inline; frame++)
                declared += Math.Min(value.FrameLength(frame), inline + 1L);
        RequireInline(declared, inline);
        var message = new IncomingMessage(head, piece.Message, 0, ReceiveNow());
        message.BeginInline();
        message.PlaceInline(content.Span[headBytes..]);
        effects.Add(new ConnectionEffect.Deliver(message.Complete(), piece.Message, null));
    }

    // What an engine knows of a peer changes while the connection lives.
    private ReceiveTerms ReceiveNow() => _terms.ReceivingContext is null ? _receive : _terms.Receive(_peer);

    private void RequireInline(long declared, int inline)
    {
        if (declared != inline || inline > ConnectionWire.InlineBytesMax)
            throw new WireFormatException(
                $"{inline:N0} bytes of frames inside a message; its head declares {declared:N0} and the limit is " +
                $"{ConnectionWire.InlineBytesMax:N0}", _consumed);
    }

    private void Open(PieceHeader piece, MessageHead head, int inline, List<ConnectionEffect> effects)
    {
        if (inline != 0)
            throw new WireFormatException($"{inline:N0} bytes after the head of an Open piece; expected 0", _consumed);
        if (_opened.Count >= ConnectionWire.OpenMessagesMax)
            throw new WireFormatException(
                $"more than {ConnectionWire.OpenMessagesMax} bulk messages opened at once", _consumed);
        var message = new IncomingMessage(head, piece.Message, piece.Transfer, ReceiveNow());
        if (!_opened.TryAdd(piece.Transfer, message))
            throw new WireFormatException($"transfer {piece.Transfer} is opened twice", _consumed);
        effects.Add(new ConnectionEffect.AskCredit(message));
    }

    private void BeginFrames(PieceHeader piece, List<ConnectionEffect> effects)
    {
        if (!_opened.TryGetValue(piece.Transfer, out var message) || !message.HasBegun)
            throw new WireFormatException(
                $"frames of transfer {piece.Transfer}, which was not opened and granted", _consumed);
        if (piece.Length > message.MissingBytes || (piece.Length == 0 && message.MissingBytes > 0))
            throw new WireFormatException(
                $"{piece.Length:N0} bytes of frames of transfer {piece.Transfer}; " +
                $"{message.MissingBytes:N0} are missing", _consumed);
        Take(ConnectionWire.PieceHeaderBytes);
        _counters.AddReceived(piece.Message, ConnectionWire.PieceHeaderBytes + piece.Length);
        (_transfer, _pieceMissing, _stage) = (message, piece.Length, Stage.Frames);
        if (piece.Length == 0) OnFrameBytes(0, effects, advance: false);
    }

    private bool StepFrames(List<ConnectionEffect> effects)
    {
        if (Unread.Length == 0) return false;
        var destination = Cut(_transfer!.Destination, Math.Min(Unread.Length, _pieceMissing));
        Unread[..destination.Length].CopyTo(destination.Span);
        _start += destination.Length;
        OnFrameBytes(destination.Length, effects);
        return true;
    }

    private void OnFrameBytes(int bytes, List<ConnectionEffect> effects, bool advance = true)
    {
        var message = _transfer!;
        if (advance) message.Advance(bytes);
        _consumed += bytes;
        _pieceMissing -= bytes;
        if (_pieceMissing > 0) return;
        (_transfer, _stage, _afterFrames) = (null, Stage.Piece, true);
        if (message.MissingBytes > 0) return;
        _opened.Remove(message.Transfer);
        _counters.AddMessageReceived();
        effects.Add(new ConnectionEffect.Deliver(message.Complete(), message.Kind, message));
    }

    private WireFormatException Ended() => _stage switch
    {
        Stage.Preamble => new(
            "the peer closed the connection before it greeted: it does not accept this node's token " +
            "(TransportOptions.Token), or it is no Weft node", _consumed),
        Stage.Hello => new("the peer closed the connection within its hello", _consumed),
        Stage.Piece when Unread.Length == 0 && _parts is null && !AwaitsFrames =>
            new("the peer closed the connection without a goodbye", _consumed),
        _ => new($"the peer's stream ends within a {(_opened.Count > 0 ? "transfer" : "piece")}", _consumed),
    };

    private void Stop(List<ConnectionEffect> effects, string reason, Exception? error, bool tell)
    {
        Abandon();
        effects.Add(new ConnectionEffect.Close(reason, error, tell));
    }
}
