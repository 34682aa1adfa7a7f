namespace Weft.Simulation;

/// <summary>
/// The only source of chance in a run: splitmix64 from one seed. Parts that draw independently take a
/// <see cref="Fork"/>, so that one part drawing more often does not change what the others draw.
/// </summary>
public sealed class Chance(ulong seed)
{
    private ulong _state = seed;

    /// <summary>64 evenly distributed bits.</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        return Hashing.Mix(_state);
    }

    /// <summary>A whole number from 0 to <paramref name="bound"/> - 1.</summary>
    public int Below(int bound) => (int)((Next() >> 33) % (ulong)bound);

    /// <summary>A whole number between both ends, each included.</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

    /// <summary>True with this probability.</summary>
    public bool In(double probability) => (Next() >> 11) * (1.0 / (1UL << 53)) < probability;

    /// <summary>One item of a list that is not empty.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>Nanoseconds between both ends, each order of magnitude as likely as the next.</summary>
    public long Nanoseconds(long low, long high)
    {
        double share = (Next() >> 11) * (1.0 / (1UL << 53));
        return (long)(low * Math.Pow((double)high / low, share));
    }

    /// <summary>A new source, determined by this one's state.</summary>
    public Chance Fork() => new(Next());
}
