using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Numerics;
using System.Text;

namespace Weft.Serialization.Tests.Pickle;

public class PickleValueTests
{
    public static TheoryData<object?> Scalars =>
    [
        null, true, false, 0, -1, 123, int.MinValue, int.MaxValue, "a", "", new string('x', 5000), "\ud800 alone",
            "żółw 🐢", 1.5,
        double.NaN, float.Epsilon, (sbyte)-7, (byte)7, (short)-300, (ushort)300, 4_000_000_000u, long.MinValue,
            ulong.MaxValue,
        'ß', '\ud800', (Half)1.5, 12.3400m, decimal.MinValue, Int128.MinValue, UInt128.MaxValue,
            Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"),
        new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), new DateTime(9, DateTimeKind.Local), DateTime.MaxValue,
        new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(-3.5)), TimeSpan.MinValue, DateOnly.MaxValue,
            TimeOnly.MaxValue,
        BigInteger.Pow(7, 500), new Complex(1, -2), new Rune(0x1F422), new Version(1, 2, 3), new Uri("https://a.b/c?d"),
            ^3, 1..^2,
        DBNull.Value, typeof(List<Trade>), Side.Sell, DayOfWeek.Friday, (Side)99,
    ];

    public static TheoryData<object> Collections =>
    [
        new List<int> { 1, 2, 3 }, new List<object?> { 1, "a", null, 2.5 },
            new List<Trade> { new(1, "A", 2, 3, Side.Buy) },
        new[] { 1, 2, 3, 4, 5, 6 }, Array.Empty<double>(), new[] { true, false }, new[] { "a", null, "b" },
            new object?[] { 1, null, "c" },
        new int[][] { [1], [2, 3], [] }, new[] { Side.Buy, Side.Sell }, new long?[] { 1, null }, new byte[] { 1, 2 },
        new[] { 1.5m, -2m }, new[] { DateTime.UnixEpoch }, new[] { new Sample { Index = 1, Value = 2 } },
            new[] { new Point(1, 2) },
        new HashSet<string> { "a", "b" }, new HashSet<int>(), new Queue<int>([1, 2]), new Stack<int>([1, 2]),
            new LinkedList<int>([1, 2]),
        new SortedSet<int> { 3, 1 }, new SortedDictionary<string, int>(StringComparer.Ordinal) { ["b"] = 1, ["a"] = 2 },
        new SortedList<int, string> { [2] = "b", [1] = "a" }, new Dictionary<string,
            List<int>> { ["a"] = [1], ["b"] = [] },
        new Dictionary<Point, Trade?> { [new Point(1, 2)] = null }, new Collection<int> { 1 },
            new ObservableCollection<int> { 1 },
        new ReadOnlyCollection<int>([1, 2]), new ConcurrentQueue<int>([1, 2]), new ConcurrentStack<int>([1, 2]),
        new ConcurrentDictionary<int, int>(new Dictionary<int, int> { [1] = 2 }), ImmutableArray.Create(1, 2),
            ImmutableList.Create(1, 2),
        ImmutableQueue.Create(1, 2), ImmutableStack.Create(1, 2), ImmutableHashSet.Create(1, 2),
            ImmutableSortedSet.Create(2, 1),
        ImmutableDictionary.CreateRange([KeyValuePair.Create("a", 1)]),
            ImmutableSortedDictionary.CreateRange([KeyValuePair.Create("a", 1)]),
        new[] { 1, 2 }.ToFrozenSet(), new Dictionary<string, int> { ["a"] = 1 }.ToFrozenDictionary(),
            new StringBuilder("abc"),
    ];

    [Theory]
    [MemberData(nameof(Scalars))]
    public void A_scalar_comes_back_as_itself(object? value)
    {
        object? back = PickleTesting.RoundTrip(value);
        Assert.Equal(value, back);
        Assert.Equal(value?.GetType(), back?.GetType());
    }

    [Theory]
    [MemberData(nameof(Collections))]
    public void A_collection_comes_back_equal_and_of_its_type(object value)
    {
        object? back = PickleTesting.RoundTrip(value);
        Assert.Equal(value.GetType(), back?.GetType());
        if (value is StringBuilder text) Assert.Equal(text.ToString(), back!.ToString());
        else Assert.Equal((System.Collections.IEnumerable)value, (System.Collections.IEnumerable)back!);
    }

    [Fact]
    [Trait("reference", "71")]
    public void The_reference_data_of_test_pickle_data_round_trip()
    {
        // test_pickle.py test_pickle_data: 1, bytes, str, list, dict, set
        foreach (
            object value in new object[] { 1, new byte[] { 1, 2 }, "abc", new List<int> { 1, 2 }, new Dictionary<string,
                int>(), new HashSet<int>() })
            Assert.Equal(value, PickleTesting.RoundTrip(value));
    }

    [Fact]
    public void Small_values_have_one_frame_and_a_header_that_names_the_family()
    {
        var serializer = PickleTesting.Serializer();
        foreach (object value in new object[] { 123, new List<int> { 1, 2, 3, 4, 5, 6 }, "a" })
        {
            var payload = serializer.Serialize(value, PickleTesting.Only);
            Assert.Equal("pickle", payload.Header.Serializer);
            Assert.Single(payload.Frames);
        }
    }

    [Fact]
    public void Tuples_pairs_and_nullables_come_back_in_their_static_shape()
    {
        Assert.Equal((1, "a"), PickleTesting.RoundTrip((1, "a")));
        Assert.Equal((1, 2.5, (long?)null), PickleTesting.RoundTrip((1, 2.5, (long?)null)));
        Assert.Equal((1, 2, 3, 4, 5, 6, 7, 8, "nine"), PickleTesting.RoundTrip((1, 2, 3, 4, 5, 6, 7, 8, "nine")));
        Assert.Equal(Tuple.Create(1, (object?)"a"), PickleTesting.RoundTrip(Tuple.Create(1, (object?)"a")));
        Assert.Equal(
            KeyValuePair.Create("k", new Point(1, 2)),
                PickleTesting.RoundTrip(KeyValuePair.Create("k", new Point(1, 2))));
        Assert.Equal(
            new List<(int, Point?)> { (1, new Point(3, 4)), (2, null) },
                PickleTesting.RoundTrip(new List<(int, Point?)> { (1, new Point(3, 4)), (2, null) }));
    }

    [Fact]
    public void Grids_keep_their_lengths()
    {
        var small = new[,] { { 1, 2, 3 }, { 4, 5, 6 } };
        Assert.Equal(small, PickleTesting.RoundTrip(small));
        var texts = new[,] { { "a", null }, { "b", "c" } };
        Assert.Equal(texts, PickleTesting.RoundTrip(texts));
        var large = new double[20, 30, 2];
        large[19, 29, 1] = 7;
        Assert.Equal(large, PickleTesting.RoundTrip(large));
        Assert.Equal(new int[0, 5], PickleTesting.RoundTrip(new int[0, 5]));
    }

    [Fact]
    public void Dictionaries_keep_the_comparers_that_travel()
    {
        var fold =
            PickleTesting.RoundTrip(new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["Key"] = 1 });
        Assert.Equal(1, fold["KEY"]);
        var ordinal =
            PickleTesting.RoundTrip(new SortedDictionary<string, int>(StringComparer.Ordinal) { ["b"] = 1, ["B"] = 2 });
        Assert.Equal(["B", "b"], ordinal.Keys);
        Assert.Same(
            StringComparer.OrdinalIgnoreCase,
                PickleTesting.RoundTrip(new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "a" }).Comparer);
    }

    [Fact]
    public void Another_comparer_is_refused_by_its_name()
    {
        var error = Assert.Throws<SerializationFailedException>(() => PickleTesting.RoundTrip(
            new Wrapper<object> { Value = new HashSet<string>(StringComparer.InvariantCulture) { "a" } }));
        Assert.Contains("Wrapper.Value has the comparer", error.Message, StringComparison.Ordinal);
    }
}
