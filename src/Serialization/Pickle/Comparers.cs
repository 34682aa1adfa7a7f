namespace Weft.Serialization;

/// <summary>
/// The comparers that travel: the default as nil, <see cref="StringComparer.Ordinal"/> as 1,
/// <see cref="StringComparer.OrdinalIgnoreCase"/> as 2. Any other would change what the collection means.
/// </summary>
internal static class Comparers
{
    /// <summary>Writes the comparer of a hash collection.</summary>
    public static void Write<T>(ref GraphWriter writer, IEqualityComparer<T>? comparer)
    {
        if (comparer is null || ReferenceEquals(comparer, EqualityComparer<T>.Default)) writer.Pack.WriteNil();
        else WriteOther(ref writer, comparer);
    }

    /// <summary>Writes the comparer of a sorted collection.</summary>
    public static void Write<T>(ref GraphWriter writer, IComparer<T>? comparer)
    {
        if (comparer is null || ReferenceEquals(comparer, Comparer<T>.Default)) writer.Pack.WriteNil();
        else WriteOther(ref writer, comparer);
    }

    /// <summary>Reads the comparer of a hash collection.</summary>
    public static IEqualityComparer<T>? ReadEquality<T>(ref GraphReader reader) =>
        ReadNamed<T>(ref reader) as IEqualityComparer<T>;

    /// <summary>Reads the comparer of a sorted collection.</summary>
    public static IComparer<T>? ReadOrder<T>(ref GraphReader reader) => ReadNamed<T>(ref reader) as IComparer<T>;

    /// <summary>
    /// Holds keys against the limit of equal hashes before they are inserted: insertion is quadratic in them. Texts
    /// hash with a seed that no peer knows.
    /// </summary>
    /// <param name="keys">All keys of one collection.</param>
    /// <param name="comparer">The collection's comparer; null for the default.</param>
    /// <param name="buckets">Buckets that the collection will use; keys that meet in one count like equal
    /// hashes.</param>
    /// <param name="limits">Where the limit stands.</param>
    public static void Guard<T>(ReadOnlySpan<T> keys, IEqualityComparer<T>? comparer, int buckets, Limits limits)
    {
        if (keys.Length <= limits.HashCollisionsMax || typeof(T) == typeof(string)) return;
        comparer ??= EqualityComparer<T>.Default;
        var met = new int[Math.Max(buckets, 1)];
        foreach (var key in keys)
        {
            uint hash = key is null ? 0 : (uint)comparer.GetHashCode(key);
            if (++met[hash % (uint)met.Length] <= limits.HashCollisionsMax) continue;
            throw new WireFormatException(
                $"more than {limits.HashCollisionsMax} of {keys.Length} keys of type {typeof(T)} meet in one hash " +
                "bucket (Limits.HashCollisionsMax)");
        }
    }

    private static void WriteOther(ref GraphWriter writer, object comparer)
    {
        if (ReferenceEquals(comparer, StringComparer.Ordinal)) writer.Pack.WriteInt64(1);
        else if (ReferenceEquals(comparer, StringComparer.OrdinalIgnoreCase)) writer.Pack.WriteInt64(2);
        else
        {
            throw writer.State.Failed(
                $"has the comparer {comparer.GetType()}, which cannot travel: use the default, " +
                "StringComparer.Ordinal or StringComparer.OrdinalIgnoreCase, or register a serializer");
        }
    }

    private static StringComparer? ReadNamed<T>(ref GraphReader reader)
    {
        if (reader.Pack.TryReadNil()) return null;
        int offset = reader.Pack.Offset;
        int number = reader.Pack.ReadInt32();
        if (typeof(T) == typeof(string) && number == 1) return StringComparer.Ordinal;
        if (typeof(T) == typeof(string) && number == 2) return StringComparer.OrdinalIgnoreCase;
        throw new WireFormatException($"no comparer of {typeof(T)} has the number {number}", offset);
    }
}
