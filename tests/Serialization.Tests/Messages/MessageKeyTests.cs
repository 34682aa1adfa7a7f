namespace Weft.Serialization.Tests;

/// <summary>What a user puts into a message stays the user's: its keys, its headers, its dictionaries.</summary>
public sealed class MessageKeyTests
{
    private static readonly WeftSerializer Weft = TestSerializers.New();

    public static TheoryData<string> Names =>
    [
        "__Serialized__", "__Pickled__", "__Set__", "__Enum__", "as-list", "serializer", "is-collection", "key",
        "sub-headers", "compression", "", "\0", "ü",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_map_may_contain_any_name(string name)
    {
        foreach (object? value in new object?[] { 5, 0, "x", null, true, new List<object?> { 1 } })
        {
            var message = new Dictionary<string, object?>
            {
                [name] = value,
                ["value"] = new ToSerialize(new[] { 1.5 }),
                [name + "2"] = new ToSerialize("text"),
            };
            var back = (Dictionary<string, object?>)Weft.Loads(Weft.Dumps(message))!;
            Assert.Equal(message.Keys, back.Keys);
            Assert.Equivalent(value, back[name], strict: true);
            Assert.Equal(new[] { 1.5 }, back["value"]);
            Assert.Equal("text", back[name + "2"]);
        }
    }

    [Fact]
    public void A_map_may_have_keys_of_many_kinds()
    {
        var message = new Dictionary<object, object?>
        {
            [1] = "int",
            [1L << 40] = "long",
            [ulong.MaxValue] = "ulong",
            [1.5] = "double",
            [true] = "bool",
            ["1"] = "text",
            ["1"u8.ToArray()] = "bytes",
            [Array.Empty<byte>()] = "none",
            [-1] = new ToSerialize(new byte[] { 1 }),
        };
        var back = (Dictionary<object, object?>)Weft.Loads(Weft.Dumps(message))!;
        Assert.Equal(message.Count, back.Count);
        Assert.Equal("bytes", back["1"u8.ToArray()]);
        Assert.Equal("none", back[Array.Empty<byte>()]);
        Assert.Equal(new byte[] { 1 }, back[-1]);
        foreach (object key in new object[] { 1, 1L << 40, ulong.MaxValue, 1.5, true, "1" })
            Assert.Equal(message[key], back[key]);
    }

    [Fact]
    public void Keys_that_are_memory_come_back_as_the_bytes_they_are()
    {
        var message = new Dictionary<object, object?> { [new ReadOnlyMemory<byte>([1, 2])] = 1 };
        var back = (Dictionary<object, object?>)Weft.Loads(Weft.Dumps(message))!;
        Assert.Equal(1, back[new byte[] { 1, 2 }]);
    }

    [Fact]
    public void The_same_bytes_twice_among_the_keys_are_refused()
    {
        // {b"a": 1, b"a": 2}
        byte[] map = [0x82, 0xC4, 1, 97, 1, 0xC4, 1, 97, 2];
        Assert.Throws<WireFormatException>(() => Weft.Loads([map]));
    }

    [Fact]
    public void A_map_that_tells_equal_keys_apart_is_refused_by_its_writer()
    {
        // Two arrays of the same bytes are two keys to a dictionary without a comparer; a reader would refuse them.
        var message = new Dictionary<object, object?>
        {
            [new byte[] { 1 }] = new ToSerialize(1),
            [new byte[] { 1 }] = new ToSerialize(2),
        };
        Assert.Throws<SerializationFailedException>(() => Weft.Dumps(message));
        Assert.Equal(2, message.Count);
    }

    [Fact]
    public void Nothing_is_ever_written_into_a_callers_header_or_message()
    {
        var payload = Weft.Serialize(new[] { 1.0, 2.0 });
        var header = payload.Header.Encoded.ToArray();
        var mark = new Serialized(payload);
        var inside = new Dictionary<string, object?> { ["k"] = mark };
        var nested = new Dictionary<string, object?> { ["k"] = mark };
        var message = new List<object?> { inside, mark, new ToSerialize(nested) };

        var first = Weft.Dumps(message).Select(frame => frame.ToArray()).ToArray();
        var second = Weft.Dumps(message).Select(frame => frame.ToArray()).ToArray();
        var collection = Weft.Serialize(new Dictionary<string, object?> { ["k"] = mark });
        for (int i = 0; i < 2; i++)
        {
            var back = (Dictionary<string, object?>)Weft.Deserialize(collection)!;
            Assert.Equal(new[] { 1.0, 2.0 }, back["k"]);
        }

        Assert.Equal(first, second);
        Assert.Equal(header, payload.Header.Encoded.ToArray());
        Assert.Same(mark, inside["k"]);
        Assert.Same(payload, mark.Payload);
    }

    [Fact]
    public void What_is_left_encoded_passes_byte_for_byte_through_any_number_of_nodes()
    {
        var list = new List<object?> { 1, "a", new[] { 1 } };
        object?[] values = [1, "text", new[] { 1.5 }, list, null, new byte[100_000]];
        var message = values.Select(value => (object?)new ToSerialize(value)).ToList();
        var frames = Weft.Dumps(message).Select(frame => frame.ToArray()).ToList();

        // A node that knows no type and accepts no family passes them on as well.
        var stranger = new WeftSerializer(new SerializerRegistry(), new WeftSerializerOptions { Deserializers = [] });
        IReadOnlyList<ReadOnlyMemory<byte>> passed = [.. frames.Select(frame => (ReadOnlyMemory<byte>)frame)];
        for (int node = 0; node < 3; node++)
        {
            var dumped = stranger.Dumps(stranger.Loads(passed, deserialize: false));
            passed = [.. dumped.Select(frame => (ReadOnlyMemory<byte>)frame.ToArray())];
            Assert.Equal(frames, passed.Select(frame => frame.ToArray()));
        }

        Assert.Equivalent(values, ((List<object?>)Weft.Loads(passed)!).ToArray(), strict: true);
    }
}
