namespace Weft.Serialization.Tests;

/// <summary>However a header spells its family, what is short to look at means what is long to look at.</summary>
public class FamilyInHeaderTests
{
    private static readonly WeftSerializer Weft = TestSerializers.New();
    private static readonly byte[] Key = [0xaa, .. "serializer"u8];
    private static readonly byte[] LongKey = [0xd9, 10, .. "serializer"u8];
    private static readonly byte[] Pickle = [0xa6, .. "pickle"u8];
    private static readonly byte[] LongPickle = [0xd9, 6, .. "pickle"u8];
    private static readonly byte[] Other = [0xa1, (byte)'x', 1];

    public static TheoryData<byte[]> Spellings =>
    [
        [0x81, .. Key, .. Pickle],
        [0x81, .. Key, .. LongPickle],
        [0x81, .. LongKey, .. Pickle],
        [0xde, 0, 1, .. Key, .. Pickle],
        [0xdf, 0, 0, 0, 1, .. LongKey, .. LongPickle],
        [0x82, .. Key, .. Pickle, .. Other],
        [0x82, .. Other, .. Key, .. Pickle],
        [0x82, .. Key, .. Pickle, .. Key, 0xa7, .. "msgpack"u8],
    ];

    [Theory]
    [MemberData(nameof(Spellings))]
    public void A_family_is_found_however_it_is_spelled(byte[] header)
    {
        var payload = new Payload(Header.FromEncoded(header), new byte[] { 42 });
        Assert.Equal(42, Weft.Deserialize(payload));
        Assert.True(payload.Header.NamesSerializer("pickle"));
        Assert.False(payload.Header.NamesSerializer("pickl"));
        Assert.False(payload.Header.NamesSerializer("pickles"));
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public void A_family_that_is_not_accepted_is_refused_however_it_is_spelled(byte[] header)
    {
        var payload = new Payload(Header.FromEncoded(header), new byte[] { 42 });
        Assert.Throws<DeserializationRefusedException>(
            () => Weft.Deserialize(payload, new DeserializeOptions { Deserializers = ["msgpack", "dask"] }));
        Assert.Throws<DeserializationRefusedException>(
            () => Weft.Deserialize(payload, new DeserializeOptions { Deserializers = [] }));
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("pickl")]
    [InlineData("a name of more than thirty-one characters")]
    [InlineData("ö")]
    public void A_family_that_is_not_registered_is_refused_by_its_name(string family)
    {
        var header = new HeaderBuilder().Set(HeaderKeys.Serializer, family).Build();
        var payload = new Payload(Header.FromEncoded(header.Encoded), new byte[] { 42 });
        Assert.Equal(family, payload.Header.Serializer);
        var error = Assert.Throws<DeserializationRefusedException>(() => Weft.Deserialize(payload));
        Assert.Contains($"'{family}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_begins_with_a_family_may_still_be_that_of_a_collection()
    {
        var sent = Weft.Serialize(new List<object> { new[] { 1.5 }, 2 });
        Assert.True(sent.Header.Contains(HeaderKeys.IsCollection));
        var header = sent.Header.With(HeaderKeys.Serializer, "pickle");
        Assert.Equal(0x81 + 5 - 1, header.Encoded.Span[0]);
        var back = Assert.IsType<List<object>>(Weft.Deserialize(new Payload(header, [.. sent.Frames])));
        Assert.Equal([new[] { 1.5 }, 2], back);
    }

    [Fact]
    public void A_family_that_replaces_a_built_in_one_decodes_its_payloads()
    {
        var registry = new SerializerRegistry();
        var own = new WeftSerializer(registry);
        var payload = own.Serialize(7);
        Assert.Equal(7, own.Deserialize(payload));
        registry.RegisterFamily("pickle", (Func<object?, Payload?>?)null, (_, frames) => $"{frames.Count} frame");
        Assert.Equal("1 frame", own.Deserialize(payload));
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 42, 42 })]
    [InlineData(new byte[] { 0xc1 })]
    [InlineData(new byte[] { 0xce, 1 })]
    [InlineData(new byte[] { 0xa2, 0xff, 0xff })]
    public void A_stream_that_is_no_value_is_refused(byte[] stream)
    {
        var payload = new Payload(Weft.Serialize(1).Header, stream);
        Assert.Throws<WireFormatException>(() => Weft.Deserialize(payload));
        Assert.Throws<WireFormatException>(() => Weft.Deserialize(new Payload(payload.Header)));
        Assert.Throws<WireFormatException>(() => Weft.Deserialize(new Payload(payload.Header, stream, stream)));
    }

    [Fact]
    public void A_small_number_goes_there_and_back_within_256_bytes_of_allocation()
    {
        object number = 123_456;
        for (int i = 0; i < 10; i++) Assert.Equal(number, Weft.Deserialize(Weft.Serialize(number)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Weft.Deserialize(Weft.Serialize(number));
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 1, 256);
    }
}
