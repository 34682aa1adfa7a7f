namespace Weft.Serialization.Tests;

public class CompressionHostileTests
{
    private static readonly WeftSerializer Weft = TestSerializers.New();
    private static readonly SerializeOptions Zlib = new() { Compression = "zlib" };

    [Fact]
    public void A_codec_that_is_not_registered_is_refused_by_name_with_those_that_are()
    {
        var registry = new SerializerRegistry();
        registry.RegisterCompression(new RunsCodec());
        var payload = new WeftSerializer(registry).Serialize(
            new byte[20_000], new SerializeOptions { Compression = "runs" });
        var error = Assert.Throws<DeserializationRefusedException>(() => Weft.Deserialize(payload));
        Assert.Equal(
            "frame 0 was compressed with 'runs'; registered here are [brotli, zlib]: register it " +
            "(SerializerRegistry.RegisterCompression) or have the sender use another (SerializeOptions.Compression)",
            error.Message);
    }

    [Fact]
    public void A_bomb_is_refused_before_anything_is_allocated_for_it()
    {
        AssertRefused(Weft, Bytes(1_000_000_000), 1_000, "Limits.DecompressionRatioMax");
        AssertRefused(Weft, Bytes(2_147_483_648), 100_000_000, "Limits.FrameBytesMax");
        var strict = new WeftSerializer(
            new SerializerRegistry(),
            new WeftSerializerOptions { Limits = new Limits { DecompressedBytesMax = 1_000_000 } });
        AssertRefused(strict, Bytes(1_000_001), 500_000, "Limits.DecompressedBytesMax");
    }

