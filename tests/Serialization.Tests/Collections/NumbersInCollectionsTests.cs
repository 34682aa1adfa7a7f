using Xunit.Abstractions;

namespace Weft.Serialization.Tests;

public class NumbersInCollectionsTests(ITestOutputHelper output)
{
    private const int Count = 100_000;
    private static readonly WeftSerializer Weft = TestSerializers.New(typeof(Point).Assembly);

    public static TheoryData<string> Names => [.. Lists().Keys];

    private static Dictionary<string, object> Lists()
    {
        var numbers = Enumerable.Range(0, Count).Select(i => i * 0.5).ToArray();
        return new Dictionary<string, object>
        {
            ["List<double>"] = numbers.ToList(),
            ["List<object>"] = numbers.Select(n => (object)n).ToList(),
            ["object[]"] = numbers.Select(n => (object)n).ToArray(),
            ["List<IComparable>"] = numbers.Select(n => (IComparable)n).ToList(),
            ["List<double?>"] = numbers.Select(n => n == 5.0 ? null : (double?)n).ToList(),
            ["double?[]"] = numbers.Select(n => (double?)n).ToArray(),
        };
    }

    // The reference makes of 100,000 floats in a list 100,002 frames and 5.8 MB.
    [Theory]
    [MemberData(nameof(Names))]
    public void A_hundred_thousand_numbers_are_their_own_bytes_whoever_asks_for_headers(string name)
    {
        object list = Lists()[name];
        foreach (bool? iterate in new bool?[] { null, true, false })
        {
            var frames = Weft.Dumps(
                new List<object?> { new ToSerialize(list) },
                new SerializeOptions { IterateCollection = iterate, OnError = OnError.Raise });
            long bytes = frames.Sum(f => (long)f.Length);
            output.WriteLine(
                $"100,000 floats in {name}, iterate {iterate?.ToString() ?? "as found"}: {frames.Count} frames, " +
                $"{bytes:n0} bytes (the reference: 100,002 frames, 5.8 MB)");
            Assert.InRange(frames.Count, 3, 4);
            Assert.InRange(bytes, Count * 8, Count * 8 + Count / 8 + 512);
        }

        Assert.Equal(Describe.Value(list), Describe.Value(Weft.Deserialize(Weft.Serialize(list))));
    }

    [Theory]
    [InlineData("dask,pickle")]
    [InlineData("dask,msgpack")]
    public void Numbers_beside_one_array_are_two_parts_however_many_they_are(string families)
    {
        var list = Enumerable.Range(0, 1000).Select(i => (object)(i * 0.5)).ToList();
        list.Insert(500, new int[100]);
        list.Insert(0, new byte[100]);
        var payload = Weft.Serialize(list, new SerializeOptions { Serializers = families.Split(',') });
        Assert.True(payload.Header.TryGetHeaders("sub-headers", out var headers));
        Assert.Equal(3, headers.Length);
        Assert.Equal([100, 400, 8000], payload.Frames.Select(f => f.Length));
        Assert.Equal(Describe.Value(list), Describe.Value(Weft.Deserialize(payload)));
        Hostile.FlipEveryByte(Weft, Weft.Serialize(
            new List<object?> { 1, new byte[] { 2 }, "x", null, 5L }, new SerializeOptions
            {
                Serializers = families.Split(','),
            }));
    }

    [Fact]
    public void Others_of_a_mixed_list_keep_their_types_and_shared_references()
    {
        var shared = new Note("shared");
        var list = new List<object?> { shared, new[] { 1.0 }, 7L, shared, (byte)3, "x", null, Colour.Green };
        var back = Weft.Deserialize<List<object?>>(Weft.Serialize(list));
        Assert.Equal(Describe.Value(list), Describe.Value(back));
        Assert.Same(back[0], back[3]);
        var plain = Weft.Deserialize<List<object?>>(Weft.Serialize(
            new List<object?> { 7L, new[] { 1.0 }, (byte)3 },
            new SerializeOptions { Serializers = ["dask", "msgpack"] }));
        Assert.Equal([7L, (byte)3], [plain[0], plain[2]]);
    }

