namespace Weft.Serialization.Tests;

/// <summary>The reference's tests of dumps and loads.</summary>
public sealed class MessageReferenceTests
{
    private static readonly WeftSerializer Weft = TestSerializers.New(typeof(MessageReferenceTests).Assembly);

    public static TheoryData<object> Plain => new()
    {
        1, "a", "a"u8.ToArray(), new Dictionary<string, object?> { ["x"] = 1 },
        new Dictionary<string, object?> { ["x"] = Array.Empty<byte>() }, new Dictionary<string, object?>(),
    };

    [Theory]
    [MemberData(nameof(Plain))]
    [Trait("reference", "37")]
    public void Small_messages_come_back_equal(object message) =>
        Assert.Equivalent(message, Weft.Loads(Weft.Dumps(message)), strict: true);

    [Fact]
    [Trait("reference", "37")]
    public void A_map_with_a_key_of_bytes_comes_back_and_finds_it_by_its_content()
    {
        var message = new Dictionary<object, object?> { ["x"u8.ToArray()] = 1, ["x"] = 2, [3] = null };
        var back = Assert.IsType<Dictionary<object, object?>>(Weft.Loads(Weft.Dumps(message)));
        Assert.Equal(3, back.Count);
        Assert.Equal(1, back["x"u8.ToArray()]);
        Assert.Equal(2, back["x"]);
        Assert.Null(back[3]);
    }

    [Fact]
    [Trait("reference", "39")]
    public void A_tuple_beside_ten_million_bytes_comes_back_a_tuple()
    {
        var bytes = new byte[10_000_000];
        bytes.AsSpan(5_000_000).Fill(3);
        var message = new Dictionary<string, object?> { ["x"] = new ToSerialize((1, 2, 3)), ["y"] = bytes };
        var back = (Dictionary<string, object?>)Weft.Loads(Weft.Dumps(message))!;
        Assert.Equal((1, 2, 3), back["x"]);
        Assert.True(bytes.AsSpan().SequenceEqual((byte[])back["y"]!));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("reference", "40")]
    public void A_megabyte_stands_beside_a_short_message_and_a_short_header_and_comes_back_in_place(bool isMemory)
    {
        var bytes = new byte[1 << 20];
        bytes[77] = 7;
        var message = new Dictionary<string, object?>
        {
            ["x"] = new ToSerialize(isMemory ? new ReadOnlyMemory<byte>(bytes) : (object)bytes),
            ["y"] = 1,
        };
        var frames = Weft.Dumps(message);
        Assert.Equal(3, frames.Count);
        Assert.True(frames[0].Length < 1000 && frames[1].Length < 1000);
        Assert.True(frames[2].Span == bytes);
        var back = (Dictionary<string, object?>)Weft.Loads(frames)!;
        Assert.Equal(1, back["y"]);
        if (isMemory) Assert.True(((ReadOnlyMemory<byte>)back["x"]!).Span == bytes);
        else Assert.Equal(bytes, back["x"]);
    }

    [Fact]
    [Trait("reference", "13")]
    public void A_list_of_a_value_without_frames_comes_back()
    {
        var weft = WithNothing();
        var back = (List<object?>)weft.Loads(weft.Dumps(new List<object?> { new ToSerialize(new Nothing()) }))!;
        Assert.IsType<Nothing>(Assert.Single(back));
    }

    [Fact]
    [Trait("reference", "14")]
    public void A_value_without_frames_comes_back_from_three_lists_deep()
    {
        var weft = WithNothing();
        var message = new List<object?> { new List<object?> { new List<object?> { new ToSerialize(new Nothing()) } } };
        var back = weft.Loads(weft.Dumps(message));
        for (int i = 0; i < 3; i++) back = Assert.Single((List<object?>)back!);
        Assert.IsType<Nothing>(back);
    }

    [Fact]
    [Trait("reference", "42")]
    public void A_message_that_is_not_decoded_holds_what_decodes_later()
    {
        foreach (object value in new object[] { 123, new[] { 1.0, 2.0 } })
        {
            var left = Assert.IsType<Serialized>(Weft.Loads(Weft.Dumps(new ToSerialize(value)), deserialize: false));
            Assert.Equal(value, Weft.Deserialize(left.Payload));
        }
    }

