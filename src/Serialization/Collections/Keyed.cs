namespace Weft.Serialization;

/// <summary>Fills dictionaries with keys from outside: no key twice, no flood of keys that meet in buckets.</summary>
internal static class Keyed
{
    /// <summary>Inserts all pairs and returns the dictionary.</summary>
    /// <exception cref="WireFormatException">A key that stands twice, or keys that meet too often.</exception>
    public static Dictionary<TKey, TValue> Fill<TKey, TValue>(
        Dictionary<TKey, TValue> map, ReadOnlySpan<TKey> keys, ReadOnlySpan<TValue> values, Limits limits, long offset)
        where TKey : notnull
    {
        map.EnsureCapacity(keys.Length);
        var guard = new KeyGuard<TKey>(keys.Length, map.Comparer, limits);
        foreach (var key in keys) guard.Check(key, offset);
        for (int i = 0; i < keys.Length; i++)
        {
            if (!map.TryAdd(keys[i], values[i]))
            {
                throw new WireFormatException($"the key {keys[i]} stands twice in one dictionary", offset);
            }
        }

        return map;
    }
}
