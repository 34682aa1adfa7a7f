namespace Weft.Serialization.Tests;

public class CompressionTests
{
    private static readonly WeftSerializer Weft = TestSerializers.New();
    private static readonly SerializeOptions Zlib = new() { Compression = "zlib", OnError = OnError.Raise };

    public static TheoryData<string> Names => ["brotli", "zlib"];

    [Fact]
    [Trait("reference", "19")]
    [Trait("reference", "90")]
    [Trait("reference", "98")]
    public void Five_million_ones_become_less_than_half_and_come_back()
    {
        var ones = new double[5_000_000];
        ones.AsSpan().Fill(1.0);
        var payload = Weft.Serialize(ones, Zlib);
        Assert.True(payload.FrameBytes < 40_000_000 / 2);
        Assert.Equal(["zlib"], Entries(payload.Header));
        Assert.True(payload.Header.TryGetInt64s("decompressed-bytes", out long[]? lengths));
        Assert.Equal([40_000_000L], lengths);
        Assert.Equal(ones, Weft.Deserialize<double[]>(payload));
    }

    [Fact]
    [Trait("reference", "19")]
    public void A_list_of_a_million_ones_becomes_less_than_half()
    {
        var list = Enumerable.Repeat(1.0, 1_000_000).ToList();
        var frames = Weft.Dumps(new List<object?> { new ToSerialize(list) }, Zlib);
        Assert.True(frames.Sum(f => (long)f.Length) < 4_000_000);
        Assert.Equal(list, ((List<object?>)Weft.Loads(frames)!)[0]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("reference", "91")]
    [Trait("reference", "100")]
    public void A_view_of_memory_is_compressed_like_an_array(string name)
    {
        var numbers = new double[30_000];
        numbers.AsSpan(10_000).Fill(2.5);
        var view = new ReadOnlyMemory<double>(numbers, 5_000, 20_000);
        var payload = Weft.Serialize(view, Zlib with { Compression = name });
        Assert.Equal([name], Entries(payload.Header));
        Assert.True(payload.FrameBytes < 160_000 * 0.7);
        Assert.Equal(view.ToArray(), Weft.Deserialize<ReadOnlyMemory<double>>(payload).ToArray());
    }

    [Fact]
    [Trait("reference", "99")]
    public void Frames_that_gain_nothing_go_as_they_are_the_same_memory()
    {
        var noise = CodecTests.Noise(2_000_000);
        var payload = Weft.Serialize(noise, Zlib);
        Assert.False(payload.Header.Contains("compression"));
        Assert.True(payload.Frames[0].Span == noise);
        var small = new byte[9_999];
        Assert.True(Weft.Serialize(small, Zlib).Frames[0].Span == small);
    }

    [Fact]
    public void Each_frame_is_judged_for_itself()
    {
        object[] values = [new byte[20_000], CodecTests.Noise(20_000), new byte[100], new double[20_000]];
        var payload = Weft.Serialize(values, Zlib with { Serializers = ["dask"] });
        Assert.Equal(["zlib", null, null, "zlib"], Entries(payload.Header));
        Assert.True(payload.Frames[1].Span == (byte[])values[1]);
        Assert.Equal(values, Weft.Deserialize<object[]>(payload));
    }

    [Fact]
    public void Nothing_is_compressed_where_nobody_asks_for_it()
    {
        var payload = Weft.Serialize(new byte[100_000]);
        Assert.False(payload.Header.Contains("compression"));
        Assert.Equal(100_000, payload.FrameBytes);
        Assert.Equal(100_000, Weft.Serialize(new byte[100_000], Zlib with { Compression = "off" }).FrameBytes);
    }

    [Theory]
    [InlineData(Proximity.Remote, 2, 1)]
    [InlineData(Proximity.Unknown, 2, 1)]
    [InlineData(Proximity.SameHost, 0, 0)]
    [InlineData(Proximity.SameProcess, 0, 0)]
    [Trait("reference", "110")]
    [Trait("reference", "111")]
    public void Only_what_leaves_the_host_is_compressed_once_for_the_sample_and_once_whole(
        Proximity proximity, int compressCalls, int decompressCalls)
    {
        var codec = new RunsCodec();
        var weft = With(codec);
        var context = new SerializationContext { Proximity = proximity, Compression = "runs" };
        var value = new byte[11_000];
        var payload = weft.Serialize(value, new SerializeOptions { Context = context });
        Assert.Equal(value, weft.Deserialize<byte[]>(payload, new DeserializeOptions { Context = context }));
        Assert.Equal((compressCalls, decompressCalls), (codec.CompressCalls, codec.DecompressCalls));
        payload = weft.Serialize(value, new SerializeOptions { Context = context, Compression = "runs" });
        Assert.Equal(2 * compressCalls, codec.CompressCalls);
    }

    [Fact]
    [Trait("reference", "27")]
    public void What_families_declare_of_their_frames_is_kept_and_concatenated()
    {
        var registry = new SerializerRegistry();
        var seen = new List<int>();
        registry.RegisterFamily("packed", v => v is Packed ? Declared("mine") : null, (h, f) => Load(h, f, "mine"));
        registry.RegisterFamily("plain", v => v is Plain ? Declared(false) : null, (h, f) => Load(h, f, false));
        var weft = new WeftSerializer(registry);
        var options = new SerializeOptions
        {
            Serializers = ["packed", "plain", "dask"],
            IterateCollection = true,
            OnError = OnError.Raise,
        };
        var payload = weft.Serialize(new object[] { new Packed(), new Plain() }, options);
        Assert.Equal(["mine", false], Entries(payload.Header));
        object[] values = [new Packed(), new byte[50_000], new Plain()];
        var mixed = weft.Serialize(values, options with { Compression = "zlib" });
        Assert.Equal(["mine", "zlib", false], Entries(mixed.Header));
        weft.Deserialize(payload);
        Assert.Equal(new byte[50_000], ((object[])weft.Deserialize(mixed)!)[1]);
        Assert.Equal([1 << 20, 1 << 20, 1 << 20, 1 << 20], seen);

        object Load(Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, object expected)
        {
            Assert.Equal([expected], Entries(header));
            seen.Add(frames[0].Length);
            return "loaded";
        }
    }

    [Fact]
    public void A_familys_own_entry_of_another_form_is_its_own_business()
    {
        var registry = new SerializerRegistry();
        registry.RegisterFamily(
            "jpeg",
            _ => new Payload(new HeaderBuilder().Set("compression", "fine").Build(), new byte[50_000]),
            (header, frames) => header.TryGetString("compression", out string? how) ? how + frames[0].Length : null);
        var weft = new WeftSerializer(registry);
        var payload = weft.Serialize(1, Zlib with { Serializers = ["jpeg"] });
        Assert.Equal("fine50000", weft.Deserialize(payload));
    }

    [Fact]
    public void A_type_serializer_may_keep_its_frames_from_being_compressed()
    {
        var registry = new SerializerRegistry();
        registry.Register<Plain>(_ => Declared(false), (_, _) => new Plain());
        var weft = new WeftSerializer(registry);
        var payload = weft.Serialize(new Plain(), Zlib);
        Assert.Equal(1 << 20, payload.FrameBytes);
        Assert.Equal([false], Entries(payload.Header));
        Assert.IsType<Plain>(weft.Deserialize(payload));
    }

    [Fact]
    public void The_family_gets_the_header_and_the_frames_that_it_made()
    {
        var registry = new SerializerRegistry();
        var made = new HeaderBuilder().Set("serializer", "own").Set("n", 5).Build();
        Header? seen = null;
        registry.RegisterFamily(
            "own",
            _ => new Payload(made, new byte[30_000]),
            (header, frames) =>
            {
                seen = header;
                return frames[0].Length;
            });
        var weft = new WeftSerializer(registry);
        Assert.Equal(30_000, weft.Deserialize(weft.Serialize(1, Zlib with { Serializers = ["own"] })));
        Assert.Equal(made, seen);
    }

    [Fact]
    [Trait("reference", "101")]
    [Trait("reference", "109")]
    public void A_value_left_encoded_stays_compressed_and_is_sent_again_byte_for_byte()
    {
        var message = new Dictionary<string, object?> { ["x"] = new ToSerialize(new byte[1_000_000]) };
        var frames = Weft.Dumps(message, Zlib);
        Assert.All(frames, f => Assert.True(f.Length < 10_000));
        var encoded = (Dictionary<string, object?>)Weft.Loads(frames, deserialize: false)!;
        Assert.All(((Serialized)encoded["x"]!).Payload.Frames, f => Assert.True(f.Length < 10_000));
        var again = Weft.Dumps(encoded, Zlib);
        Assert.Equal(frames.Select(f => f.ToArray()), again.Select(f => f.ToArray()));
        var back = (Dictionary<string, object?>)Weft.Loads(again)!;
        Assert.Equal(new byte[1_000_000], back["x"]);
    }

    [Fact]
    public void A_compressed_value_may_be_an_item_of_a_collection_that_is_compressed_too()
    {
        var inner = new Serialized(Weft.Serialize(new byte[100_000], Zlib));
        var options = new SerializeOptions { Compression = "brotli", IterateCollection = true };
        var payload = Weft.Serialize(new object[] { inner, new double[50_000] }, options);
        Assert.Equal(["zlib", "brotli"], Entries(payload.Header));
        Assert.Equal([new byte[100_000], new double[50_000]], Weft.Deserialize<object[]>(payload));
    }

    [Fact]
    [Trait("reference", "108")]
    public void Large_texts_travel_with_small_neighbours_intact()
    {
        // Longer than a shard, once compressed and once as it is.
        string text = new('x', 70_000_000);
        var message = new Dictionary<string, object?>
        {
            ["x"] = new List<object?> { new ToSerialize(text), "foo" },
            ["y"] = new List<object?> { "bar", new Serialized(Weft.Serialize(text)) },
        };
        var frames = Weft.Dumps(message, Zlib with { Compression = "brotli" });
        Assert.InRange(frames.Sum(f => (long)f.Length), 70_000_000, 71_000_000);
        var back = (Dictionary<string, object?>)Weft.Loads(frames)!;
        var x = (List<object?>)back["x"]!;
        var y = (List<object?>)back["y"]!;
        Assert.Equal(("foo", "bar"), (x[1], y[0]));
        Assert.True(text.AsSpan().SequenceEqual((string)x[0]!) && text.AsSpan().SequenceEqual((string)y[1]!));
    }

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("reference", "102")]
    public void Bytes_are_decompressed_straight_into_the_value(string name)
    {
        var payload = Weft.Serialize(new double[1_000_000], Zlib with { Compression = name });
        Weft.Deserialize(payload);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var value = Weft.Deserialize<double[]>(payload);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 8_000_000 + 65_536, $"{allocated} bytes");
        value[0] = 5;
        Assert.Equal(0, Weft.Deserialize<double[]>(payload)[0]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Frames_that_arrive_one_by_one_are_decompressed_when_the_last_is_there(string name)
    {
        object[] values = [new byte[20_000], CodecTests.Noise(20_000), new double[20_000]];
        var payload = Weft.Serialize(values, Zlib with { Compression = name, Serializers = ["dask"] });
        using var receiver = Weft.BeginReceive(payload.Header, payload.Frames.Select(f => (long)f.Length).ToArray());
        for (int i = receiver.FrameCount - 1; i >= 0; i--)
        {
            Assert.Equal(payload.Frames[i].Length, receiver.Destination(i).Length);
            payload.Frames[i].CopyTo(receiver.Destination(i));
        }

        Assert.Equal(values, (object[])receiver.Complete()!);
    }

    [Fact]
    public void Samples_lie_at_fixed_places_over_the_whole_frame()
    {
        Assert.Equal([0, 0, 0, 0, 0], Starts(10_000));
        Assert.Equal([0, 250, 500, 750, 1_000], Starts(11_000));
        Assert.Equal([0, 22_500, 45_000, 67_500, 90_000], Starts(100_000));
        Assert.Equal(2_147_473_591, Starts(2_147_483_591)[4]);

        static int[] Starts(int bytes) =>
            [.. Enumerable.Range(0, 5).Select(i => FrameCompressor.SampleStart(bytes, i))];
    }

    [Fact]
    [Trait("reference", "96")]
    public void A_setting_is_a_registered_name_or_is_refused_with_the_names_that_are()
    {
        var registry = new SerializerRegistry();
        Assert.Null(registry.ResolveCompression(null));
        Assert.Null(registry.ResolveCompression("off"));
        Assert.Equal("zlib", registry.ResolveCompression("zlib"));
        var error = Assert.ThrowsAny<ArgumentException>(() => registry.ResolveCompression("hello"));
        Assert.Equal(
            "no compression 'hello' is registered; valid are off, auto, brotli, zlib; " +
            "register it with SerializerRegistry.RegisterCompression in every process",
            error.Message);
        Assert.ThrowsAny<ArgumentException>(() =>
            new WeftSerializer(registry, new WeftSerializerOptions { Compression = "hello" }));
        Assert.ThrowsAny<ArgumentException>(() => Weft.Serialize(1, Zlib with { Compression = "hello" }));
        Assert.ThrowsAny<ArgumentException>(() => registry.RegisterCompression(new RunsCodec("off")));
    }

    [Fact]
    [Trait("reference", "97")]
    [Trait("reference", "106")]
    public void Auto_is_the_fastest_codec_that_is_registered_and_never_zlib()
    {
        var registry = new SerializerRegistry();
        Assert.Equal("brotli", registry.ResolveCompression("auto"));
        registry.RegisterCompression(new RunsCodec("snappy"));
        Assert.Equal("snappy", registry.ResolveCompression("auto"));
        var lz4 = new RunsCodec("lz4");
        registry.RegisterCompression(lz4);
        Assert.Equal("lz4", registry.ResolveCompression("auto"));
        var weft = new WeftSerializer(registry, new WeftSerializerOptions { Compression = "auto" });
        Assert.Equal("lz4", weft.Compression);
        weft.Serialize(new byte[20_000], new SerializeOptions { Compression = "auto" });
        Assert.Equal(2, lz4.CompressCalls);
    }

    [Fact]
    public void A_codec_that_fails_fails_the_value_with_its_reason()
    {
        var weft = With(new BrokenCodec());
        var options = new SerializeOptions { Compression = "broken", OnError = OnError.Raise };
        var error = Assert.Throws<SerializationFailedException>(() => weft.Serialize(new byte[20_000], options));
        Assert.Contains("out of order", error.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(error.InnerException);
    }

    [Fact]
    public void The_senders_reason_is_never_compressed()
    {
        var registry = new SerializerRegistry();
        registry.Register<Plain>(
            new Func<Plain, Payload?>(_ => throw new InvalidOperationException(new string('x', 50_000))),
            (_, _) => new Plain());
        var payload = new WeftSerializer(registry).Serialize(new Plain(), Zlib with { OnError = OnError.Message });
        Assert.Equal("error", payload.Header.Serializer);
        Assert.True(payload.FrameBytes > 50_000);
    }

    internal static object?[] Entries(Header header)
    {
        Assert.True(header.TryGetRaw("compression", out var raw));
        var reader = new MsgPackReader(raw.Span, Limits.Default);
        return [.. (List<object?>)MessageTree.Read(
            ref reader, null, Limits.Default, new AllocationBudget(raw.Length, Limits.Default))!];
    }

    private static Payload Declared(object entry)
    {
        var header = new HeaderBuilder();
        CompressionEntries.Write(header, [entry]);
        return new Payload(header.Build(), new byte[1 << 20]);
    }

    private static WeftSerializer With(ICompressionCodec codec)
    {
        var registry = new SerializerRegistry();
        registry.RegisterCompression(codec);
        return new WeftSerializer(registry);
    }

    private sealed class Packed;

    private sealed class Plain;

    private sealed class BrokenCodec : ICompressionCodec
    {
        public string Name => "broken";

        public bool TryCompress(ReadOnlySpan<byte> source, System.Buffers.IBufferWriter<byte> destination, long max) =>
            throw new InvalidOperationException("out of order");

        public void Decompress(ReadOnlySpan<byte> source, Span<byte> destination) =>
            throw new InvalidOperationException("out of order");
    }
}
