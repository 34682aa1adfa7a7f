namespace Weft.Serialization;

/// <summary>What finds keys in a collection: hashes with an equality comparer, or an order.</summary>
/// <typeparam name="TCollection">The collection.</typeparam>
/// <typeparam name="TKey">Its keys.</typeparam>
internal abstract class KeyRule<TCollection, TKey>
{
    /// <summary>Writes the comparer of a collection.</summary>
    public abstract void Write(ref GraphWriter writer, TCollection collection);

    /// <summary>Reads a comparer; null for the default.</summary>
    public abstract object? Read(ref GraphReader reader);

    /// <summary>Checks keys that are about to be inserted.</summary>
    public abstract void Guard(TKey[] keys, object? comparer, Limits limits);
}

/// <summary>Hashes.</summary>
/// <param name="comparerOf">The comparer of a collection.</param>
internal sealed class HashRule<TCollection, TKey>(Func<TCollection, IEqualityComparer<TKey>?> comparerOf)
    : KeyRule<TCollection, TKey>
{
    public override void Write(ref GraphWriter writer, TCollection collection) =>
        Comparers.Write(ref writer, comparerOf(collection));

    public override object? Read(ref GraphReader reader) => Comparers.ReadEquality<TKey>(ref reader);

    public override void Guard(TKey[] keys, object? comparer, Limits limits)
    {
        if (keys.Length <= limits.HashCollisionsMax) return;

        // As many buckets as the base library's own tables of this capacity have.
        int buckets = new HashSet<byte>(keys.Length).Capacity;
        Comparers.Guard(keys, (IEqualityComparer<TKey>?)comparer, buckets, limits);
    }
}

/// <summary>An order; nothing to collide.</summary>
/// <param name="comparerOf">The comparer of a collection.</param>
internal sealed class OrderRule<TCollection, TKey>(Func<TCollection, IComparer<TKey>?> comparerOf)
    : KeyRule<TCollection, TKey>
{
    public override void Write(ref GraphWriter writer, TCollection collection) =>
        Comparers.Write(ref writer, comparerOf(collection));

    public override object? Read(ref GraphReader reader) => Comparers.ReadOrder<TKey>(ref reader);

    public override void Guard(TKey[] keys, object? comparer, Limits limits)
    {
    }
}
