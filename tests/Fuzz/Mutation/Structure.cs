using Weft.Serialization;

namespace Weft.Fuzz;

/// <summary>
/// Changes whole msgpack values, so that a run stays well formed and only its meaning is damaged: what flipped bits
/// hardly ever reach.
/// </summary>
internal static class Structure
{
    private const int PiecesMax = 2000;
    private const byte FixArray = 0x90;
    private const byte FixMap = 0x80;

    private static readonly byte[][] Values =
    [
        [0xc0], [0xc2], [0xc3], [0x00], [0x01], [0xff], [0x7f], [0xa0], [0x90], [0x80], [0xc4, 0x00], [0x91, 0xc0],
        [0x81, 0xc0, 0xc0], [0x92, 0x01, 0x02], [0xce, 0xff, 0xff, 0xff, 0xff], [0xce, 0x7f, 0xff, 0xff, 0xff],
        [0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        [0xcf, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        [0xcf, 0, 0, 0, 1, 0, 0, 0, 0], [0xcf, 0x20, 0, 0, 0, 0, 0, 0, 1], [0xd3, 0x80, 0, 0, 0, 0, 0, 0, 0],
        [0xd2, 0x80, 0, 0, 0], [0xce, 0, 0x0f, 0x42, 0x40], [0xce, 0x3b, 0x9a, 0xca, 0x00], [0xd4, 1, 0],
        [0xd4, 2, 0x80],
        [0xd4, 9, 9], [0xca, 0x7f, 0xc0, 0, 0], [0xcb, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0], [0xa1, 0x00],
        [0xa2, 0xff, 0xff],
        [0xc4, 0x01, 0x80], [0x93, 0x93, 0xc0, 0xc0, 0xc0, 0xc0, 0xc0], [.. Enumerable.Repeat((byte)0x91, 100), 0xc0],
        [0xdc, 0x01, 0x00, .. new byte[256]],
    ];

    /// <summary>One change of one value, or the run itself where it holds none.</summary>
    public static byte[] Change(byte[] run, byte[] donor, IReadOnlyList<byte[]> texts, ref Dice dice)
    {
        var pieces = Find(run);
        if (pieces.Count == 0) return run;
        var piece = dice.Pick(pieces);
        switch (dice.Below(8))
        {
            case 0 when CanCount(run, piece, 1):
                return Counted(run, piece, piece.In(run), piece.In(run), 1);
            case 1 when CanCount(run, piece, -1):
                return Counted(run, piece, [], [], -1);
            case 2 when piece.ParentHead >= 0:
                return Swapped(run, piece, dice.Pick(pieces));
        }

        if (piece.IsPair) return run;
        ReadOnlySpan<byte> other = dice.Below(4) switch
        {
            0 => dice.Pick(Values),
            1 when Texts.TryFind(run, piece.Start, out _, out _) => dice.Pick(texts),
            1 or 2 when Find(donor) is { Count: > 0 } others => dice.Pick(others).In(donor),
            _ => dice.Pick(pieces).In(run),
        };
        return [.. run.AsSpan(0, piece.Start), .. other, .. run.AsSpan(piece.End)];
    }

    // Every value that can be read from the start on, outer ones before those inside.
    private static List<Piece> Find(byte[] run)
    {
        var pieces = new List<Piece>();
        var reader = new MsgPackReader(run, Limits.Default);
        try
        {
            while (!reader.IsAtEnd && pieces.Count < PiecesMax) Walk(ref reader, pieces, -1);
        }
        catch (WireFormatException)
        {
            // What follows is no msgpack; the frames of most values are not.
        }

        return pieces;
    }

    private static void Walk(ref MsgPackReader reader, List<Piece> pieces, int parent)
    {
        int start = reader.Offset;
        int index = pieces.Count;
        var type = reader.PeekType();
        if (pieces.Count >= PiecesMax || type is not (MsgPackType.Array or MsgPackType.Map))
        {
            reader.Skip();
            pieces.Add(new Piece(start, reader.Offset, parent, false));
            return;
        }

        pieces.Add(default);
        reader.Enter();
        int count = type == MsgPackType.Array ? reader.ReadArrayHeader() : reader.ReadMapHeader();
        for (; count > 0; count--)
        {
            int first = reader.Offset;
            if (type == MsgPackType.Map) Walk(ref reader, pieces, -1);
            Walk(ref reader, pieces, type == MsgPackType.Map ? -1 : start);
            if (type == MsgPackType.Map) pieces.Add(new Piece(first, reader.Offset, start, true));
        }

        reader.Leave();
        pieces[index] = new Piece(start, reader.Offset, parent, false);
    }

    // True where the head that counts the piece is of the short kind and stays so.
    private static bool CanCount(byte[] run, Piece piece, int change)
    {
        if (piece.ParentHead < 0) return false;
        int count = run[piece.ParentHead] - (piece.IsPair ? FixMap : FixArray);
        return count is >= 0 and <= 15 && count + change is >= 0 and <= 15;
    }

    private static byte[] Counted(
        byte[] run, Piece piece, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, int change)
    {
        byte[] changed = [.. run.AsSpan(0, piece.Start), .. first, .. second, .. run.AsSpan(piece.End)];
        changed[piece.ParentHead] = (byte)(changed[piece.ParentHead] + change);
        return changed;
    }

    private static byte[] Swapped(byte[] run, Piece one, Piece other)
    {
        if (one.Start > other.Start) (one, other) = (other, one);
        if (one.End > other.Start || one.IsPair != other.IsPair) return run;
        return
        [
            .. run.AsSpan(0, one.Start), .. other.In(run), .. run.AsSpan(one.End..other.Start), .. one.In(run),
            .. run.AsSpan(other.End),
        ];
    }
}
