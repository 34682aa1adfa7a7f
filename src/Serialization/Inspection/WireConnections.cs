using System.Buffers.Binary;

namespace Weft.Serialization;

/// <summary>
/// Prints what one end writes on a connection: preamble, hello, pieces and the messages in them, in the numbers of
/// <c>docs/wire-connection.md</c>, which no version changes without another preamble. One thread at a time.
/// </summary>
internal sealed class WireConnections
{
    private const int PreambleBytes = 40;
    private const int HelloLengthBytes = 4;
    private const int PieceHeaderBytes = 12;
    private const byte Message = 1;
    private const byte Open = 2;
    private const byte Frames = 4;
    private const byte Goodbye = 5;

    private static readonly string[] Pieces = ["", "message", "open", "grant", "frames", "goodbye"];

    private readonly WireLines _lines;
    private readonly ReadOnlyMemory<byte> _stream;
    private readonly WireParts _message = new();
    private readonly Dictionary<uint, WireTransfer> _transfers = [];
    private (byte Kind, byte MessageKind, uint Transfer) _continues;

    private WireConnections(WireLines lines, ReadOnlyMemory<byte> stream) => (_lines, _stream) = (lines, stream);

    /// <summary>True where bytes begin as every connection does: the magic, a version, and two bytes of 0.</summary>
    public static bool IsPreamble(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 8 && bytes.StartsWith("WEFT"u8) && bytes[4] == 0 && bytes[6] == 0 && bytes[7] == 0;

    /// <summary>The runs as one stream.</summary>
    public static void Describe(WireLines lines, IReadOnlyList<ReadOnlyMemory<byte>> runs)
    {
        // A stream knows no runs: pieces may begin in one and end in the next.
        var joined = new byte[runs.Sum(run => (long)run.Length)];
        int at = 0;
        foreach (var run in runs)
        {
            run.CopyTo(joined.AsMemory(at));
            at += run.Length;
        }

        try
        {
            new WireConnections(lines, joined).Stream();
        }
        catch (WireFormatException error)
        {
            lines.Fail("connection", error);
        }
    }

    private void Stream()
    {
        var stream = _stream.Span;
        Require(0, PreambleBytes, "a preamble");
        if (!stream.StartsWith("WEFT"u8)) throw new WireFormatException("the first bytes are not \"WEFT\"", 0);
        bool hasToken = stream[8..PreambleBytes].ContainsAnyExcept((byte)0);
        _lines.Line(0, 0, $"preamble of version {BinaryPrimitives.ReadUInt16BigEndian(stream[4..])}, "
            + (hasToken ? "with a token, not shown" : "without a token"));
        int at = PreambleBytes;
        Require(at, HelloLengthBytes, "the length of a hello");
        uint hello = BinaryPrimitives.ReadUInt32BigEndian(stream[at..]);
        _lines.Line(at, 0, $"hello of {hello} bytes");
        at += HelloLengthBytes;
        Require(at, hello, "a hello");
        WireTree.Describe(_lines.From(at), "hello", stream.Slice(at, (int)hello));
        at += (int)hello;
        while (at < stream.Length && !_lines.IsFull)
        {
            Require(at, PieceHeaderBytes, "a piece's header");
            at = Piece(at);
        }

        if (at < stream.Length) return;
        foreach (var (number, transfer) in _transfers) _lines.Line(at, 0, transfer.Missing(number));
        if (_message.Bytes == 0) return;
        throw new WireFormatException("the stream ends inside of a message that continues", at);
    }

    private int Piece(int at)
    {
        var header = _stream.Span.Slice(at, PieceHeaderBytes);
        byte piece = header[0];
        if (piece == 0 || piece >= Pieces.Length)
            throw new WireFormatException($"piece kind {piece}; expected 1 to {Pieces.Length - 1}", at);
        uint transfer = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(header[8..]);
        string kind = header[1] switch { 0 => "admin", 1 => "data", 2 => "task", _ => $"message kind {header[1]}" };
        bool continues = header[2] == 1;
        _lines.Line(at, 0, $"{Pieces[piece]} piece, {kind}{(continues ? ", continued" : "")}"
            + $"{(transfer > 0 ? $", transfer {transfer}" : "")}, {length} bytes");
        if (header[2] > 1 || header[3] != 0)
            throw new WireFormatException($"flags {header[2]}, reserved {header[3]}; expected 0 or 1, and 0", at + 2);
        int content = at + PieceHeaderBytes;
        Require(content, length, "a piece");
        var bytes = _stream.Slice(content, (int)length);
        if (piece is Message or Open)
            Part((piece, header[1], transfer), bytes, at, continues);
        else if (piece == Goodbye)
            _lines.Line(content, 1, _lines.Quote(bytes.Span));
        else if (length > 0)
            _lines.Line(content, 1, _lines.Hex(bytes.Span));
        if (piece == Frames) Arrive(transfer, bytes, content);
        return content + (int)length;
    }

    // A message or the head of one, described once it is whole.
    private void Part(
        (byte Kind, byte MessageKind, uint Transfer) which, ReadOnlyMemory<byte> bytes, int at, bool continues)
    {
        if (_message.Count > 0 && which != _continues)
            throw new WireFormatException("the message before continues, and this is none of its parts", at);
        _continues = which;
        _message.Add(bytes, at + PieceHeaderBytes);
        if (continues) return;
        var lines = _lines.Of(_message.Origin);
        var whole = _message.Join();
        _message.Clear();
        if (!TryMeasure(lines, whole.Span, out int head)) return;
        if (which.Kind == Message)
            WireHeads.Describe(lines, "message", whole[..head], whole[head..]);
        else if (head < whole.Length)
            lines.Fail("open", new WireFormatException($"{whole.Length - head} bytes follow the head", head));
        else
            _transfers[which.Transfer] = new WireTransfer(WireHeads.Describe(lines, "open", whole, null));
    }

    // The first value of the bytes is the head. Where it is malformed, what can be read of it is shown.
    private static bool TryMeasure(WireLines lines, ReadOnlySpan<byte> bytes, out int head)
    {
        head = 0;
        try
        {
            var reader = new MsgPackReader(bytes, lines.Options.Limits);
            reader.Skip();
            head = reader.Offset;
            return true;
        }
        catch (WireFormatException error)
        {
            if (bytes.IsEmpty) lines.Fail("head", error);
            else WireTree.Describe(lines, "head", bytes);
            return false;
        }
    }

    private void Arrive(uint number, ReadOnlyMemory<byte> bytes, int at)
    {
        if (!_transfers.TryGetValue(number, out var transfer))
        {
            _lines.Fail("connection", new WireFormatException(
                $"frames of transfer {number}, which no open piece began or which is whole", at));
            return;
        }

        // Nothing is wanted, or all that is wanted has come: the peer's grant, which stands elsewhere, said what.
        if (bytes.IsEmpty || transfer.Add(_lines, number, bytes, at)) _transfers.Remove(number);
    }

    private void Require(int at, uint bytes, string what)
    {
        if (bytes > _stream.Length - at)
            throw new WireFormatException($"{what} needs {bytes} bytes; {_stream.Length - at} are left", at);
    }
}
