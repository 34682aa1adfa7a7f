namespace Weft.Serialization.Tests;

public class RefusalTests
{
    private static readonly WeftSerializer Weft = TestSerializers.New();

    [Fact]
    [Trait("dask", "test_err_on_bad_deserializer")]
    [Trait("reference", "22")]
    public void A_family_that_is_not_accepted_is_refused_by_name()
    {
        var payload = Weft.Serialize(new double[1]);
        Assert.Single(Weft.Deserialize<double[]>(payload, new DeserializeOptions { Deserializers = ["dask", "foo"] }));
        foreach (string[] accepted in new[] { [], new[] { "msgpack" } })
        {
            var error = Assert.Throws<DeserializationRefusedException>(() =>
                Weft.Deserialize(payload, new DeserializeOptions { Deserializers = accepted }));
            Assert.Contains("'dask'", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_refused_child_is_refused_before_anything_is_allocated()
    {
        var payload = Weft.Serialize(
            new object[] { new double[1_000_000], "text" }, new SerializeOptions { Serializers = ["dask", "msgpack"] });
        var options = new DeserializeOptions { Deserializers = ["dask"] };
        long[] lengths = payload.Frames.Select(f => (long)f.Length).ToArray();
        Assert.Throws<DeserializationRefusedException>(() => Weft.BeginReceive(payload.Header, lengths, options));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<DeserializationRefusedException>(() => Weft.BeginReceive(payload.Header, lengths, options));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
    }

    [Theory]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(-1, 8)]
    [InlineData(1L << 31, 1L << 31)]
    public void Lengths_that_lie_are_refused_even_where_their_sum_overflows(long first, long second)
    {
        var payload = Weft.Serialize(new double[1]);
        Assert.Throws<WireFormatException>(() => Weft.BeginReceive(payload.Header, [first, second]));
    }

    [Fact]
    public void The_error_family_is_accepted_whatever_a_list_says()
    {
        var payload = Weft.Serialize(this, new SerializeOptions { Serializers = ["dask"] });
        var error = Assert.Throws<RemoteErrorException>(() =>
            Weft.Deserialize(payload, new DeserializeOptions { Deserializers = [] }));
        Assert.Contains(nameof(RefusalTests), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unregistered_family_is_refused_and_a_missing_one_is_malformed()
    {
        var unknown = new Payload(new HeaderBuilder().Set("serializer", "cuda").Build());
        Assert.Throws<DeserializationRefusedException>(() => Weft.Deserialize(unknown));
        Assert.Throws<WireFormatException>(() => Weft.Deserialize(new Payload(Header.Empty)));
        Assert.Throws<WireFormatException>(() =>
            Weft.Deserialize(new Payload(new HeaderBuilder().Set("serializer", 5).Build())));
    }

    [Fact]
    public void A_type_that_is_not_allowed_is_neither_sent_nor_taken()
    {
        var open = TestSerializers.New(typeof(Point).Assembly);
        var payload = open.Serialize(new[] { new Point(1, 2) });
        Assert.Equal("dask", payload.Header.Serializer);
        var error = Assert.Throws<DeserializationRefusedException>(() => Weft.Deserialize(payload));
        Assert.Contains("Point", error.Message, StringComparison.Ordinal);
        Assert.Equal("error", Weft.Serialize(new[] { new Point(1, 2) },
            new SerializeOptions { Serializers = ["dask"] }).Header.Serializer);
    }

    [Fact]
    public void A_structure_of_other_fields_is_refused_by_both_lists()
    {
        var weft = TestSerializers.New(typeof(Point).Assembly);
        var payload = weft.Serialize(new[] { new Point(1, 2) });
        var text = Convert.ToHexString(payload.Header.Encoded.Span).Replace(Hex("<f8"), Hex("<i8"),
            StringComparison.Ordinal);
        var other = new Payload(Header.FromEncoded(Convert.FromHexString(text)), payload.Frames.ToArray());
        var error = Assert.Throws<WireFormatException>(() => weft.Deserialize(other));
        Assert.Contains("same build", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new long[] { 3 }, 16)]
    [InlineData(new long[] { -1 }, 0)]
    [InlineData(new long[] { long.MaxValue }, 8)]
    [InlineData(new long[] { 1L << 32, 1L << 32 }, 0)]
    [InlineData(new long[] { 0, long.MaxValue }, 0)]
    [InlineData(new long[] { }, 8)]
    [InlineData(new long[] { 2147483647 }, 8)]
    public void A_shape_that_lies_is_refused_before_memory_is_taken(long[] shape, int bytes)
    {
        var sub = new HeaderBuilder().Set("dtype", "<f8").Set("shape", shape.AsSpan()).Build();
        var header = new HeaderBuilder().Set("serializer", "dask").Set("type", "array").Set("sub-header", sub).Build();
        Assert.Throws<WireFormatException>(() => Weft.Deserialize(new Payload(header, new byte[bytes])));
    }

    [Theory]
    [InlineData("|b1", "02")]
    [InlineData("weft:decimal", "000000400000000000000000000000000")]
    [InlineData("weft:datetime", "ffffffffffffff3f")]
    [InlineData("weft:date", "ffffff7f")]
    [InlineData("weft:time", "ffffffffffffff7f")]
    [InlineData("weft:rune", "00d80000")]
    public void Bits_that_no_constructor_makes_are_refused(string dataType, string hex)
    {
        if (hex.Length % 2 != 0) hex = hex[..^1];
        var frame = Convert.FromHexString(hex);
        var sub = new HeaderBuilder().Set("dtype", dataType).Set("shape", [1L]).Build();
        var header = new HeaderBuilder().Set("serializer", "dask").Set("type", "array").Set("sub-header", sub).Build();
        Assert.Throws<WireFormatException>(() => Weft.Deserialize(new Payload(header, frame)));
    }

    [Fact]
    public void An_exception_comes_as_its_own_type_only_where_that_is_allowed()
    {
        var open = TestSerializers.New(typeof(ExceptionSerializerTests).Assembly);
        Exception thrown;
        try
        {
            throw new ExceptionSerializerTests.OwnException("mine");
        }
        catch (ExceptionSerializerTests.OwnException error)
        {
            thrown = error;
        }

        var payload = open.Serialize(thrown);
        var own = Assert.IsType<ExceptionSerializerTests.OwnException>(open.Deserialize(payload));
        Assert.Contains(nameof(An_exception_comes_as_its_own_type_only_where_that_is_allowed), own.StackTrace,
            StringComparison.Ordinal);
        var remote = Assert.IsType<RemoteException>(Weft.Deserialize(payload));
        Assert.Equal("mine", remote.Message);
        Assert.Contains("OwnException", remote.TypeName, StringComparison.Ordinal);
        Assert.NotEmpty(remote.RemoteStack);
    }

    [Fact]
    public void A_family_that_is_accepted_but_not_registered_is_refused_by_name()
    {
        var unknown = new Payload(new HeaderBuilder().Set("serializer", "foo").Build());
        var error = Assert.Throws<DeserializationRefusedException>(() =>
            Weft.Deserialize(unknown, new DeserializeOptions { Deserializers = ["foo"] }));
        Assert.Contains("RegisterFamily", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_encodes_at_the_deepest_level_decodes_too()
    {
        var registry = new SerializerRegistry();
        registry.RegisterGeneric<Link>();
        var weft = new WeftSerializer(registry);
        var raise = new SerializeOptions { Serializers = ["dask"], OnError = OnError.Raise };
        var payload = weft.Serialize(Chain(Limits.Default.PayloadDepthMax), raise);
        var back = weft.Deserialize<Link>(payload);
        for (int i = 0; i < Limits.Default.PayloadDepthMax; i++) back = (Link)back.Next!;
        Assert.Null(back.Next);
        var deeper = weft.Serialize(Chain(Limits.Default.PayloadDepthMax + 1),
            raise with { OnError = OnError.Message });
        Assert.Throws<RemoteErrorException>(() => weft.Deserialize(deeper));

        static Link Chain(int links) => new() { Next = links == 0 ? null : Chain(links - 1) };
    }

    [Fact]
    public void Headers_nested_too_deep_are_refused_without_a_stack_overflow()
    {
        var header = new HeaderBuilder().Set("serializer", "msgpack").Build();
        for (int i = 0; i < 300; i++)
        {
            header = new HeaderBuilder().Set("is-collection", true).Set("type", "object[]")
                .Set("sub-headers", [header]).Set("frame-counts", [1L]).Build();
        }

        Assert.Throws<WireFormatException>(() => Weft.Deserialize(new Payload(header, new byte[] { 1 })));
    }

    private sealed class Link
    {
        public object? Next { get; init; }
    }

    private static string Hex(string text) => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text));
}
