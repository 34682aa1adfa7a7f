using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// How an exact collection type is taken apart into children and put together again. Only these are ever encoded
/// element by element: T[] of rank 1, List, Dictionary with the default comparer, and tuples. Anything derived from
/// them, and every other collection, goes to the families whole.
/// </summary>
internal abstract class CollectionShape(Type type)
{
    /// <summary>The exact type.</summary>
    public Type Type { get; } = type;

    /// <summary>True where children have keys.</summary>
    public virtual bool IsKeyed => false;

    /// <summary>The type of the keys, where children have any.</summary>
    public virtual Type? KeyType => null;

    /// <summary>The element type, where every child has it and it says something.</summary>
    public virtual Type? ElementType => null;

    /// <summary>False for an instance that would lose something: a dictionary with a comparer of its own.</summary>
    public virtual bool CanSplit(object collection) => true;

    /// <summary>How many children.</summary>
    public abstract int Count(object collection);

    /// <summary>The children in order.</summary>
    public abstract IEnumerable<object?> Children(object collection);

    /// <summary>The keys in the order of the children: an array of their type.</summary>
    public virtual Array Keys(object collection) => Array.Empty<object>();

    /// <summary>Fails where a reader would refuse the keys, because they meet in hash buckets too often.</summary>
    /// <exception cref="SerializationFailedException">They do.</exception>
    public virtual void RequireSpread(object collection, Limits limits)
    {
    }

    /// <summary>The collection of these children; they come from outside and may be of any type.</summary>
    /// <exception cref="InvalidCastException">A child or key of a type that the collection cannot hold.</exception>
    public abstract object Build(object?[] children, object[] keys, Limits limits);
}

/// <inheritdoc/>
internal sealed class ArrayShape<T>() : CollectionShape(typeof(T[]))
{
    public override Type ElementType => typeof(T);

    public override int Count(object collection) => ((T[])collection).Length;

    public override IEnumerable<object?> Children(object collection)
    {
        foreach (var item in (T[])collection) yield return item;
    }

    public override object Build(object?[] children, object[] keys, Limits limits) =>
        Array.ConvertAll(children, Scalars.To<T>);
}

/// <inheritdoc/>
internal sealed class ListShape<T>() : CollectionShape(typeof(List<T>))
{
    public override Type ElementType => typeof(T);

    public override int Count(object collection) => ((List<T>)collection).Count;

    public override IEnumerable<object?> Children(object collection)
    {
        foreach (var item in (List<T>)collection) yield return item;
    }

    public override object Build(object?[] children, object[] keys, Limits limits)
    {
        var list = new List<T>(children.Length);
        foreach (object? child in children) list.Add(Scalars.To<T>(child));
        return list;
    }
}

/// <inheritdoc/>
internal sealed class DictionaryShape<TKey, TValue>() : CollectionShape(typeof(Dictionary<TKey, TValue>))
    where TKey : notnull
{
    public override bool IsKeyed => true;

    public override Type KeyType => typeof(TKey);

    public override Type ElementType => typeof(TValue);

    public override bool CanSplit(object collection)
    {
        var comparer = ((Dictionary<TKey, TValue>)collection).Comparer;
        return Equals(comparer, EqualityComparer<TKey>.Default) || ReferenceEquals(comparer, StringComparer.Ordinal);
    }

    public override int Count(object collection) => ((Dictionary<TKey, TValue>)collection).Count;

    public override IEnumerable<object?> Children(object collection)
    {
        foreach (var item in (Dictionary<TKey, TValue>)collection) yield return item.Value;
    }

    public override Array Keys(object collection)
    {
        var map = (Dictionary<TKey, TValue>)collection;
        var keys = new TKey[map.Count];
        map.Keys.CopyTo(keys, 0);
        return keys;
    }

    public override void RequireSpread(object collection, Limits limits)
    {
        var map = (Dictionary<TKey, TValue>)collection;
        var guard = new KeyGuard<TKey>(map.Count, map.Comparer, limits);
        foreach (var (key, _) in map) guard.Check(Type, key);
    }

    public override object Build(object?[] children, object[] keys, Limits limits) => Keyed.Fill(
        new Dictionary<TKey, TValue>(),
        Array.ConvertAll(keys, Scalars.To<TKey>),
        Array.ConvertAll(children, Scalars.To<TValue>),
        limits,
        -1);
}

/// <inheritdoc/>
internal sealed class TupleShape(Type type) : CollectionShape(type)
{
    public override int Count(object collection) => ((ITuple)collection).Length;

    public override IEnumerable<object?> Children(object collection)
    {
        var tuple = (ITuple)collection;
        for (int i = 0; i < tuple.Length; i++) yield return tuple[i];
    }

    public override object Build(object?[] children, object[] keys, Limits limits)
    {
        var types = Type.GenericTypeArguments;
        if (types.Length != children.Length)
        {
            throw new WireFormatException($"{Type} has {types.Length} items; {children.Length} came");
        }

        for (int i = 0; i < types.Length; i++) children[i] = Scalars.To(types[i], children[i]);
        return Activator.CreateInstance(Type, children)!;
    }
}
