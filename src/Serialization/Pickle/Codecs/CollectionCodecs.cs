using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Reflection;

namespace Weft.Serialization;

/// <summary>
/// The collections of the base library: per definition one method that says how its elements are listed and how it is
/// built of them. Rebuilding goes through public members only, so hash tables are laid out anew in each process.
/// </summary>
internal static class CollectionCodecs
{
    private static readonly Type[] Definitions =
    [
        typeof(List<>), typeof(Collection<>), typeof(ObservableCollection<>), typeof(ReadOnlyCollection<>),
        typeof(Queue<>),
        typeof(Stack<>), typeof(LinkedList<>), typeof(ConcurrentQueue<>), typeof(ConcurrentStack<>),
        typeof(ConcurrentBag<>),
        typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableQueue<>), typeof(ImmutableStack<>),
        typeof(HashSet<>), typeof(SortedSet<>), typeof(ImmutableHashSet<>), typeof(ImmutableSortedSet<>),
        typeof(FrozenSet<>),
        typeof(Dictionary<,>), typeof(SortedDictionary<,>), typeof(SortedList<,>), typeof(ConcurrentDictionary<,>),
        typeof(ImmutableDictionary<,>), typeof(ImmutableSortedDictionary<,>),
        typeof(FrozenDictionary<,>),
    ];

    private static readonly FrozenDictionary<Type, MethodInfo> Makers = typeof(CollectionCodecs)
        .GetMethods(BindingFlags.NonPublic | BindingFlags.Static)
        .Where(m => m.IsGenericMethodDefinition && m.ReturnType == typeof(GraphCodec))
        .ToFrozenDictionary(m => DefinitionNamed(m.Name, m.GetGenericArguments().Length));

    /// <summary>The codec of a collection type or of a hidden subclass of one (frozen collections), or null.</summary>
    public static GraphCodec? TryMake(Type type)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            if (!t.IsGenericType || !Makers.TryGetValue(t.GetGenericTypeDefinition(), out var maker)) continue;
            if (t != type && !BuiltInTypes.IsFramework(type)) return null;
            return (GraphCodec)maker.MakeGenericMethod(t.GetGenericArguments()).Invoke(null, null)!;
        }

        return null;
    }

    private static Type DefinitionNamed(string name, int arity) => Definitions.First(
        t => t.Name == $"{name}`{arity}");

    private static GraphCodec List<T>()
    {
        var slots = new SequenceCodec<List<T>, T>(c => c.Count, c => c, items => [.. items]);
        if (!RawArrays.TryGetByElement(typeof(T), out var raw)) return slots;
        return (GraphCodec)Activator.CreateInstance(typeof(RawListCodec<>).MakeGenericType(typeof(T)), raw, slots)!;
    }

    private static GraphCodec Collection<T>() =>
        new SequenceCodec<Collection<T>, T>(c => c.Count, c => c, items => new Collection<T>([.. items]));

    private static GraphCodec ObservableCollection<T>() =>
        new SequenceCodec<ObservableCollection<T>, T>(
            c => c.Count, c => c, items => new ObservableCollection<T>(items));

    private static GraphCodec ReadOnlyCollection<T>() =>
        new SequenceCodec<ReadOnlyCollection<T>, T>(c => c.Count, c => c, items => new ReadOnlyCollection<T>(items));

    private static GraphCodec Queue<T>() =>
        new SequenceCodec<Queue<T>, T>(c => c.Count, c => c, items => new Queue<T>(items));

    private static GraphCodec Stack<T>() =>
        new SequenceCodec<Stack<T>, T>(c => c.Count, c => c.Reverse(), items => new Stack<T>(items));

    private static GraphCodec LinkedList<T>() =>
        new SequenceCodec<LinkedList<T>, T>(c => c.Count, c => c, items => new LinkedList<T>(items));

    private static GraphCodec ConcurrentQueue<T>() =>
        new SequenceCodec<ConcurrentQueue<T>, T>(c => c.Count, c => c, items => new ConcurrentQueue<T>(items));

    private static GraphCodec ConcurrentStack<T>() =>
        new SequenceCodec<ConcurrentStack<T>, T>(
            c => c.Count, c => c.Reverse(), items => new ConcurrentStack<T>(items));

    private static GraphCodec ConcurrentBag<T>() =>
        new SequenceCodec<ConcurrentBag<T>, T>(c => c.Count, c => c, items => [.. items]);

    private static GraphCodec ImmutableArray<T>() => new ImmutableArrayCodec<T>();

    private static GraphCodec ImmutableList<T>() =>
        new SequenceCodec<ImmutableList<T>, T>(c => c.Count, c => c, items => [.. items]);

    private static GraphCodec ImmutableQueue<T>() =>
        new SequenceCodec<ImmutableQueue<T>, T>(
            c => c.Count(), c => c, System.Collections.Immutable.ImmutableQueue.Create);

    private static GraphCodec ImmutableStack<T>() =>
        new SequenceCodec<ImmutableStack<T>, T>(
            c => c.Count(), c => c.Reverse(), System.Collections.Immutable.ImmutableStack.Create);

    private static GraphCodec HashSet<T>() => new SetCodec<HashSet<T>, T>(
        c => c.Count,
        c => c,
        new HashRule<HashSet<T>, T>(c => c.Comparer),
        (items, comparer) =>
        {
            var set = new HashSet<T>(items.Length, (IEqualityComparer<T>?)comparer);
            foreach (var item in items) Require(set.Add(item));
            return set;
        });

    private static GraphCodec SortedSet<T>() => new SetCodec<SortedSet<T>, T>(
        c => c.Count,
        c => c,
        new OrderRule<SortedSet<T>, T>(c => c.Comparer),
        (items, comparer) => new SortedSet<T>(items, (IComparer<T>?)comparer));

    private static GraphCodec ImmutableHashSet<T>() => new SetCodec<ImmutableHashSet<T>, T>(
        c => c.Count,
        c => c,
        new HashRule<ImmutableHashSet<T>, T>(c => c.KeyComparer),
        (items, comparer) =>
            System.Collections.Immutable.ImmutableHashSet.CreateRange((IEqualityComparer<T>?)comparer, items));

    private static GraphCodec ImmutableSortedSet<T>() => new SetCodec<ImmutableSortedSet<T>, T>(
        c => c.Count,
        c => c,
        new OrderRule<ImmutableSortedSet<T>, T>(c => c.KeyComparer),
        (items, comparer) =>
            System.Collections.Immutable.ImmutableSortedSet.CreateRange((IComparer<T>?)comparer, items));

    private static GraphCodec FrozenSet<T>() => new SetCodec<FrozenSet<T>, T>(
        c => c.Count,
        c => c,
        new HashRule<FrozenSet<T>, T>(c => c.Comparer),
        (items, comparer) => items.ToFrozenSet((IEqualityComparer<T>?)comparer));

    private static GraphCodec Dictionary<TKey, TValue>()
        where TKey : notnull => new MapCodec<Dictionary<TKey, TValue>, TKey, TValue>(
        c => c, c => c.Count, new HashRule<Dictionary<TKey, TValue>, TKey>(c => c.Comparer), ToDictionary);

    private static GraphCodec SortedDictionary<TKey, TValue>()
        where TKey : notnull => new MapCodec<SortedDictionary<TKey, TValue>, TKey, TValue>(
        c => c,
        c => c.Count,
        new OrderRule<SortedDictionary<TKey, TValue>, TKey>(c => c.Comparer),
        (pairs, comparer) =>
        {
            var map = new SortedDictionary<TKey, TValue>((IComparer<TKey>?)comparer);
            foreach (var (key, value) in pairs) Require(map.TryAdd(key, value));
            return map;
        });

    private static GraphCodec SortedList<TKey, TValue>()
        where TKey : notnull => new MapCodec<SortedList<TKey, TValue>, TKey, TValue>(
        c => c,
        c => c.Count,
        new OrderRule<SortedList<TKey, TValue>, TKey>(c => c.Comparer),
        (pairs, comparer) =>
        {
            // Through a tree first: inserting foreign keys one by one into a sorted array is quadratic.
            var tree = new SortedDictionary<TKey, TValue>((IComparer<TKey>?)comparer);
            foreach (var (key, value) in pairs) Require(tree.TryAdd(key, value));
            return new SortedList<TKey, TValue>(tree, (IComparer<TKey>?)comparer);
        });

    private static GraphCodec ConcurrentDictionary<TKey, TValue>()
        where TKey : notnull => new MapCodec<ConcurrentDictionary<TKey, TValue>, TKey, TValue>(
        c => c,
        c => c.Count,
        new HashRule<ConcurrentDictionary<TKey, TValue>, TKey>(c => c.Comparer),
        (pairs, comparer) =>
            new ConcurrentDictionary<TKey, TValue>(ToDictionary(pairs, comparer), (IEqualityComparer<TKey>?)comparer));

    private static GraphCodec ImmutableDictionary<TKey, TValue>()
        where TKey : notnull => new MapCodec<ImmutableDictionary<TKey, TValue>, TKey, TValue>(
        c => c,
        c => c.Count,
        new HashRule<ImmutableDictionary<TKey, TValue>, TKey>(c => c.KeyComparer),
        (pairs, comparer) =>
            System.Collections.Immutable.ImmutableDictionary.CreateRange((IEqualityComparer<TKey>?)comparer, pairs));

    private static GraphCodec ImmutableSortedDictionary<TKey, TValue>()
        where TKey : notnull => new MapCodec<ImmutableSortedDictionary<TKey, TValue>, TKey, TValue>(
        c => c,
        c => c.Count,
        new OrderRule<ImmutableSortedDictionary<TKey, TValue>, TKey>(c => c.KeyComparer),
        (pairs, comparer) =>
            System.Collections.Immutable.ImmutableSortedDictionary.CreateRange((IComparer<TKey>?)comparer, pairs));

    private static GraphCodec FrozenDictionary<TKey, TValue>()
        where TKey : notnull => new MapCodec<FrozenDictionary<TKey, TValue>, TKey, TValue>(
        c => c,
        c => c.Count,
        new HashRule<FrozenDictionary<TKey, TValue>, TKey>(c => c.Comparer),
        (pairs, comparer) => ToDictionary(pairs, comparer).ToFrozenDictionary((IEqualityComparer<TKey>?)comparer));

    private static Dictionary<TKey, TValue> ToDictionary<TKey, TValue>(
        KeyValuePair<TKey, TValue>[] pairs, object? comparer)
        where TKey : notnull
    {
        var map = new Dictionary<TKey, TValue>(pairs.Length, (IEqualityComparer<TKey>?)comparer);
        foreach (var (key, value) in pairs) Require(map.TryAdd(key, value));
        return map;
    }

    private static void Require(bool added)
    {
        if (!added) throw new WireFormatException("a dictionary or set has the same key twice");
    }

    // The one sequence that is a structure and may be absent.
    private sealed class ImmutableArrayCodec<T> : GraphCodec<ImmutableArray<T>>
    {
        public override void Write(ref GraphWriter writer, ImmutableArray<T> value)
        {
            if (value.IsDefault) writer.Pack.WriteNil();
            else
            {
                writer.Pack.WriteArrayHeader(value.Length);
                foreach (var item in value) Slot<T>.Instance.Write(ref writer, item);
            }
        }

        public override ImmutableArray<T> Read(ref GraphReader reader)
        {
            if (reader.Pack.TryReadNil()) return default;
            int count = reader.Pack.ReadArrayHeader();
            return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(
                Elements.Read<T>(ref reader, count));
        }
    }
}
