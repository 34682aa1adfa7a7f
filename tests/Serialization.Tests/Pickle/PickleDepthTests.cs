namespace Weft.Serialization.Tests.Pickle;

/// <summary>Depth costs no stack where objects of classes are linked, and is refused in time elsewhere.</summary>
public class PickleDepthTests
{
    private const int SmallStackBytes = 256 * 1024;

    public static TheoryData<bool> Modes => [true, false];

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("reference", "47")]
    public void A_chain_of_100000_objects_travels_on_a_small_stack(bool compiled) => OnSmallStack(() =>
    {
        var back = PickleTesting.RoundTrip(Chain(100_000), compiled);
        int length = 0;
        for (var node = back; node is not null; node = node.Next) Assert.Equal(length++, node.Number);
        Assert.Equal(100_000, length);
    });

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_chain_through_lists_and_structures_and_closed_to_a_ring_travels_too(bool compiled) => OnSmallStack(() =>
    {
        var first = new Branch { Twigs = [] };
        var last = first;
        for (int i = 0; i < 5000; i++)
        {
            var next = new Branch { Twigs = [] };
            if (i % 2 == 0) last.Twigs.Add((i, next));
            else last.Map = new Dictionary<string, Branch> { ["next"] = next };
            last = next;
        }

        last.Twigs.Add((-1, first));
        var back = PickleTesting.RoundTrip(first, compiled);
        var at = back;
        for (int i = 0; i < 5000; i++) at = i % 2 == 0 ? at.Twigs.Single().Next : at.Map!["next"];
        Assert.Same(back, at.Twigs.Single().Next);
    });

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("reference", "47")]
    [Trait("reference", "26")]
    public void Nested_collections_travel_to_half_the_limit_and_are_refused_beyond_it_by_both_sides(bool compiled)
    {
        object Nested(int depth)
        {
            object value = 1;
            for (int i = 0; i < depth; i++) value = new List<object> { value };
            return value;
        }

        object back = PickleTesting.RoundTrip(Nested(Limits.Default.DepthMax / 2), compiled)!;
        for (int i = 0; i < Limits.Default.DepthMax / 2; i++) back = ((List<object>)back)[0];
        Assert.Equal(1, back);
        foreach (int depth in new[] { 257, 550, 100_000 })
        {
            var error = Assert.Throws<SerializationFailedException>(
                () => PickleTesting.RoundTrip(Nested(depth), compiled));
            Assert.Contains("List is nested deeper than 256 levels", error.Message, StringComparison.Ordinal);
            Assert.Contains("Limits.DepthMax is 256", error.Message, StringComparison.Ordinal);
        }

        var wide = PickleTesting.Serializer(compiled, Limits.Default with { DepthMax = 1_000_000 });
        var deep = wide.Serialize(Nested(400), PickleTesting.Only);
        var refused = Assert.Throws<WireFormatException>(() => PickleTesting.Serializer(compiled).Deserialize(deep));
        Assert.Contains("Limits.DepthMax", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void No_limit_can_be_set_that_lets_a_small_stack_overflow(bool compiled) => OnSmallStack(() =>
    {
        var open = PickleTesting.Serializer(compiled, Limits.Default with { DepthMax = int.MaxValue });
        object value = 1;
        for (int i = 0; i < 100_000; i++) value = new List<object> { value };
        Assert.Throws<SerializationFailedException>(() => open.Serialize(value, PickleTesting.Only));

        foreach (string start in new[] { "System.Collections.Generic.List`1[object]",
            "System.Tuple`1[object]", "System.Nullable`1[System.ValueTuple`1[object]]" })
        {
            var buffer = new System.Buffers.ArrayBufferWriter<byte>();
            var writer = new MsgPackWriter(buffer);
            for (int i = 0; i < 200_000; i++)
            {
                writer.WriteArrayHeader(2);
                if (i == 0) writer.WriteString(start);
                else writer.WriteInt64(0);
                writer.WriteArrayHeader(1);
            }

            writer.WriteNil();
            writer.Flush();
            var payload = new Payload(
                new HeaderBuilder().Set("serializer", "pickle").Build(), buffer.WrittenMemory);
            var error = Assert.Throws<WireFormatException>(() => open.Deserialize(payload));
            Assert.Contains("this thread's stack", error.Message, StringComparison.Ordinal);
        }
    });

    [Fact]
    public void What_stands_deep_is_named_by_the_end_of_its_path()
    {
        var node = Chain(1000);
        var last = node;
        while (last.Next is not null) last = last.Next;
        var desk = new Wrapper<object> { Value = node };
        last.Other = new Tail { Held = new object[] { new Thread(() => { }) } };
        var error = Assert.Throws<SerializationFailedException>(() => PickleTesting.RoundTrip(desk));
        Assert.Matches(
            @"^Wrapper…Node(\.Next)*\.Other\.Held\[0\]: System\.Threading\.Thread has no serializer$", error.Message);
    }

    [Fact]
    public void A_hostile_stream_that_puts_everything_off_is_held_to_the_limits()
    {
        string name = TypePolicy.Closed.NameOf(typeof(Node));
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = new MsgPackWriter(buffer);
        writer.WriteArrayHeader(2);
        writer.WriteArrayHeader(2);
        writer.WriteString(name);
        writer.WriteUInt64(WalkedFields.FingerprintOf(typeof(Node)));
        writer.WriteNil();
        writer.Flush();
        var payload = new Payload(new HeaderBuilder().Set("serializer", "pickle").Build(), buffer.WrittenMemory);
        var error = Assert.Throws<WireFormatException>(() => PickleTesting.Serializer().Deserialize(payload));
        Assert.Contains("found the end of the input", error.Message, StringComparison.Ordinal);
        var few = PickleTesting.Serializer(limits: Limits.Default with { GraphObjectsMax = 50 });
        var chain = PickleTesting.Serializer().Serialize(Chain(100), PickleTesting.Only);
        Assert.Contains(
            "Limits.GraphObjectsMax", Assert.Throws<WireFormatException>(() => few.Deserialize(chain)).Message,
            StringComparison.Ordinal);
    }

    private static Node Chain(int length)
    {
        Node? node = null;
        for (int i = length - 1; i >= 0; i--) node = new Node { Number = i, Next = node };
        return node!;
    }

    private static void OnSmallStack(Action action)
    {
        System.Runtime.ExceptionServices.ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    action();
                }
                catch (Exception error)
                {
                    failure = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(error);
                }
            },
            SmallStackBytes);
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    public sealed class Branch
    {
        public required List<(int Number, Branch Next)> Twigs { get; init; }

        public Dictionary<string, Branch>? Map { get; set; }
    }

    public sealed class Tail : Node
    {
        public object?[]? Held { get; init; }
    }
}
