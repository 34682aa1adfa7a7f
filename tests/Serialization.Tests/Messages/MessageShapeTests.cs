using System.Collections.Immutable;
using System.Collections.ObjectModel;

namespace Weft.Serialization.Tests;

/// <summary>What a message may be made of, whether or not a value stands in it, and what its reader would refuse.</summary>
public sealed class MessageShapeTests
{
    private static readonly WeftSerializer Weft = TestSerializers.New();

    public static TheoryData<string> Kinds => ["array", "list", "read-only", "immutable", "immutable list"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_list_of_any_class_travels_with_a_value_in_it_and_without(string kind)
    {
        foreach (object? first in new object?[] { 1, new ToSerialize(1) })
        {
            object?[] items = [first, "a", null];
            object list = kind switch
            {
                "array" => items,
                "list" => items.ToList(),
                "read-only" => new ReadOnlyCollection<object?>(items),
                "immutable" => items.ToImmutableArray(),
                _ => items.ToImmutableList(),
            };
            Assert.Equal(new object?[] { 1, "a", null }, Weft.Loads(Weft.Dumps(list)));
        }
    }

    [Fact]
    public void An_array_of_two_dimensions_is_refused_with_a_value_in_it_and_without()
    {
        foreach (object first in new object[] { 1, new ToSerialize("v") })
        {
            var error = Assert.Throws<SerializationFailedException>(
                () => Weft.Dumps(new List<object?> { new[,] { { first, 2 }, { 3, 4 } } }));
            Assert.StartsWith("message[0]: System.Object[,] is no msgpack value", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_list_that_cannot_grow_is_no_data_of_the_family_msgpack()
    {
        var payload = Weft.Serialize(
            new List<object> { new ReadOnlyCollection<int>([1]) }, new SerializeOptions { Serializers = ["msgpack"] });
        Assert.Equal("error", payload.Header.Serializer);
    }

    [Fact]
    public void A_list_that_holds_itself_is_refused_at_once()
    {
        var list = new List<object?>();
        list.Add(list);
        list.Add(list);
        var error = Assert.Throws<SerializationFailedException>(() => Weft.Dumps(list));
        Assert.Contains("Limits.DepthMax", error.Message, StringComparison.Ordinal);
        list.Add(new ToSerialize(1));
        Assert.Throws<SerializationFailedException>(() => Weft.Dumps(new Dictionary<string, object?> { ["a"] = list }));
    }

    [Fact]
    public void Lists_that_share_lists_end_where_no_message_could_hold_them()
    {
        var strict = new WeftSerializer(
            new SerializerRegistry(),
            new WeftSerializerOptions { Limits = Limits.Default with { MessageBytesMax = 1_000_000 } });
        foreach (object leaf in new object[] { 1, new ToSerialize(1) })
        {
            object? list = leaf;
            for (int i = 0; i < 60; i++) list = new List<object?> { list, list };
            var error = Assert.Throws<SerializationFailedException>(() => strict.Dumps(list));
            Assert.Contains("Limits.", error.Message, StringComparison.Ordinal);
        }

        object? shared = 7;
        for (int i = 0; i < 10; i++) shared = new List<object?> { shared, shared };
        Assert.NotNull(strict.Loads(strict.Dumps(shared)));
    }

    [Fact]
    public void Keys_that_a_reader_takes_for_one_are_refused_by_the_writer()
    {
        object[][] pairs =
        [
            [1, (byte)1], [-1L, (short)-1], [5UL, 5], [new byte[] { 1 }, new byte[] { 1 }],
            [new byte[] { 2 }, new ReadOnlyMemory<byte>([2])],
        ];
        foreach (var pair in pairs)
        {
            var map = new Dictionary<object, object?> { [pair[0]] = 1, [pair[1]] = 2 };
            var error = Assert.Throws<SerializationFailedException>(() => Weft.Dumps(new List<object?> { map }));
            Assert.StartsWith("message[0]: the key", error.Message, StringComparison.Ordinal);
            Assert.Contains("stands twice", error.Message, StringComparison.Ordinal);
        }

        var distinct = new Dictionary<object, object?> { [1] = 1, [1.0] = 2, ["1"] = 3, [true] = 4, [1f] = 5 };
        Assert.Equal(5, ((Dictionary<object, object?>)Weft.Loads(Weft.Dumps(distinct))!).Count);
    }

    [Fact]
    public void What_is_beyond_the_limits_of_a_message_is_refused_by_the_writer()
    {
        AssertRefused(
            Limits.Default with { MessageBytesMax = 1_000 }, new List<object?> { new byte[1_000] },
            "Limits.MessageBytesMax");
        AssertRefused(
            Limits.Default with { PayloadsPerMessageMax = 2 },
            new List<object?> { new ToSerialize(1), new ToSerialize(2), new ToSerialize(3) },
            "message[2]: more than 2 values");
        AssertRefused(
            Limits.Default with { CountMax = 10 }, new List<object?> { new int[11] }, "message[0]: 11 entries");
    }

    [Fact]
    public void A_text_that_UTF8_cannot_express_is_refused_with_its_place()
    {
        foreach (object message in new object[]
        {
            new List<object?> { "a", "\ud800" }, new Dictionary<string, object?> { ["\ud800 of a long name"] = 1 },
        })
        {
            var error = Assert.Throws<SerializationFailedException>(() => Weft.Dumps(message));
            Assert.StartsWith("message[", error.Message, StringComparison.Ordinal);
            Assert.Contains("surrogate", error.Message, StringComparison.Ordinal);
        }
    }

    private static void AssertRefused(Limits limits, object message, string text)
    {
        var strict = new WeftSerializer(new SerializerRegistry(), new WeftSerializerOptions { Limits = limits });
        var error = Assert.Throws<SerializationFailedException>(() => strict.Dumps(message));
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(Weft.Dumps(message));
    }
}
