using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Numerics;
using System.Text;

namespace Weft.Serialization.Tests.Pickle.Laws;

public sealed class ScalarCodecLaws : GraphLaws
{
    public override IEnumerable<Func<object>> Values =>
    [
        () => 5, () => -2.5, () => 1.5f, () => true, () => "a ß 🐢", () => "\ud800", () => (sbyte)-7, () => (byte)200,
        () => (short)-300, () => (ushort)300, () => 4_000_000_000u, () => long.MinValue, () => ulong.MaxValue,
        () => 'ß', () => (Half)1.5, () => 12.340m, () => Int128.MinValue, () => UInt128.MaxValue,
        () => Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), () => new DateTime(9, DateTimeKind.Utc),
        () => new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(-3.5)), () => TimeSpan.MinValue,
        () => DateOnly.MaxValue, () => TimeOnly.MaxValue, () => BigInteger.Pow(7, 500), () => new Complex(1, -2),
        () => new Rune(0x1F422), () => new Version(1, 2, 3), () => new Uri("https://a.b/c?d"), () => ^3, () => 1..^2,
        () => DBNull.Value, () => new StringBuilder("abc"), () => typeof(List<Trade>), () => new object(),
    ];
}

public sealed class EnumCodecLaws : GraphLaws
{
    public override IEnumerable<Func<object>> Values =>
        [() => Side.Sell, () => (Side)99, () => DayOfWeek.Friday, () => Wide.Last, () => Narrow.First];

    public enum Wide : ulong
    {
        Last = ulong.MaxValue,
    }

    public enum Narrow : sbyte
    {
        First = -128,
    }
}

public sealed class NullableAndPairCodecLaws : GraphLaws
{
    public override IEnumerable<Func<object>> Values =>
    [
        () => new long?[] { 1, null }, () => Numbers(1000),
        () => KeyValuePair.Create("k", 1), () => new List<KeyValuePair<int, long?>> { new(1, 2), new(3, null) },
    ];

    private static object Numbers(int count)
    {
        var numbers = new double?[count];
        for (int i = 0; i < count; i += 2) numbers[i] = i;
        return numbers;
    }
}

public sealed class TupleCodecLaws : GraphLaws
{
    public override IEnumerable<Func<object>> Values =>
    [
        () => (1, "a"), () => (1, 2.5, (long?)null), () => (1, 2, 3, 4), () => ValueTuple.Create(5),
        () => (1, 2, 3, 4, 5, 6, 7, 8, "nine"), () => Tuple.Create(1), () => Tuple.Create(1, "a"),
        () => Tuple.Create(1, "a", 2.5), () => Tuple.Create(1, 2, 3, 4, "five"), () => Many(500), () => Classes(500),
        () => Wider(500),
    ];

    private static object Many(int count)
    {
        var list = new List<(int, double, Side)>(count);
        for (int i = 0; i < count; i++) list.Add((i, i, Side.Buy));
        return list;
    }

    private static object Wider(int count)
    {
        var list = new List<(int, double, Side, long, string)>(count);
        for (int i = 0; i < count; i++) list.Add((i, i, Side.Buy, 4, ""));
        return list;
    }

    private static object Classes(int count)
    {
        var array = new Tuple<int, double>[count];
        for (int i = 0; i < count; i++) array[i] = Tuple.Create(i, 1.5);
        return array;
    }
}

public sealed class ArrayCodecLaws : GraphLaws
{
    public override IEnumerable<Func<object>> Values =>
    [
        () => Array.Empty<string>(), () => new[] { "a", null, "b" }, () => new object?[] { 1, null, "c", 2.5, 7L },
        () => new int[][] { [1], [2, 3], [] }, () => Jagged(), () => new[,] { { "a", null }, { "b", "c" } },
        () => new object[2, 1, 3], () => new Labelled[] { new("a", true, new Point(1, 2)), default }, () => Many(800),
    ];

    private static object Jagged()
    {
        var rows = new double[100][];
        for (int i = 0; i < rows.Length; i++) rows[i] = new double[i + 1];
        return rows;
    }

    private static object Many(int count)
    {
        var array = new Labelled[count];
        for (int i = 0; i < count; i++) array[i] = new Labelled(string.Concat("n", "ame"), true, new Point(i, 2));
        return array;
    }
}

public sealed class RawArrayCodecLaws : GraphLaws
{
    public override IEnumerable<Func<object>> Values =>
    [
        () => Array.Empty<double>(), () => new[] { 1, 2, 3 }, () => new byte[] { 1, 2 }, () => new byte[5000],
        () => new[] { true, false }, () => new[] { 1.5m }, () => new[] { DateTime.UnixEpoch },
        () => new[] { Side.Buy }, () => new Sample[10], () => new Sample[1000], () => new double[10_000],
        () => new int[3, 2], () => new float[20, 30, 2],
    ];
}

public sealed class ListCodecLaws : GraphLaws
{
    public override IEnumerable<Func<object>> Values =>
    [
        () => new List<int>(), () => new List<int> { 1, 2, 3 }, () => new List<double>(new double[1000]),
        () => new List<Sample>(new Sample[500]), () => new List<object?> { 1, "a", null }, () => new List<string>(),
        () => Trades(500), () => Itself(),
    ];

    private static object Trades(int count)
    {
        var list = new List<Trade>(count);
        for (int i = 0; i < count; i++) list.Add(new Trade(i, string.Concat("AC", "ME"), 1.5, i, Side.Buy));
        return list;
    }

    private static object Itself()
    {
        var list = new List<object>(1);
        list.Add(new Wrapper<object> { Value = list });
        return new Wrapper<object> { Value = list };
    }
}

