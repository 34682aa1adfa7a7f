namespace Weft.Serialization;

/// <summary>
/// How many buckets the base library's tables have for a number of keys, asked of a table once per range of numbers.
/// </summary>
internal static class Buckets
{
    private static volatile (int Least, int Buckets)[] s_known = [];

    /// <summary>The buckets of a table made for so many keys.</summary>
    public static int For(int keys)
    {
        var known = s_known;
        foreach (var (least, buckets) in known)
        {
            if (keys >= least && keys <= buckets) return buckets;
        }

        int found = new HashSet<byte>(keys).Capacity;
        if (known.Length < 256) s_known = [.. known.Where(k => k.Buckets != found), (keys, found)];
        return found;
    }
}
