using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Data;
using System.Numerics;
using System.Numerics.Tensors;
using System.Text;

namespace Weft.Serialization.Tests;

/// <summary>
/// Every type that travels without any registration, by the default families, alone and inside others.
/// </summary>
public class OutOfTheBoxTests
{
    private static readonly WeftSerializer Weft = TestSerializers.New(typeof(Point).Assembly);
    private static readonly SerializeOptions Raise = new() { OnError = OnError.Raise };

    private static readonly object?[] All =
    [
        null, true, false, sbyte.MinValue, byte.MaxValue, short.MinValue, ushort.MaxValue, int.MinValue, uint.MaxValue,
        long.MinValue, ulong.MaxValue, float.NaN, -0.0, double.Epsilon, Half.MinValue, Int128.MinValue,
        UInt128.MaxValue, decimal.MaxValue, 1.500m, new Complex(1, -2), DateTime.MinValue, new DateTime(5,
            DateTimeKind.Utc), new DateTime(6, DateTimeKind.Local), DateTimeOffset.MaxValue, new DateTimeOffset(2026, 1,
            1, 0, 0, 0, TimeSpan.FromHours(-9.5)), TimeSpan.MinValue, DateOnly.MaxValue, TimeOnly.MaxValue,
        new Guid(1, 2, 3, new byte[8]), BigInteger.Parse("-123456789012345678901234567890"), BigInteger.Zero, "", "ä€😀",
        "half \ud800", 'x', '\ud800', new Rune(0x1f600), new Version(1, 2, 3, 4), new Version(1, 2),
        new Uri("https://a.b/c?d#e"), new Uri("x/y", UriKind.Relative), Colour.Green, (Colour)77, DayOfWeek.Friday,
        DBNull.Value, new StringBuilder("text"), new Index(3, true), 2..^4,
        new[] { 1, 2 }, Array.Empty<double>(), new byte[] { 1 }, new double[2, 3], new int[1, 2, 3],
        new bool[] { true },
        new[] { "a", null, "" }, new[] { [1.0], new double[3] }, new[] { new[] { new[] { 'x' } } }, new string[2, 1],
        new object?[] { 1, "a", null, 2.5 }, new decimal[] { 1.10m }, new[] { DateTimeOffset.MaxValue },
        new int?[] { 1, null }, new int?[40], new DateTime?[] { DateTime.MaxValue, null },
        new Memory<int>([1, 2, 3], 1, 2), new ReadOnlyMemory<double>([1.5]), new ArraySegment<byte>([1, 2, 3], 1, 1),
        new List<double> { 1.5 }, new List<int>(), new List<string?> { "a", null }, new List<int?> { 1, null },
        Enumerable.Range(0, 50).Select(i => (int?)i).ToList(), Enumerable.Range(0, 50).Select(i => $"{i}").ToList(),
        new List<object> { 1, "b" }, new List<List<int>> { new() { 1 }, new() }, new List<(int, string)> { (1, "a") },
        Tensor.Create(new double[] { 1, 2, 3, 4 }, [2, 2]), Tensor.Create(new double[6], [2, 3]).Slice(.., 1..2),
        Tensor.Create([1f, 2f], [3, 2], [0, 1]), new Point(1, 2.5), new[] { new Point(1, 2) },
        new Dictionary<string, int> { ["a"] = 1 }, new Dictionary<int, string?> { [1] = null },
        new Dictionary<Guid, double[]> { [Guid.Empty] = [1] }, new Dictionary<(int, int), object> { [(1, 2)] = "x" },
        new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["A"] = 1 },
        new HashSet<int> { 1, 2 }, new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "a" },
        new SortedSet<int> { 3, 1 }, new SortedDictionary<string, int> { ["b"] = 1, ["a"] = 2 },
        new SortedList<int, string> { [2] = "b", [1] = "a" }, new Queue<int>([1, 2]), new Stack<string>(["a", "b"]),
        new LinkedList<int>([1, 2]), new Collection<int> { 1 }, new ObservableCollection<string> { "a" },
        new ReadOnlyCollection<int>([1, 2]), new ConcurrentDictionary<string, int>([new("a", 1)]),
        new ConcurrentQueue<int>([1, 2]), new ConcurrentStack<int>([1, 2]), new ConcurrentBag<int>([1]),
        ImmutableArray.Create(1.5, 2.5), ImmutableArray<int>.Empty, ImmutableList.Create("a", "b"),
        ImmutableDictionary<string, int>.Empty.Add("a", 1), ImmutableHashSet.Create(1, 2),
        ImmutableSortedDictionary<int, int>.Empty.Add(1, 2), ImmutableSortedSet.Create(2, 1),
        ImmutableQueue.Create(1, 2), ImmutableStack.Create(1, 2), new[] { 1, 2 }.ToFrozenSet(),
        new Dictionary<string, int> { ["a"] = 1, ["bb"] = 2 }.ToFrozenDictionary(), new BitArray([true, false, true]),
        (1, "a"), (1, 2, 3, 4, 5, 6, 7, 8, "nine"), ValueTuple.Create(new[] { 1.0 }), Tuple.Create(1, "a", 2.5),
        new KeyValuePair<string, int>("a", 1), new Pair(1, "a"), new Named { Id = 3, Tags = ["x"] },
        new Nested(new Pair(2, null), new[] { 1.5, 2.5 }), new Span(1, 2), TimeSpan.FromTicks(3), Table(),
        new InvalidOperationException("no", new ArgumentException("inner")),
        new AggregateException("many", new TimeoutException("a"), new FormatException("b")),
    ];

    public static TheoryData<int, string> Rows
    {
        get
        {
            var rows = new TheoryData<int, string>();
            for (int i = 0; i < All.Length; i++) rows.Add(i, All[i]?.GetType().ToString() ?? "null");
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_type_comes_back_equal_and_of_its_type_alone_and_inside_others(int index, string type)
    {
        object? value = All[index];
        Assert.Equal(type, value?.GetType().ToString() ?? "null");
        RoundTrip(value);
        RoundTrip(new List<object?> { value, 1, value });
        RoundTrip(new object?[] { value, new double[3] });
        RoundTrip(new Dictionary<string, object?> { ["k"] = value, ["l"] = "m" });
        RoundTrip(new Dictionary<Guid, object?> { [Guid.Empty] = value });
        RoundTrip((value, 1));
    }

    [Fact]
    public void An_aggregate_exception_keeps_all_its_causes_and_their_messages()
    {
        Exception thrown = new AggregateException("all", Enumerable.Range(0, 40).Select(i => (Exception)(i % 2 == 0
            ? new TimeoutException($"t{i}", new FormatException("f"))
            : new AggregateException(new ArgumentException($"a{i}")))));
        var back = Weft.Deserialize<AggregateException>(Weft.Serialize(thrown, Raise));
        Assert.Equal(thrown.Message, back.Message);
        Assert.Equal(40, back.InnerExceptions.Count);
        Assert.IsType<FormatException>(back.InnerExceptions[38].InnerException);
        Assert.Equal("a39", ((AggregateException)back.InnerExceptions[39]).InnerExceptions[0].Message);
        var huge = new AggregateException(Enumerable.Range(0, 5000).Select(i => new TimeoutException()));
        Assert.Equal(1023, Weft.Deserialize<AggregateException>(Weft.Serialize(huge, Raise)).InnerExceptions.Count);
    }

    private static void RoundTrip(object? value) =>
        Assert.Equal(Describe.Value(value), Describe.Value(Weft.Deserialize(Weft.Serialize(value, Raise))));

    private static DataTable Table()
    {
        var table = new DataTable("t");
        table.Columns.Add("a", typeof(double));
        table.Columns.Add("b", typeof(string));
        table.Rows.Add(1.5, null);
        table.Rows.Add(null, "x");
        return table;
    }

    public sealed record Pair(int Number, string? Text);

    public sealed record Named
    {
        public required int Id { get; init; }

        public List<string> Tags { get; init; } = [];
    }

    public sealed record Nested(Pair Inner, double[] Values);

    public readonly struct Span(int from, int to)
    {
        private readonly int _from = from;

        public int To { get; } = to;

        public int Length => To - _from;
    }
}
