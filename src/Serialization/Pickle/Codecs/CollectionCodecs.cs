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
            if (t != type && !(BuiltInTypes.IsFramework(type) && IsHidden(type))) return null;
            return (GraphCodec)maker.MakeGenericMethod(t.GetGenericArguments()).Invoke(null, null)!;
        }

        return null;
    }

    // A class that programs can name is not its base, also where it is of the base library: a BindingList of T.
    private static bool IsHidden(Type type)
    {
        for (var t = type; t is not null; t = t.DeclaringType)
        {
            if (t.IsNotPublic || t is { IsNested: true, IsNestedPublic: false }) return true;
        }

        return false;
    }

    private static Type DefinitionNamed(string name, int arity) => Definitions.First(
        t => t.Name == $"{name}`{arity}");

    private static GraphCodec List<T>()
    {
        var slots = new ListCodec<T>();
        if (!RawArrays.TryGetByElement(typeof(T), out var raw)) return slots;
        return (GraphCodec)Activator.CreateInstance(typeof(RawListCodec<>).MakeGenericType(typeof(T)), raw, slots)!;
    }

    private static GraphCodec Collection<T>() => new SequenceCodec<Collection<T>, T>(
        c => c.Count, c => c, n => new Collection<T>(new List<T>(n)), (c, item) => c.Add(item));

    private static GraphCodec ObservableCollection<T>() => new SequenceCodec<ObservableCollection<T>, T>(
        c => c.Count, c => c, _ => [], (c, item) => c.Add(item));

    private static GraphCodec ReadOnlyCollection<T>() => new BuiltSequenceCodec<ReadOnlyCollection<T>, T>(
        c => c.Count, c => c, items => new ReadOnlyCollection<T>(items.ToArray()));

    private static GraphCodec Queue<T>() => new SequenceCodec<Queue<T>, T>(
        c => c.Count, c => c, n => new Queue<T>(n), (c, item) => c.Enqueue(item));

    private static GraphCodec Stack<T>() => new SequenceCodec<Stack<T>, T>(
        c => c.Count, c => c.Reverse(), n => new Stack<T>(n), (c, item) => c.Push(item));

    private static GraphCodec LinkedList<T>() => new SequenceCodec<LinkedList<T>, T>(
        c => c.Count, c => c, _ => [], (c, item) => c.AddLast(item));

    private static GraphCodec ConcurrentQueue<T>() => new SequenceCodec<ConcurrentQueue<T>, T>(
        c => c.Count, c => c, _ => [], (c, item) => c.Enqueue(item));

    private static GraphCodec ConcurrentStack<T>() => new SequenceCodec<ConcurrentStack<T>, T>(
        c => c.Count, c => c.Reverse(), _ => [], (c, item) => c.Push(item));

    // A bag lists first what was added last.
    private static GraphCodec ConcurrentBag<T>() => new SequenceCodec<ConcurrentBag<T>, T>(
        c => c.Count, c => c.Reverse(), _ => [], (c, item) => c.Add(item));

    private static GraphCodec ImmutableArray<T>() => new ImmutableArrayCodec<T>();

    private static GraphCodec ImmutableList<T>() => new BuiltSequenceCodec<ImmutableList<T>, T>(
        c => c.Count, c => c, items => System.Collections.Immutable.ImmutableList.Create<T>(items.AsSpan()));

    private static GraphCodec ImmutableQueue<T>() => new BuiltSequenceCodec<ImmutableQueue<T>, T>(
        c => c.Count(), c => c, items => System.Collections.Immutable.ImmutableQueue.Create<T>(items.AsSpan()));

    private static GraphCodec ImmutableStack<T>() => new BuiltSequenceCodec<ImmutableStack<T>, T>(
        c => c.Count(),
        c => c.Reverse(),
        items => System.Collections.Immutable.ImmutableStack.Create<T>(items.AsSpan()));

    private static GraphCodec HashSet<T>() => new SetCodec<HashSet<T>, T>(
        c => c.Count,
        c => c,
        new HashRule<HashSet<T>, T>(c => c.Comparer),
        (n, comparer) => new HashSet<T>(n, (IEqualityComparer<T>?)comparer),
        (c, item) => c.Add(item),
        null);

    private static GraphCodec SortedSet<T>() => new SetCodec<SortedSet<T>, T>(
        c => c.Count,
        c => c,
        new OrderRule<SortedSet<T>, T>(c => c.Comparer),
        (_, comparer) => new SortedSet<T>((IComparer<T>?)comparer),
        (c, item) => c.Add(item),
        null);

    private static GraphCodec ImmutableHashSet<T>() => new SetCodec<ImmutableHashSet<T>, T>(
        c => c.Count,
        c => c,
        new HashRule<ImmutableHashSet<T>, T>(c => c.KeyComparer, isTree: true),
        null,
        null,
        (items, comparer) =>
            System.Collections.Immutable.ImmutableHashSet.CreateRange((IEqualityComparer<T>?)comparer, items));

    private static GraphCodec ImmutableSortedSet<T>() => new SetCodec<ImmutableSortedSet<T>, T>(
        c => c.Count,
        c => c,
        new OrderRule<ImmutableSortedSet<T>, T>(c => c.KeyComparer),
        null,
        null,
        (items, comparer) =>
            System.Collections.Immutable.ImmutableSortedSet.CreateRange((IComparer<T>?)comparer, items));

    private static GraphCodec FrozenSet<T>() => new SetCodec<FrozenSet<T>, T>(
        c => c.Count,
        c => c,
        new HashRule<FrozenSet<T>, T>(c => c.Comparer),
        null,
        null,
        ToFrozenSet);

    private static GraphCodec Dictionary<TKey, TValue>()
        where TKey : notnull => new MapCodec<Dictionary<TKey, TValue>, TKey, TValue>(
        c => c,
        c => c.Count,
        new HashRule<Dictionary<TKey, TValue>, TKey>(c => c.Comparer),
        (n, comparer) => new Dictionary<TKey, TValue>(n, (IEqualityComparer<TKey>?)comparer),
        (c, key, value) => c.TryAdd(key, value),
        null);

    private static GraphCodec SortedDictionary<TKey, TValue>()
        where TKey : notnull => new MapCodec<SortedDictionary<TKey, TValue>, TKey, TValue>(
        c => c,
        c => c.Count,
        new OrderRule<SortedDictionary<TKey, TValue>, TKey>(c => c.Comparer),
        (_, comparer) => new SortedDictionary<TKey, TValue>((IComparer<TKey>?)comparer),
        (c, key, value) => c.TryAdd(key, value),
        null);

    private static GraphCodec SortedList<TKey, TValue>()
        where TKey : notnull => new MapCodec<SortedList<TKey, TValue>, TKey, TValue>(
        c => c,
        c => c.Count,
        new OrderRule<SortedList<TKey, TValue>, TKey>(c => c.Comparer),
        null,
        null,
        ToSortedList);

    private static GraphCodec ConcurrentDictionary<TKey, TValue>()
        where TKey : notnull => new MapCodec<ConcurrentDictionary<TKey, TValue>, TKey, TValue>(
        c => c,
        c => c.Count,
        new HashRule<ConcurrentDictionary<TKey, TValue>, TKey>(c => c.Comparer),
        (n, comparer) => new ConcurrentDictionary<TKey, TValue>(-1, n, (IEqualityComparer<TKey>?)comparer),
        (c, key, value) => c.TryAdd(key, value),
        null);

    private static GraphCodec ImmutableDictionary<TKey, TValue>()
        where TKey : notnull => new MapCodec<ImmutableDictionary<TKey, TValue>, TKey, TValue>(
        c => c,
        c => c.Count,
        new HashRule<ImmutableDictionary<TKey, TValue>, TKey>(c => c.KeyComparer, isTree: true),
        null,
        null,
        (pairs, comparer) =>
            System.Collections.Immutable.ImmutableDictionary.CreateRange((IEqualityComparer<TKey>?)comparer, pairs),
        c => c.ValueComparer);

    private static GraphCodec ImmutableSortedDictionary<TKey, TValue>()
        where TKey : notnull => new MapCodec<ImmutableSortedDictionary<TKey, TValue>, TKey, TValue>(
        c => c,
        c => c.Count,
        new OrderRule<ImmutableSortedDictionary<TKey, TValue>, TKey>(c => c.KeyComparer),
        null,
        null,
        (pairs, comparer) =>
            System.Collections.Immutable.ImmutableSortedDictionary.CreateRange((IComparer<TKey>?)comparer, pairs),
        c => c.ValueComparer);

    private static GraphCodec FrozenDictionary<TKey, TValue>()
        where TKey : notnull => new MapCodec<FrozenDictionary<TKey, TValue>, TKey, TValue>(
        c => c,
        c => c.Count,
        new HashRule<FrozenDictionary<TKey, TValue>, TKey>(c => c.Comparer),
        null,
        null,
        ToFrozenDictionary);

    // By way of a table of as many buckets as the keys were held against, which is then laid out anew.
    private static FrozenSet<T> ToFrozenSet<T>(ArraySegment<T> items, object? comparer)
    {
        var set = new HashSet<T>(items.Count, (IEqualityComparer<T>?)comparer);
        foreach (var item in items) set.Add(item);
        return set.ToFrozenSet((IEqualityComparer<T>?)comparer);
    }

    private static FrozenDictionary<TKey, TValue> ToFrozenDictionary<TKey, TValue>(
        ArraySegment<KeyValuePair<TKey, TValue>> pairs, object? comparer)
        where TKey : notnull
    {
        var map = new Dictionary<TKey, TValue>(pairs.Count, (IEqualityComparer<TKey>?)comparer);
        foreach (var (key, value) in pairs) map[key] = value;
        return map.ToFrozenDictionary((IEqualityComparer<TKey>?)comparer);
    }

    // Sorted first: inserting foreign keys one by one into a sorted array is quadratic.
    private static SortedList<TKey, TValue> ToSortedList<TKey, TValue>(
        ArraySegment<KeyValuePair<TKey, TValue>> pairs, object? comparer)
        where TKey : notnull
    {
        var order = (IComparer<TKey>?)comparer ?? Comparer<TKey>.Default;
        pairs.AsSpan().Sort((a, b) => order.Compare(a.Key, b.Key));
        var list = new SortedList<TKey, TValue>(pairs.Count, (IComparer<TKey>?)comparer);
        foreach (var (key, value) in pairs) Twice.Refuse(list.TryAdd(key, value), key);
        return list;
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
                for (int i = 0; i < value.Length; i++)
                {
                    writer.State.At(i);
                    Slot<T>.Instance.Write(ref writer, value[i]);
                }
            }
        }

        public override ImmutableArray<T> Read(ref GraphReader reader)
        {
            if (reader.Pack.TryReadNil()) return default;
            int count = reader.Pack.ReadArrayHeader();
            reader.State.Charge((long)count * System.Runtime.CompilerServices.Unsafe.SizeOf<T>() + 24, "an array");
            T[] items = count == 0 ? [] : new T[count];
            for (int i = 0; i < count; i++) items[i] = Slot<T>.Instance.Read(ref reader);
            return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(items);
        }
    }
}