    [Fact]
    public void Frames_that_each_fit_are_refused_together()
    {
        var strict = new WeftSerializer(
            new SerializerRegistry(),
            new WeftSerializerOptions { Limits = new Limits { DecompressedBytesMax = 1_500_000 } });
        var single = Bytes(1_000_000);
        var pair = new HeaderBuilder().Set("is-collection", true).Set("type", "object[]")
            .Set("sub-headers", [single, single]).Set("frame-counts", [1L, 1L]).Build();
        using (strict.BeginReceive(single, [10_000])) { }
        var error = Assert.Throws<WireFormatException>(() => strict.BeginReceive(pair, [10_000, 10_000]));
        Assert.Contains("Limits.DecompressedBytesMax", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compression_inside_of_compression_gains_no_peer_more_memory()
    {
        // Each level is within the ratio of the one around it; together they are not.
        const long wire = 1_000, once = 1_000_000, twice = 1_000_000_000;
        var child = Bytes(twice);
        var outer = new HeaderBuilder().Set("is-collection", true).Set("type", "object[]")
            .Set("sub-headers", [child]).Set("frame-counts", [1L]);
        CompressionEntries.Write(outer, ["zlib"]);
        outer.Set("decompressed-bytes", [once]);
        var error = Assert.Throws<WireFormatException>(() => Weft.BeginReceive(outer.Build(), [wire]));
        Assert.Contains("Limits.DecompressionRatioMax", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sender_leaves_as_it_is_what_its_own_limits_would_refuse()
    {
        var strict = new WeftSerializer(
            new SerializerRegistry(),
            new WeftSerializerOptions
            {
                Limits = new Limits { DecompressedBytesMax = 1_000_000, DecompressionRatioMax = 500 },
            });
        var large = strict.Serialize(new byte[1_000_001], Zlib);
        Assert.Equal(1_000_001, large.FrameBytes);
        var dense = strict.Serialize(new byte[900_000], Zlib);
        Assert.Equal(900_000, dense.FrameBytes);
        Assert.Equal(new byte[900_000], strict.Deserialize<byte[]>(dense));
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(19_999L)]
    [InlineData(20_001L)]
    [InlineData(0L)]
    public void A_length_that_lies_is_a_wire_format_error(long length)
    {
        var honest = Weft.Serialize(new byte[20_000], Zlib);
        var header = new HeaderBuilder().Set("serializer", "dask").Set("type", "array")
            .Set("sub-header", new HeaderBuilder().Set("dtype", "|u1").Set("shape", [Math.Max(0, length)]).Build());
        CompressionEntries.Write(header, ["zlib"]);
        header.Set("decompressed-bytes", [length]);
        var payload = new Payload(header.Build(), honest.Frames.ToArray());
        Assert.Throws<WireFormatException>(() => Weft.Deserialize(payload));
    }

    [Fact]
    public void Entries_that_disagree_with_each_other_or_with_the_frames_are_wire_format_errors()
    {
        var frame = Weft.Serialize(new byte[20_000], Zlib).Frames[0];
        foreach (var (names, lengths) in new (object?[], long[])[]
        {
            ([null], [20_000]), ([false], [20_000]), (["zlib", "zlib"], [20_000]), (["zlib"], [20_000, 20_000]),
            ([], [20_000]), (["zlib"], []),
        })
        {
            var header = new HeaderBuilder().Set("serializer", "dask").Set("type", "array").Set(
                "sub-header", new HeaderBuilder().Set("dtype", "|u1").Set("shape", [20_000L]).Build());
            CompressionEntries.Write(header, names);
            header.Set("decompressed-bytes", lengths);
            Assert.Throws<WireFormatException>(() => Weft.Deserialize(new Payload(header.Build(), frame)));
        }
    }

    [Theory]
    [InlineData("brotli")]
    [InlineData("zlib")]
    public void A_flipped_byte_anywhere_gives_a_value_or_a_typed_error(string name)
    {
        var payload = Weft.Serialize(CodecTests.Text(10_000), Zlib with { Compression = name });
        Assert.True(payload.FrameBytes < 7_000);
        for (int i = 0; i < payload.Header.Encoded.Length; i++)
        {
            var header = payload.Header.Encoded.ToArray();
            header[i] ^= 0x81;
            Decode(header, payload.Frames[0]);
        }

        for (int i = 0; i < payload.Frames[0].Length; i += 7)
        {
            var frame = payload.Frames[0].ToArray();
            frame[i] ^= 0x81;
            Decode(payload.Header.Encoded.ToArray(), frame);
        }
    }

    [Fact]
    public void A_family_that_is_not_accepted_is_refused_before_anything_is_decompressed()
    {
        var codec = new RunsCodec();
        var registry = new SerializerRegistry();
        registry.RegisterCompression(codec);
        var weft = new WeftSerializer(registry);
        var payload = weft.Serialize(new byte[20_000], new SerializeOptions { Compression = "runs" });
        var error = Assert.Throws<DeserializationRefusedException>(() =>
            weft.Deserialize(payload, new DeserializeOptions { Deserializers = ["pickle"] }));
        Assert.Contains("'dask'", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, codec.DecompressCalls);
    }

    [Fact]
    public void A_codec_that_throws_what_it_likes_is_a_wire_format_error_that_names_it()
    {
        var registry = new SerializerRegistry();
        registry.RegisterCompression(new Careless());
        var weft = new WeftSerializer(registry);
        var payload = weft.Serialize(new byte[20_000], new SerializeOptions { Compression = "careless" });
        var error = Assert.Throws<WireFormatException>(() => weft.Deserialize(payload));
        Assert.Contains("'careless'", error.Message, StringComparison.Ordinal);
        Assert.IsType<IndexOutOfRangeException>(error.InnerException);
    }

    private static void Decode(byte[] header, ReadOnlyMemory<byte> frame)
    {
        try
        {
            Weft.Deserialize(new Payload(Header.FromEncoded(header), frame));
        }
        catch (Exception error) when (error is WireFormatException or DeserializationRefusedException)
        {
            Assert.NotEmpty(error.Message);
        }
    }

    private static void AssertRefused(WeftSerializer weft, Header header, long wireBytes, string limit)
    {
        Assert.Throws<WireFormatException>(() => weft.BeginReceive(header, [wireBytes]));
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<WireFormatException>(() => weft.BeginReceive(header, [wireBytes]));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
        Assert.Contains(limit, error.Message, StringComparison.Ordinal);
    }

    private static Header Bytes(long length)
    {
        var header = new HeaderBuilder().Set("serializer", "dask").Set("type", "array").Set(
            "sub-header", new HeaderBuilder().Set("dtype", "|u1").Set("shape", [length]).Build());
        CompressionEntries.Write(header, ["zlib"]);
        return header.Set("decompressed-bytes", [length]).Build();
    }

    private sealed class Careless : ICompressionCodec
    {
        public string Name => "careless";

        public bool TryCompress(ReadOnlySpan<byte> source, System.Buffers.IBufferWriter<byte> destination, long max)
        {
            destination.GetSpan(100)[..100].Clear();
            destination.Advance(100);
            return true;
        }

        public void Decompress(ReadOnlySpan<byte> source, Span<byte> destination) =>
            throw new IndexOutOfRangeException();
    }
}
