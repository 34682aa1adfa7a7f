namespace Weft.Tasks;

/// <summary>A hash of a key that is the same in every process and run, for choices that a seed must replay.</summary>
internal static class StableHash
{
    private const uint OffsetBasis = 2166136261;
    private const uint Prime = 16777619;

    /// <summary>FNV-1a over the UTF-16 units, begun with the seed and mixed at the end.</summary>
    public static uint Of(string key, int seed)
    {
        var hash = OffsetBasis ^ (uint)seed;
        foreach (var unit in key) hash = (hash ^ unit) * Prime;
        hash ^= hash >> 15;
        hash *= 2246822519;
        return hash ^ (hash >> 13);
    }
}