public sealed class SequenceCodecLaws : GraphLaws
{
    public override IEnumerable<Func<object>> Values =>
    [
        () => new Queue<int>([1, 2]), () => new Stack<int>([1, 2]), () => new LinkedList<int>([1, 2]),
        () => new Collection<int> { 1 }, () => new ObservableCollection<string> { "a" },
        () => new ConcurrentQueue<int>([1, 2]), () => new ConcurrentStack<int>([1, 2]),
        () => new ConcurrentBag<int> { 1, 2 }, () => new Queue<string?>(["a", null]), () => Linked(500),
    ];

    private static object Linked(int count)
    {
        var list = new LinkedList<long>();
        for (int i = 0; i < count; i++) list.AddLast(i);
        return list;
    }
}

public sealed class BuiltSequenceCodecLaws : GraphLaws
{
    public override IEnumerable<Func<object>> Values =>
    [
        () => new ReadOnlyCollection<int>([1, 2]), () => ImmutableArray.Create(1, 2), () => ImmutableArray<int>.Empty,
        () => ImmutableList.Create(1, 2), () => ImmutableQueue.Create(1, 2), () => ImmutableStack.Create(1, 2),
        () => ImmutableArray.Create("a", null), () => ImmutableList.Create(new int[500]),
    ];
}

public sealed class SetCodecLaws : GraphLaws
{
    public override IEnumerable<Func<object>> Values =>
    [
        () => new HashSet<string> { "a", "b" }, () => new HashSet<int>(), () => Numbers(1000),
        () => new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "A" }, () => new SortedSet<int> { 3, 1 },
        () => ImmutableHashSet.Create(1, 2), () => ImmutableSortedSet.Create(2, 1), () => new[] { 1, 2 }.ToFrozenSet(),
        () => new HashSet<object>(ReferenceEqualityComparer.Instance) { new Node() },
        () => new HashSet<string>(new PickleCycleTests.ByLength(3)) { "a" }, () => new HashSet<Point> { new(1, 2) },
    ];

    private static object Numbers(int count)
    {
        var set = new HashSet<int>(count);
        for (int i = 0; i < count; i++) set.Add(i);
        return set;
    }
}

public sealed class MapCodecLaws : GraphLaws
{
    public override IEnumerable<Func<object>> Values =>
    [
        () => new Dictionary<string, object> { ["a"] = 1, ["b"] = "c" }, () => new Dictionary<Point, Trade?>(),
        () => new SortedDictionary<string, int>(StringComparer.Ordinal) { ["b"] = 1 },
        () => new SortedList<int, string> { [2] = "b", [1] = "a" },
        () => new ConcurrentDictionary<int, int>(new Dictionary<int, int> { [1] = 2 }),
        () => ImmutableDictionary.CreateRange([KeyValuePair.Create("a", 1)]),
        () => ImmutableSortedDictionary.CreateRange([KeyValuePair.Create("a", 1)]),
        () => new Dictionary<string, int> { ["a"] = 1 }.ToFrozenDictionary(), () => Numbers(1000), () => Texts(300),
        () => new Dictionary<Node, int> { [new Node()] = 1 },
    ];

    private static object Numbers(int count)
    {
        var map = new Dictionary<int, long>(count);
        for (int i = 0; i < count; i++) map.Add(i, i);
        return map;
    }

    private static object Texts(int count)
    {
        var map = new SortedList<string, double>(count, StringComparer.Ordinal);
        for (int i = 0; i < count; i++) map.Add(string.Concat("k", (1000 + i).ToString(null, null)), i);
        return map;
    }
}

public sealed class WalkedCodecLaws : GraphLaws
{
    public override IEnumerable<Func<object>> Values =>
    [
        () => new Trade(7, "ACME", 12.5, 99, Side.Sell), () => new Labelled("here", true, new Point(1, 2)),
        () => new Dog("Rex", 3) { Friend = new Dog("Ben", 1) }, () => new Cached { Number = 4 }, () => Ring(20),
        () => new Measurement { Name = "m", Values = new double[100], Grid = new int[2, 2] },
        () => new Wrapper<long?> { Value = 4 }, () => new Pair(new Pair(1, null), "a"), () => Ring(2000),
        () => new { Number = 1, Text = "a" },
    ];

    private static object Ring(int count)
    {
        var first = new Node();
        var node = first;
        for (int i = 1; i < count; i++) node = new Node { Number = i, Next = node, Other = first };
        first.Next = node;
        return first;
    }
}

public sealed class TolerantCodecLaws : GraphLaws
{
    public override IEnumerable<Func<object>> Values =>
    [
        () => new Offer { Id = 4, Name = "a", Spot = new Spot { X = 1 }, Tags = ["x"] }, () => new Offer(),
        () => new Spot { X = 2, Y = 3 }, () => new[] { new Spot { X = 1 }, default }, () => Offers(300),
    ];

    private static object Offers(int count)
    {
        Offer? last = null;
        for (int i = 0; i < count; i++) last = new Offer { Id = i, Name = string.Concat("n", "ame"), Next = last };
        return last!;
    }

    [WeftSerializable(VersionTolerant = true)]
    public sealed class Offer
    {
        public long Id { get; init; }

        public string? Name { get; init; }

        public Spot? Spot { get; init; }

        public List<string>? Tags { get; init; }

        public Offer? Next { get; init; }
    }

    [WeftSerializable(VersionTolerant = true)]
    public struct Spot
    {
        public double X;

        public double Y;
    }
}

public sealed class DelegateCodecLaws : GraphLaws
{
    public override IEnumerable<Func<object>> Values =>
        [() => (Func<int, int>)(x => x + 1), () => Adder(4), () => new Wrapper<Action<string>> { Value = Take }];

    private static void Take(string text) => Assert.NotNull(text);

    private static object Adder(int n) => (Func<int, int>)(x => x + n);
}
