using System.Buffers.Binary;

namespace Weft.Serialization;

/// <summary>
/// Prints what one end writes on a connection: preamble, hello, pieces, in the numbers of
/// <c>docs/wire-connection.md</c>, which no version changes without another preamble.
/// </summary>
internal static class WireConnections
{
    private const int PreambleBytes = 40;
    private const int HelloLengthBytes = 4;
    private const int PieceHeaderBytes = 12;

    private static readonly string[] Pieces = ["", "message", "open", "grant", "frames", "goodbye"];

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
            Stream(lines, joined);
        }
        catch (WireFormatException error)
        {
            lines.Fail("connection", error);
        }
    }

    private static void Stream(WireLines lines, ReadOnlySpan<byte> stream)
    {
        Require(stream, 0, PreambleBytes, "a preamble");
        if (!stream.StartsWith("WEFT"u8)) throw new WireFormatException("the first bytes are not \"WEFT\"", 0);
        bool hasToken = stream[8..PreambleBytes].ContainsAnyExcept((byte)0);
        lines.Line(0, 0, $"preamble of version {BinaryPrimitives.ReadUInt16BigEndian(stream[4..])}, "
            + (hasToken ? "with a token, not shown" : "without a token"));
        int at = PreambleBytes;
        Require(stream, at, HelloLengthBytes, "the length of a hello");
        uint hello = BinaryPrimitives.ReadUInt32BigEndian(stream[at..]);
        lines.Line(at, 0, $"hello of {hello} bytes");
        at += HelloLengthBytes;
        Require(stream, at, hello, "a hello");
        WireTree.Describe(lines, "hello", stream.Slice(at, (int)hello));
        at += (int)hello;
        while (at < stream.Length && !lines.IsFull)
        {
            Require(stream, at, PieceHeaderBytes, "a piece's header");
            at = Piece(lines, stream, at);
        }
    }

    private static int Piece(WireLines lines, ReadOnlySpan<byte> stream, int at)
    {
        var header = stream.Slice(at, PieceHeaderBytes);
        if (header[0] == 0 || header[0] >= Pieces.Length)
            throw new WireFormatException($"piece kind {header[0]}; expected 1 to {Pieces.Length - 1}", at);
        uint transfer = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(header[8..]);
        string kind = header[1] switch { 0 => "admin", 1 => "data", 2 => "task", _ => $"message kind {header[1]}" };
        lines.Line(at, 0, $"{Pieces[header[0]]} piece, {kind}{(header[2] == 1 ? ", continued" : "")}"
            + $"{(transfer > 0 ? $", transfer {transfer}" : "")}, {length} bytes");
        if (header[2] > 1 || header[3] != 0)
            throw new WireFormatException($"flags {header[2]}, reserved {header[3]}; expected 0 or 1, and 0", at + 2);
        int content = at + PieceHeaderBytes;
        Require(stream, content, length, "a piece");
        var bytes = stream.Slice(content, (int)length);
        if (header[0] == 5) lines.Line(content, 1, lines.Quote(bytes));
        else if (bytes.Length > 0) lines.Line(content, 1, lines.Hex(bytes));
        return content + (int)length;
    }

    private static void Require(ReadOnlySpan<byte> stream, int at, uint bytes, string what)
    {
        if (bytes > stream.Length - at)
            throw new WireFormatException($"{what} needs {bytes} bytes; {stream.Length - at} are left", at);
    }
}
