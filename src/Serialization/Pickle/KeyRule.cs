namespace Weft.Serialization;

/// <summary>What finds keys in a collection: hashes with an equality comparer, or an order.</summary>
/// <typeparam name="TCollection">The collection.</typeparam>
/// <typeparam name="TKey">Its keys.</typeparam>
internal abstract class KeyRule<TCollection, TKey>
{
    /// <summary>The comparer of a collection.</summary>
    public abstract object? ComparerOf(TCollection collection);

    /// <summary>Writes a comparer.</summary>
    public abstract void Write(ref GraphWriter writer, object? comparer);

    /// <summary>Reads a comparer; null for the default.</summary>
    public abstract object? Read(ref GraphReader reader);

    /// <summary>What a collection with this comparer looks at.</summary>
    public abstract KeyKind KindOf(object? comparer);

    /// <summary>Begins to check keys that are inserted one by one.</summary>
    public abstract KeyGuard<TKey> Guard(int count, object? comparer, Limits limits);
}

/// <summary>Hashes.</summary>
/// <param name="comparerOf">The comparer of a collection.</param>
/// <param name="isTree">True where the collection is a tree of hashes, without buckets.</param>
internal sealed class HashRule<TCollection, TKey>(
    Func<TCollection, IEqualityComparer<TKey>?> comparerOf, bool isTree = false)
    : KeyRule<TCollection, TKey>
{
    public override object? ComparerOf(TCollection collection) => comparerOf(collection);

    public override void Write(ref GraphWriter writer, object? comparer) => Comparers.Write(
        ref writer, comparer, ReferenceEquals(comparer, EqualityComparer<TKey>.Default));

    public override object? Read(ref GraphReader reader) => Comparers.ReadEquality<TKey>(ref reader);

    public override KeyKind KindOf(object? comparer)
    {
        if (comparer is ReferenceEqualityComparer) return KeyKind.ByReference;
        bool isDefault = comparer is null || ReferenceEquals(comparer, EqualityComparer<TKey>.Default);
        return isDefault ? KeyKind.ByEquality : KeyKind.ByContent;
    }

    public override KeyGuard<TKey> Guard(int count, object? comparer, Limits limits) =>
        new(count, (IEqualityComparer<TKey>?)comparer, limits, isTree);
}

/// <summary>An order; nothing to collide.</summary>
/// <param name="comparerOf">The comparer of a collection.</param>
internal sealed class OrderRule<TCollection, TKey>(Func<TCollection, IComparer<TKey>?> comparerOf)
    : KeyRule<TCollection, TKey>
{
    public override object? ComparerOf(TCollection collection) => comparerOf(collection);

    public override void Write(ref GraphWriter writer, object? comparer) => Comparers.Write(
        ref writer, comparer, ReferenceEquals(comparer, Comparer<TKey>.Default));

    public override object? Read(ref GraphReader reader) => Comparers.ReadOrder<TKey>(ref reader);

    public override KeyKind KindOf(object? comparer) => KeyKind.ByContent;

    public override KeyGuard<TKey> Guard(int count, object? comparer, Limits limits) => default;
}
