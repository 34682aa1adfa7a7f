using System.Buffers;

namespace Weft.Serialization.Tests;

public class MessageTests
{
    private static readonly WeftSerializer Weft = TestSerializers.New();

    public static TheoryData<object?> Messages => new()
    {
        1, "a", new byte[] { 97 }, new Dictionary<string, object?> { ["x"] = 1 }, null, 1.5, 2.5f, true,
        new Dictionary<string, object?> { ["x"] = Array.Empty<byte>() }, new Dictionary<string, object?>(),
        new List<object?> { 1, new List<object?> { "b", null } }, long.MaxValue, ulong.MaxValue,
        new Dictionary<object, object?> { [1] = "int key", ["s"] = 2 },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    [Trait("reference", "37")]
    public void A_message_comes_back_equal(object? message) => Assert.Equivalent(message, RoundTrip(message),
        strict: true);

    [Fact]
    [Trait("reference", "38")]
    public void Small_messages_take_less_than_ten_bytes()
    {
        Assert.True(Weft.Dumps(Array.Empty<byte>()).Sum(f => f.Length) < 10);
        Assert.True(Weft.Dumps(1).Sum(f => f.Length) < 10);
    }

    [Fact]
    [Trait("reference", "41")]
    public void A_hundred_thousand_number_keys_come_back()
    {
        var map = Enumerable.Range(0, 100_000).ToDictionary(i => (object)i, i => (object?)i);
        var back = Assert.IsType<Dictionary<object, object?>>(RoundTrip(map));
        Assert.Equal(100_000, back.Count);
        Assert.Equal(77_777, back[77_777]);
    }

    [Fact]
    [Trait("reference", "42")]
    public void A_value_left_encoded_can_be_decoded_later()
    {
        var left = Assert.IsType<Serialized>(Weft.Loads(Weft.Dumps(new ToSerialize(new[] { 123 })),
            deserialize: false));
        Assert.Equal(new[] { 123 }, Weft.Deserialize(left.Payload));
        Assert.Equal(left, Weft.Loads(Weft.Dumps(left), deserialize: false));
    }

    [Fact]
    [Trait("reference", "14")]
    public void A_value_without_frames_stands_in_the_message_itself()
    {
        var message = Nest(new ToSerialize(Array.Empty<long>()));
        var frames = Weft.Dumps(message);
        Assert.Single(frames);
        var back = (List<object?>)((List<object?>)((List<object?>)Weft.Loads(frames)!)[0]!)[0]!;
        Assert.Empty(Assert.IsType<long[]>(back[0]));
        var left = (List<object?>)((List<object?>)((List<object?>)Weft.Loads(frames, false)!)[0]!)[0]!;
        Assert.Equal(frames[0].ToArray(), Weft.Dumps(Nest(left[0]))[0].ToArray());

        static object Nest(object? value) => new List<object?> { new List<object?> { new List<object?> { value } } };
    }

    [Fact]
    [Trait("reference", "28")]
    public void Large_frames_are_cut_into_shards_and_joined_without_a_copy()
    {
        var data = GC.AllocateUninitializedArray<byte>((64 << 20) + 5);
        var frames = Weft.Dumps(new ToSerialize(data));
        Assert.Equal([64 << 20, 5], frames.Skip(2).Select(f => f.Length));
        var left = Assert.IsType<Serialized>(Weft.Loads(frames, deserialize: false));
        Assert.True(left.Payload.Frames.Single().Span.Overlaps(data));
        Assert.Equal(data.Length, left.Payload.Frames.Single().Length);
    }

    [Fact]
    public void Shards_cut_otherwise_on_the_way_make_the_same_message()
    {
        var data = Enumerable.Range(0, 1000).ToArray();
        var frames = Weft.Dumps(new ToSerialize(data)).ToList();
        var shard = frames[2];
        frames.RemoveAt(2);
        frames.AddRange([shard[..7], shard[7..3001], shard[3001..].ToArray()]);
        Assert.Equal(data, Weft.Loads(frames));
    }

    [Fact]
    public void Too_few_or_too_many_shards_are_malformed()
    {
        var frames = Weft.Dumps(new ToSerialize(new byte[100])).ToList();
        Assert.Throws<WireFormatException>(() => Weft.Loads(frames[..2]));
        Assert.Throws<WireFormatException>(() => Weft.Loads([.. frames, new byte[1]]));
        Assert.Throws<WireFormatException>(() => Weft.Loads([frames[0], frames[1], frames[2][..^1]]));
        Assert.Throws<WireFormatException>(() => Weft.Loads(frames[..1]));
        Assert.Throws<WireFormatException>(() => Weft.Loads([]));
    }

    [Fact]
    public void Any_flipped_byte_of_a_message_is_a_value_or_a_typed_refusal()
    {
        var frames = Weft.Dumps(new Dictionary<string, object?>
        {
            ["a"] = new ToSerialize(new[] { 1.0 }),
            ["b"] = new ToSerialize(new int[0]),
            ["c"] = new List<object?> { 1, "x" },
        });
        for (int f = 0; f < frames.Count; f++)
        {
            for (int i = 0; i < frames[f].Length; i++)
            {
                var damaged = frames.ToArray();
                var bytes = damaged[f].ToArray();
                bytes[i] ^= 0xff;
                damaged[f] = bytes;
                try
                {
                    Weft.Loads(damaged);
                }
                catch (Exception error) when (error is WireFormatException or DeserializationRefusedException)
                {
                    // What is promised for damaged input.
                }
            }
        }
    }

    [Fact]
    public void What_is_no_message_is_named_with_its_place_and_the_remedy()
    {
        var message = new Dictionary<string, object?> { ["a"] = new List<object?> { 1, new Uri("http://x") } };
        var error = Assert.Throws<SerializationFailedException>(() => Weft.Dumps(message));
        Assert.Contains("[a][1]: System.Uri", error.Message, StringComparison.Ordinal);
        Assert.Contains("ToSerialize", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("reference", "26")]
    public void Nesting_works_up_to_the_limit_and_then_fails_by_name()
    {
        object? Nested(int levels) => levels == 0 ? null : new List<object?> { Nested(levels - 1) };
        RoundTrip(Nested(256));
        var error = Assert.Throws<SerializationFailedException>(() => Weft.Dumps(Nested(300)));
        Assert.Contains("DepthMax", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("reference", "5")]
    public void Markers_compare_by_what_they_hold()
    {
        Assert.Equal(1, new ToSerialize(1).Value);
        Assert.Equal(new ToSerialize(1), new ToSerialize(1));
        Assert.NotEqual(new ToSerialize(1), new ToSerialize(2));
        Assert.Equal(new ToSerialize("x").GetHashCode(), "x".GetHashCode());
        Assert.Contains("x", new ToSerialize("x").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("reference", "6")]
    public void Encoded_values_compare_by_header_and_frames()
    {
        Assert.Equal(new Serialized(Weft.Serialize(new[] { 1 })), new Serialized(Weft.Serialize(new[] { 1 })));
        Assert.NotEqual(new Serialized(Weft.Serialize(new[] { 1 })), new Serialized(Weft.Serialize(new[] { 2 })));
        Assert.NotEqual(new Serialized(Weft.Serialize(new[] { 1 })), new Serialized(Weft.Serialize(new[] { 1u })));
    }

    [Fact]
    public void The_codec_of_values_numbers_them_and_inlines_the_short_ones()
    {
        var values = new List<MessageValue>();
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MsgPackWriter(buffer);
        var inline = new Serialized(Weft.Serialize(Array.Empty<int>()));
        for (int i = 0; i < 300; i++) MessageValueCodec.Write(ref writer, new ToSerialize(i), values);
        MessageValueCodec.Write(ref writer, inline, values);
        MessageValueCodec.Write(ref writer, null, values);
        writer.Flush();
        Assert.Equal(300, values.Count);
        var reader = new MsgPackReader(buffer.WrittenSpan, Limits.Default);
        for (int i = 0; i < 300; i++) Assert.Same(values[i], MessageValueCodec.Read(ref reader, values,
            Limits.Default));
        Assert.Equal(inline, MessageValueCodec.Read(ref reader, values, Limits.Default));
        Assert.Null(MessageValueCodec.Read(ref reader, values, Limits.Default));
        Assert.True(reader.IsAtEnd);
    }

    private static object? RoundTrip(object? message) => Weft.Loads(Weft.Dumps(message));
}
