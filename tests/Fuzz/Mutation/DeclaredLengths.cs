using System.Buffers.Binary;
using Weft.Serialization;

namespace Weft.Fuzz;

/// <summary>
/// Declares a compressed run anew where it was changed inside: in the header before it what it becomes, and in the head
/// of a message or the lengths of a receiver its own bytes.
/// </summary>
internal static class DeclaredLengths
{
    private static readonly byte[] Key = [0xb2, .. "decompressed-bytes"u8];

    /// <summary>Adjusts the nearest header before a run, and what else declares the run's length.</summary>
    public static void Adjust(List<byte[]> runs, int index, int runFrom, int runTo, int plainFrom, int plainTo)
    {
        for (int i = index - 1; i >= 0; i--)
        {
            int at = runs[i].AsSpan().IndexOf(Key);
            if (at < 0)
            {
                runs[i] = AdjustReceived(runs[i], runFrom, runTo);
                continue;
            }

            runs[i] = AdjustHead(Replaced(runs[i], at + Key.Length, plainFrom, plainTo), runFrom, runTo);
            return;
        }
    }

    // [header, [frameBytes, …]], the head of a value of a message; anything else stays.
    private static byte[] AdjustHead(byte[] run, int from, int to)
    {
        try
        {
            var reader = new MsgPackReader(run, Limits.Default);
            if (reader.PeekType() != MsgPackType.Array || reader.ReadArrayHeader() != 2) return run;
            reader.Skip();
            return Replaced(run, reader.Offset, from, to);
        }
        catch (WireFormatException)
        {
            return run;
        }
    }

    // The first entry of this value in the array that begins here.
    private static byte[] Replaced(byte[] run, int at, int from, int to)
    {
        try
        {
            var reader = new MsgPackReader(run.AsSpan(at), Limits.Default);
            for (int left = reader.ReadArrayHeader(); left > 0; left--)
            {
                int start = at + reader.Offset;
                if (reader.PeekType() != MsgPackType.Integer)
                {
                    reader.Skip();
                }
                else if (reader.ReadInt64() == from)
                {
                    var number = new byte[1 + sizeof(uint)];
                    number[0] = 0xce;
                    BinaryPrimitives.WriteInt32BigEndian(number.AsSpan(1), to);
                    return [.. run.AsSpan(0, start), .. number, .. run.AsSpan(at + reader.Offset)];
                }
            }
        }
        catch (WireFormatException)
        {
            // No array of numbers any more: another change was here before.
        }

        return run;
    }

    // The declared lengths of a receiver: 64-bit numbers, high byte first.
    private static byte[] AdjustReceived(byte[] run, int from, int to)
    {
        for (int at = 0; run.Length % sizeof(long) == 0 && at < run.Length; at += sizeof(long))
        {
            if (BinaryPrimitives.ReadInt64BigEndian(run.AsSpan(at)) != from) continue;
            var changed = (byte[])run.Clone();
            BinaryPrimitives.WriteInt64BigEndian(changed.AsSpan(at), to);
            return changed;
        }

        return run;
    }
}
