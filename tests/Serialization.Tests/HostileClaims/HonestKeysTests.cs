using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Weft.Serialization.Tests.HostileClaims;

/// <summary>
/// Keys that meet in hash buckets by their nature travel; those that would take long to insert fail where they are
/// sent, and are refused from whoever sends them all the same.
/// </summary>
public class HonestKeysTests
{
    // A prime of the base library's tables, so that its multiples share a bucket.
    private const int Prime = 1_103;
    private static readonly WeftSerializer Weft = TestSerializers.New(typeof(HonestKeysTests).Assembly);

    private static readonly SerializeOptions[] Ways =
    [
        new() { OnError = OnError.Raise },
        new() { OnError = OnError.Raise, Serializers = ["pickle"] },
        new() { OnError = OnError.Raise, Serializers = ["msgpack"] },
        new() { OnError = OnError.Raise, Serializers = ["dask", "pickle", "msgpack"], IterateCollection = true },
    ];

    private static readonly Dictionary<string, object> Honest = new()
    {
        ["long"] = Range(300).ToDictionary(i => ((long)i << 32) | (uint)i, i => i),
        ["int"] = Range(1000).ToDictionary(i => i * Prime, i => i),
        ["long below zero"] = Range(1400).ToDictionary(i => -(long)i * 1_597, i => i),
        ["enum"] = Range(1000).ToDictionary(i => (Grade)(i * Prime), i => i),
        ["date"] = Range(1000).ToDictionary(i => DateOnly.FromDayNumber(i * Prime), i => i),
        ["grid"] = Range(90_000).ToDictionary(i => new Cell(i % 300, i / 300), i => i),
        ["set"] = Range(1000).Select(i => i * Prime).ToHashSet(),
        ["arrays"] = Range(1000).ToDictionary(i => i * Prime, i => new double[] { i }),
        ["concurrent"] = new ConcurrentDictionary<int, int>(Range(1000).ToDictionary(i => i * Prime, i => i)),
        ["immutable"] = Range(5000).ToImmutableDictionary(i => i * Prime, i => i),
        ["immutable, a bucket each"] = Range(20_000).Select(i => i * 20_011).ToImmutableHashSet(),
        ["frozen"] = Range(1000).ToFrozenDictionary(i => i * Prime, i => i),
    };

    private static readonly Dictionary<string, object> Floods = new()
    {
        ["long"] = Same(1500).ToDictionary(i => i, i => 1),
        ["set"] = Same(1500).ToHashSet(),
        ["int"] = Range(30_000).ToDictionary(i => i * 30_293, i => i),
        ["arrays"] = Same(1500).ToDictionary(i => i, i => new double[] { i }),
        ["concurrent"] = new ConcurrentDictionary<long, int>(Same(1500).ToDictionary(i => i, i => 1)),
        ["immutable"] = Same(1500).ToImmutableDictionary(i => i, i => 1),
        ["frozen"] = Same(1500).ToFrozenSet(),
    };

    public static TheoryData<string> HonestNames => [.. Honest.Keys];

    public static TheoryData<string> FloodNames => [.. Floods.Keys];

    [Theory]
    [MemberData(nameof(HonestNames))]
    public void Honest_keys_travel_whatever_their_hashes(string name)
    {
        int carried = 0;
        foreach (var way in Ways)
        {
            Payload payload;
            try
            {
                payload = Weft.Serialize(Honest[name], way);
            }
            catch (SerializationFailedException error)
            {
                Assert.Contains("none of the families", error.Message, StringComparison.Ordinal);
                continue;
            }

            Assert.Equivalent(Count(Honest[name]), Count(Weft.Deserialize(payload)!));
            carried++;
        }

        Assert.InRange(carried, 2, 4);
    }

    [Theory]
    [MemberData(nameof(FloodNames))]
    public void Keys_that_readers_refuse_fail_where_they_are_sent(string name)
    {
        int refused = 0;
        foreach (var way in Ways)
        {
            var error = Assert.Throws<SerializationFailedException>(() => Weft.Serialize(Floods[name], way));
            if (error.Message.Contains("none of the families", StringComparison.Ordinal)) continue;
            Assert.Contains("Limits.HashCollisionsMax", error.Message, StringComparison.Ordinal);
            Assert.Contains("a comparer that spreads them", error.Message, StringComparison.Ordinal);
            var payload = TestSerializers.Lenient().Serialize(Floods[name], way);
            var hostile = Assert.Throws<WireFormatException>(() => Weft.Deserialize(payload));
            Assert.Contains("Limits.HashCollisionsMax", hostile.Message, StringComparison.Ordinal);
            refused++;
        }

        Assert.InRange(refused, 2, 4);
    }

    [Fact]
    public void Keys_that_meet_too_often_are_named_by_their_path()
    {
        var error = Assert.Throws<SerializationFailedException>(
            () => Weft.Serialize(new Shelf(7, Same(1500).ToDictionary(i => i, i => 1)), Ways[1]));
        Assert.StartsWith(
            "Shelf.Books has 1500 keys of type System.Int64 that meet in hash buckets more than 1048576 times",
            error.Message, StringComparison.Ordinal);
    }

    private static int Count(object collection) => ((System.Collections.IEnumerable)collection).Cast<object>().Count();

    private static IEnumerable<int> Range(int count) => Enumerable.Range(0, count);

    // The hash of a long is its halves' exclusive or.
    private static IEnumerable<long> Same(int count) => Range(count).Select(i => ((long)i << 32) | (uint)i);

    private enum Grade
    {
        Low,
    }

    private sealed record Shelf(int Id, Dictionary<long, int> Books);

    private readonly record struct Cell(int X, int Y)
    {
        public override int GetHashCode() => X ^ Y;
    }
}
