namespace Weft.Serialization;

/// <summary>Fills dictionaries with keys from outside: no key twice, no flood of keys that share a bucket.</summary>
internal static class Keyed
{
    /// <summary>Inserts all pairs and returns the dictionary.</summary>
    /// <exception cref="WireFormatException">A key that stands twice, or too many in one bucket.</exception>
    public static Dictionary<TKey, TValue> Fill<TKey, TValue>(
        Dictionary<TKey, TValue> map, ReadOnlySpan<TKey> keys, ReadOnlySpan<TValue> values, Limits limits, long offset)
        where TKey : notnull
    {
        int buckets = map.EnsureCapacity(keys.Length);
        if (keys.Length > limits.HashCollisionsMax && typeof(TKey) != typeof(string))
        {
            CheckBuckets(keys, buckets, limits, offset);
        }

        for (int i = 0; i < keys.Length; i++)
        {
            if (!map.TryAdd(keys[i], values[i]))
            {
                throw new WireFormatException($"the key {keys[i]} stands twice in one dictionary", offset);
            }
        }

        return map;
    }

    // Strings hash with a seed that no peer knows; numbers hash to themselves, and a peer may choose them to collide.
    private static void CheckBuckets<TKey>(ReadOnlySpan<TKey> keys, int buckets, Limits limits, long offset)
        where TKey : notnull
    {
        var fill = new int[buckets];
        foreach (var key in keys)
        {
            if (++fill[(uint)key.GetHashCode() % (uint)buckets] > limits.HashCollisionsMax)
            {
                throw new WireFormatException(
                    $"more than {limits.HashCollisionsMax} of {keys.Length} keys share a bucket " +
                    "(Limits.HashCollisionsMax)", offset);
            }
        }
    }
}
