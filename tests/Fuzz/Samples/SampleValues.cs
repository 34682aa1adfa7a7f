using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;
using System.Text;

namespace Weft.Fuzz;

/// <summary>Values of every kind that has a reader of its own; small, so that damage hits what matters.</summary>
internal static class SampleValues
{
    private static readonly Guid Guid = new("00112233-4455-6677-8899-aabbccddeeff");
    private static readonly DateTime Day = new(2024, 2, 29, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>Arrays and memory: headers with element type and shape, frames with the elements.</summary>
    public static IReadOnlyList<object> Arrays { get; } =
    [
        new double[] { 1, 2, 3 }, new[] { 1, 2, 3, 4 }, new byte[] { 1, 2, 3 }, new[] { true, false, true },
        new[] { 'a', 'ß' },
        new[] { 1.5m, -2m }, new[] { (Half)1, (Half)2 }, new Int128[] { 1, -1 }, new UInt128[] { 5 }, new[] { Guid },
        new[] { Day, DateTime.SpecifyKind(Day, DateTimeKind.Unspecified) },
        new[] { new DateTimeOffset(Day), DateTimeOffset.MaxValue },
        new[] { TimeSpan.MaxValue }, new[] { new DateOnly(2024, 2, 29) }, new[] { new TimeOnly(23, 59) },
        new[] { new Complex(1, 2) }, new[] { Grade.High, Grade.Low }, new Spot[] { new(1, 2), new(3, 4) },
        new[,] { { 1, 2, 3 }, { 4, 5, 6 } }, new double[2, 1, 2], new bool[2, 2], new Guid[1, 2],
        Array.Empty<double>(),
        new int[0, 4], new[] { "one", "two", "dreißig" }, new string?[] { null, "a", null }, new[] { new Rune('a') },
        new[] { new[] { 1 }, [2, 3], [] }, new[] { new double[] { 1 }, null }, (Memory<double>)new double[] { 1, 2 },
        (ReadOnlyMemory<int>)new[] { 1, 2 }, new ArraySegment<byte>([1, 2, 3], 1, 2), new List<double> { 1, 2 },
        new List<string> { "a", "b" }, new List<bool> { true }, new nint[] { 1, 2 },
    ];

    /// <summary>Scalars.</summary>
    public static IReadOnlyList<object?> Scalars { get; } =
    [
        null, 1, -1L, 2.5, 2.5f, true, 'x', "text", "", new string('y', 300), 1.25m, (Half)1, Int128.MaxValue, Guid,
        Day,
        new DateTimeOffset(2024, 3, 1, 0, 0, 0, TimeSpan.FromHours(2)), TimeSpan.FromDays(1),
        new DateOnly(2024, 1, 1),
        new TimeOnly(1, 2), new Complex(1, 2), BigInteger.Pow(3, 99), new Rune('z'), new Version(1, 2, 3, 4),
        new Uri("https://example.org/a?b"), Grade.High, new Spot(1, 2), DBNull.Value, byte.MaxValue, ulong.MaxValue,
    ];

    /// <summary>Collections and graphs.</summary>
    public static IReadOnlyList<object> Graphs { get; } = MakeGraphs();

    private static object[] MakeGraphs()
    {
        var first = new Reading(1, "first", [1, 2], Grade.Low, null);
        var ring = new Ring
        {
            Number = 1,
            Next = new Ring(),
            Anything = new object[] { 1, "a", new[] { 2.5 }, null! }
        };
        ring.Named["a"] = new Ring { Number = 2, Next = ring.Next };
        return
        [
            first, new Reading(2, "second", [], Grade.High, first), ring, new[] { first, first },
            new Horse { Name = "Pi", Stable = new[,] { { 1, 2 } }, Riders = ["a", "b"], Race = (1, "won") },
            new Animal[] { new Horse { Name = "a" }, new() { Name = "b" } }, new List<Reading> { first },
            new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 }, new Dictionary<int, Reading> { [1] = first },
            new Dictionary<string, object> { ["x"] = new[] { 1.0 }, ["y"] = "z" }, new HashSet<long> { 1, 2, 3 },
            new SortedDictionary<string, double> { ["a"] = 1 }, new SortedSet<int> { 3, 1 }, new Queue<int>([1, 2]),
            new Stack<string>(["a", "b"]), new LinkedList<int>([1, 2]), ImmutableArray.Create(1, 2, 3),
            ImmutableList.Create("a"), ImmutableDictionary<string, int>.Empty.Add("a", 1), ImmutableHashSet.Create(1),
            new[] { 1, 2 }.ToFrozenSet(), new Dictionary<int, int> { [1] = 2 }.ToFrozenDictionary(), (1, "two", 3.0),
            Tuple.Create(1, "two"), new int?[] { 1, null }, new object?[] { 1, null, "a", new[] { 1, 2 }, first },
            new List<object> { 1, new List<object> { 2, new List<object>() } }, new KeyValuePair<string, int>("a", 1),
            new Dictionary<(int, int), string> { [(1, 2)] = "a" },
            new Dictionary<Spot, double[]> { [new(1, 2)] = [1] },
            new List<double[]> { new double[] { 1 }, new double[] { 2, 3 } },
            new Dictionary<Guid, bool> { [Guid] = true },
        ];
    }

    /// <summary>Exceptions, thrown and not.</summary>
    public static IReadOnlyList<object> Errors { get; } =
    [
        new InvalidOperationException("outer", new ArgumentNullException("name")),
        new AggregateException(new IOException("a")),
        new ArgumentOutOfRangeException("index", 3, "too large"), Thrown(),
    ];

    private static FormatException Thrown()
    {
        try
        {
            throw new FormatException("thrown");
        }
        catch (FormatException error)
        {
            return error;
        }
    }
}
