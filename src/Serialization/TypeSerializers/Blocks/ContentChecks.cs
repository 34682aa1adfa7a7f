using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Weft.Serialization;

/// <summary>
/// What elements from outside must satisfy, type by type: bits that no constructor makes would break code that trusts
/// the type. Types that are not named here take any bits.
/// </summary>
internal static class ContentChecks
{
    private const int DecimalScaleMax = 28;

    public static void Booleans(ReadOnlySpan<bool> values)
    {
        int bad = MemoryMarshal.AsBytes(values).IndexOfAnyExceptInRange((byte)0, (byte)1);
        if (bad >= 0) throw Bad("bool", bad, "0 or 1", MemoryMarshal.AsBytes(values)[bad]);
    }

    public static void Decimals(ReadOnlySpan<decimal> values)
    {
        var words = MemoryMarshal.Cast<decimal, int>(values);
        for (int i = 0; i < words.Length; i += 4)
        {
            // Flags: the sign in bit 31, the scale in bits 16 to 23, nothing else.
            int flags = words[i];
            if ((flags & 0x7f00ffff) == 0 && ((flags >> 16) & 0xff) <= DecimalScaleMax) continue;
            throw Bad("decimal", i / 4, "a sign and a scale up to 28", $"flags 0x{flags:x8}");
        }
    }

    public static void DateTimes(ReadOnlySpan<DateTime> values)
    {
        // Ticks in the lower 62 bits, the kind above; every kind is one.
        const ulong ticksMask = 0x3fff_ffff_ffff_ffff;
        var words = MemoryMarshal.Cast<DateTime, ulong>(values);
        for (int i = 0; i < words.Length; i++)
        {
            if ((words[i] & ticksMask) > (ulong)DateTime.MaxValue.Ticks)
            {
                throw Bad("DateTime", i, "ticks up to the year 9999", words[i] & ticksMask);
            }
        }
    }

    public static void Dates(ReadOnlySpan<DateOnly> values) =>
        Below(MemoryMarshal.Cast<DateOnly, uint>(values), (uint)DateOnly.MaxValue.DayNumber, "DateOnly");

    public static void Times(ReadOnlySpan<TimeOnly> values) =>
        Below(MemoryMarshal.Cast<TimeOnly, ulong>(values), (ulong)TimeOnly.MaxValue.Ticks, "TimeOnly");

    public static void Runes(ReadOnlySpan<Rune> values)
    {
        var words = MemoryMarshal.Cast<Rune, uint>(values);
        for (int i = 0; i < words.Length; i++)
        {
            if (!Rune.IsValid(words[i])) throw Bad("Rune", i, "a Unicode scalar value", words[i]);
        }
    }

    private static void Below<T>(ReadOnlySpan<T> words, T max, string type)
        where T : struct, INumber<T>
    {
        for (int i = 0; i < words.Length; i++)
        {
            if (words[i] > max) throw Bad(type, i, $"at most {max}", words[i]);
        }
    }

    private static WireFormatException Bad(string type, int index, string expected, object actual) =>
        new($"element {index} is no {type}: expected {expected}, found {actual}");
}
