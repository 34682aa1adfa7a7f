namespace Weft.Serialization;

/// <summary>
/// How often the keys of one collection meet earlier ones in their hash buckets, which is what inserting them costs.
/// </summary>
internal sealed class KeyMeetings(int keys, Limits limits)
{
    // Beyond this a limit is none.
    private const int BoundMax = 1 << 24;

    private readonly int[] _met = new int[Buckets.For(keys)];
    private long _left = Most(keys, limits);

    /// <summary>How often keys may meet: as when each bucket holds so many, or as a small collection may.</summary>
    public static long Most(int keys, Limits limits)
    {
        long inBucket = Math.Min(limits.HashCollisionsMax, BoundMax);
        return Math.Max(inBucket * keys / 2, 16 * inBucket * inBucket);
    }

    /// <summary>True where so many keys could meet too often at all.</summary>
    public static bool MayExceed(int keys, Limits limits) => (long)keys * (keys - 1) / 2 > Most(keys, limits);

    /// <summary>Notes a key; false where keys have met too often.</summary>
    public bool TryAdd(uint hash) => (_left -= _met[hash % (uint)_met.Length]++) >= 0;
}