    [Fact]
    public void An_item_that_fails_among_many_is_named()
    {
        var error = Assert.Throws<SerializationFailedException>(() => Weft.Serialize(
            new List<object> { new double[1], 1, 2, new NumbersInCollectionsTests(output), 3 },
            new SerializeOptions { Serializers = ["dask", "msgpack"], OnError = OnError.Raise }));
        Assert.Contains("item 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dictionaries_with_keys_of_any_type_send_their_arrays_as_frames()
    {
        RoundTrip(new Dictionary<Guid, double[]> { [Guid.Empty] = [1], [new Guid(1, 2, 3, new byte[8])] = [2, 3] });
        RoundTrip(new Dictionary<(int, string), double[]> { [(1, "a")] = [1], [(2, "b")] = [2, 3] });
        RoundTrip(new Dictionary<Note, double[]> { [new Note("k")] = [1], [new Note("l")] = [2, 3] });
        RoundTrip(new Dictionary<Colour, double[]> { [Colour.Red] = [1], [Colour.Green] = [2, 3] });
        RoundTrip(new Dictionary<DateTime, double[]> { [DateTime.UnixEpoch] = [1], [DateTime.MaxValue] = [2, 3] });
        RoundTrip(new Dictionary<object, double[]> { ["text"] = [1], [5] = [2, 3] });
        RoundTrip(new Dictionary<string, double[]> { ["half \ud800 pair"] = [1], ["x"] = [2, 3] });
        RoundTrip(Enumerable.Range(0, 1025).ToDictionary(
            i => $"key {i}", i => Enumerable.Repeat((double)i, 65).ToArray()));

        static void RoundTrip<TKey>(Dictionary<TKey, double[]> map)
            where TKey : notnull
        {
            var payload = Weft.Serialize(map, new SerializeOptions { OnError = OnError.Raise });
            Assert.True(payload.Header.Contains("is-collection"));
            Assert.Contains(payload.Frames, f => f.Length == map.Values.First().Length * 8);
            Assert.Equal(Describe.Value(map), Describe.Value(Weft.Deserialize(payload)));
            if (map.Count < 10) Hostile.FlipEveryByte(Weft, payload);
        }
    }

    [Fact]
    public void Keys_that_are_a_part_are_held_to_the_rules_of_keys()
    {
        int prime = new Dictionary<int, object?>().EnsureCapacity(2000);
        var flood = Enumerable.Range(0, 2000).ToDictionary(i => (long)i * prime, _ => new byte[1]);
        Assert.Throws<WireFormatException>(() => Weft.Deserialize(TestSerializers.Lenient().Serialize(flood)));
        var pair = new Dictionary<Guid, byte[]> { [Guid.Empty] = [1], [new Guid(1, 0, 0, new byte[8])] = [2] };
        var payload = Weft.Serialize(pair);
        var twice = payload.Frames.ToArray();
        twice[^1] = new byte[32];
        var error = Assert.Throws<WireFormatException>(() => Weft.Deserialize(new Payload(payload.Header, twice)));
        Assert.Contains("stands twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Very_many_short_arrays_travel_as_one_graph()
    {
        var many = Enumerable.Range(0, 70_000).Select(i => new[] { i }).ToList();
        var payload = Weft.Serialize(many);
        Assert.Equal("pickle", payload.Header.Serializer);
        Assert.Equal(69_999, Weft.Deserialize<List<int[]>>(payload)[^1][0]);
    }

    [Fact]
    public void Short_arrays_among_many_get_no_header_each_and_long_ones_stay_frames()
    {
        var mixed = Enumerable.Range(0, 1000).Select(i => new double[i % 100 == 0 ? 1000 : 3]).ToArray();
        var payload = Weft.Serialize(mixed);
        Assert.True(payload.Header.TryGetHeaders("sub-headers", out var headers));
        Assert.Equal(11, headers.Length);
        Assert.Equal(10, payload.Frames.Count(f => f.Length == 8000));
        Assert.Equal(Describe.Value(mixed), Describe.Value(Weft.Deserialize(payload)));
        var shorts = Enumerable.Range(0, 1000).ToDictionary(i => $"{i}", i => new List<int> { i, i });
        payload = Weft.Serialize(shorts);
        Assert.Equal("pickle", payload.Header.Serializer);
        Assert.InRange(payload.FrameBytes + payload.Header.Encoded.Length, 1000, 40_000);
        Assert.Equal(Describe.Value(shorts), Describe.Value(Weft.Deserialize(payload)));
        Assert.True(Weft.Serialize(shorts, new SerializeOptions { Serializers = ["dask", "msgpack"] })
            .Header.Contains("is-collection"));
    }

    public sealed record Note(string Text);
}
