using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// A DateTime as 64 bits, as it lies in memory and in arrays: ticks, and above them 0 (unspecified), 1 (UTC), 2 (local)
/// or 3: local, the second pass of an hour that the clocks repeat. <see cref="DateTime.Kind"/> does not tell the last
/// two apart; without the difference the time would be another.
/// </summary>
internal static class DateTimeBits
{
    private const ulong TicksMask = 0x3fff_ffff_ffff_ffff;

    /// <summary>The bits of a time.</summary>
    public static ulong Of(DateTime time) => Unsafe.BitCast<DateTime, ulong>(time);

    /// <summary>The ticks among such bits.</summary>
    public static long TicksOf(ulong bits) => (long)(bits & TicksMask);

    /// <summary>The time of such bits; false where the ticks are beyond the year 9999.</summary>
    public static bool TryRead(ulong bits, out DateTime time)
    {
        bool isTime = TicksOf(bits) <= DateTime.MaxValue.Ticks;
        time = isTime ? Unsafe.BitCast<ulong, DateTime>(bits) : default;
        return isTime;
    }
}