    [Fact]
    [Trait("reference", "43")]
    public void A_value_passes_through_a_node_that_does_not_decode_it_frame_by_frame()
    {
        var message = new Dictionary<string, object?>
        {
            ["x"] = new ToSerialize(new[] { 1, 2, 3 }),
            ["data"] = new ToSerialize(Enumerable.Repeat(2.5, 10).ToArray()),
        };
        var frames = Weft.Dumps(message);
        Assert.True(frames.Count > 2);

        var left = (Dictionary<string, object?>)Weft.Loads(frames, deserialize: false)!;
        Assert.Equal(frames[2], ((Serialized)left["x"]!).Payload.Frames[0]);
        Assert.Equal(frames[4], ((Serialized)left["data"]!).Payload.Frames[0]);

        var again = Weft.Dumps(left);
        Assert.Equal(frames.Select(frame => frame.ToArray()), again.Select(frame => frame.ToArray()));
        var back = (Dictionary<string, object?>)Weft.Loads(again)!;
        Assert.Equal(new[] { 1, 2, 3 }, back["x"]);
        Assert.Equal(Enumerable.Repeat(2.5, 10), (double[])back["data"]!);
        Assert.IsType<ToSerialize>(message["x"]);
    }

    [Fact]
    [Trait("reference", "44")]
    public void A_message_of_encoded_values_left_encoded_equals_what_was_sent()
    {
        var message = new Dictionary<string, object?>
        {
            ["x"] = new Serialized(Weft.Serialize(new[] { 1, 2, 3 })),
            ["y"] = new Serialized(Weft.Serialize("text")),
        };
        var frames = Weft.Dumps(message);
        var left = (Dictionary<string, object?>)Weft.Loads(frames, deserialize: false)!;
        Assert.Equal(message, left);
        var decoded = (Dictionary<string, object?>)Weft.Loads(frames)!;
        Assert.Equal(new[] { 1, 2, 3 }, decoded["x"]);
        Assert.Equal("text", decoded["y"]);
    }

    [Fact]
    [Trait("reference", "46")]
    public void The_bytes_of_an_encoded_value_are_those_of_the_value_within_a_twentieth()
    {
        const int length = 1_000_000;
        var payload = Weft.Serialize(new ToSerialize(new byte[length]));
        long sent = payload.FrameBytes + payload.Header.Encoded.Length;
        Assert.InRange(sent, length, length * 1.05);
        var left = (Serialized)Weft.Loads(Weft.Dumps(new Serialized(payload)), deserialize: false)!;
        Assert.Equal(sent, left.Payload.FrameBytes + left.Payload.Header.Encoded.Length);
        Assert.Contains($"{length} bytes", left.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("reference", "67")]
    public void An_object_of_a_type_of_ones_own_travels_in_a_message()
    {
        var message = new Dictionary<string, object?> { ["a"] = new ToSerialize(new Local("x", [1, 2])) };
        var back = (Dictionary<string, object?>)Weft.Loads(Weft.Dumps(message))!;
        var local = Assert.IsType<Local>(back["a"]);
        Assert.Equal("x", local.Name);
        Assert.Equal([1, 2], local.Numbers);
    }

    [Theory]
    [InlineData(8 << 20, 3 << 20, new[] { 3 << 20, 3 << 20, 2 << 20 })]
    [InlineData(8 << 20, 5 << 20, new[] { 5 << 20, 3 << 20 })]
    [InlineData(8 << 20, 8 << 20, new[] { 8 << 20 })]
    [Trait("reference", "28")]
    public void A_frame_is_cut_at_the_limit_and_comes_back_whole(int bytes, int limit, int[] expected)
    {
        var data = new byte[bytes];
        data[^1] = 1;
        var frames = Weft.Dumps(new ToSerialize(data)).ToList();
        var shards = new List<ReadOnlyMemory<byte>>();
        Shards.Cut(frames[2], shards, limit);
        Assert.Equal(expected, shards.Select(shard => shard.Length));
        Assert.Equal(expected.Length + 2, frames[..2].Count + shards.Count);
        var left = (Serialized)Weft.Loads([.. frames[..2], .. shards], deserialize: false)!;
        Assert.True(left.Payload.Frames.Single().Span == data);
    }

    private static WeftSerializer WithNothing()
    {
        var registry = new SerializerRegistry();
        registry.Register<Nothing>(_ => new Payload(Header.Empty), (_, frames) =>
            frames.Count == 0 ? new Nothing() : throw new InvalidOperationException($"{frames.Count} frames"));
        return new WeftSerializer(registry);
    }

    private sealed class Nothing;

    private sealed record Local(string Name, int[] Numbers);
}
