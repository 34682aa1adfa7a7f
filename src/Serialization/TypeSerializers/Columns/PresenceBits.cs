namespace Weft.Serialization;

/// <summary>
/// Which of a run of values are there: one bit each, the first in the lowest bit of the first byte, set for a value
/// and clear for none; as Arrow has it. The bits behind the last value are clear.
/// </summary>
internal static class PresenceBits
{
    /// <summary>Bytes for the bits of so many values.</summary>
    public static long BytesFor(long count) => (count + 7) / 8;

    /// <summary>True where the value is there.</summary>
    public static bool IsSet(ReadOnlySpan<byte> bits, int index) => (bits[index >> 3] >> (index & 7) & 1) != 0;

    /// <summary>Says that the value is there.</summary>
    public static void Set(Span<byte> bits, int index) => bits[index >> 3] |= (byte)(1 << (index & 7));

    /// <summary>Says that the value is not there.</summary>
    public static void Clear(Span<byte> bits, int index) => bits[index >> 3] &= (byte)~(1 << (index & 7));

    /// <summary>Bits that say that all values are there.</summary>
    public static byte[] AllSet(int count)
    {
        var bits = new byte[BytesFor(count)];
        bits.AsSpan().Fill(0xff);
        if ((count & 7) != 0) bits[^1] = (byte)((1 << (count & 7)) - 1);
        return bits;
    }

    /// <summary>Holds bits from outside against the number of values.</summary>
    /// <exception cref="WireFormatException">Too few, too many, or set behind the last value.</exception>
    public static void Require(ReadOnlySpan<byte> bits, long count)
    {
        if (bits.Length == BytesFor(count) && ((count & 7) == 0 || bits[^1] >> (int)(count & 7) == 0)) return;
        throw new WireFormatException(
            $"{count} values need {BytesFor(count)} bytes of presence bits, clear behind the last; " +
            $"found {bits.Length} bytes");
    }
}
