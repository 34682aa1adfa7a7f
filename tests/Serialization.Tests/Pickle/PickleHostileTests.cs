using System.Buffers;

namespace Weft.Serialization.Tests.Pickle;

public class PickleHostileTests
{
    private static readonly WeftSerializer Serializer = PickleTesting.Serializer();

    public static TheoryData<object> Samples =>
    [
        new Trade(7, "ACME", 12.5, 99, Side.Sell),
            new List<object?> { 1, "a", 2.5m, DateTime.UnixEpoch, Guid.Empty, new Point(1, 2), null },
        new Dictionary<object, int> { [(1, "a")] = 2, [Side.Buy] = 3 },
            new Measurement { Name = "m", Values = new double[100], Grid = new int[2, 2] },
        new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "x" }, new[] { true, false }, new[] { 1.5m },
            new[,] { { "a" }, { "b" } },
        new Pair(new Node { Next = new Node() }, new int[][] { [1], [2, 3] }), Tuple.Create(1, (2, 3, 4, 5)),
            new bool[600], new[] { new Sample() },
        new decimal[100], new Sample[100],
    ];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_cut_and_every_flipped_byte_ends_in_a_value_or_a_typed_error(object value)
    {
        var payload = Serializer.Serialize(value, PickleTesting.Only);
        var stream = payload.Frames[0].ToArray();
        var header = payload.Header.Encoded.ToArray();
        for (int i = 0; i < stream.Length; i++)
        {
            Try(header, [stream[..i], .. Rest(payload)]);
            foreach (byte mask in new byte[] { 1, 2, 0x10, 0x80, 0xff })
                Try(header, [Flipped(stream, i, mask), .. Rest(payload)]);
        }

        for (int i = 0; i < header.Length; i++)
        {
            Try(header[..i], [.. payload.Frames]);
            foreach (byte mask in new byte[] { 1, 0x10, 0xff }) Try(Flipped(header, i, mask), [.. payload.Frames]);
        }

        Try(header, []);
        Try(header, [.. payload.Frames, new byte[3]]);
        if (payload.Frames.Count > 1) Try(header, [.. payload.Frames.Take(payload.Frames.Count - 1)]);
    }

    [Fact]
    public void Random_streams_end_in_a_value_or_a_typed_error_and_allocate_little()
    {
        var random = new Random(11);
        string[] names =
            ["int", "System.Collections.Generic.List`1[int]", "System.Collections.Generic.Dictionary`2[object,object]",
                "object[,]",
            TypePolicy.Closed.NameOf(typeof(Trade)), "System.ValueTuple`2[int,object]", "System.Tuple`2[object,object]",
                "long?[]"];
        for (int i = 0; i < 20_000; i++)
        {
            var buffer = new ArrayBufferWriter<byte>();
            var writer = new MsgPackWriter(buffer);
            Write(ref writer, random, names, 0);
            writer.Flush();
            Try(PickleHeader(), [buffer.WrittenMemory]);
        }
    }

    [Fact]
    public void A_short_stream_cannot_ask_for_much_memory()
    {
        // Nullable tuples: one byte of nil stands for a structure of many.
        string wide = "decimal";
        for (int i = 0; i < 6; i++)
            wide = $"System.ValueTuple`4[{wide},{wide},{wide},{wide}]".Length < 3000
                ? $"System.ValueTuple`4[{wide},{wide},{wide},{wide}]" : wide;
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MsgPackWriter(buffer);
        writer.WriteArrayHeader(2);
        writer.WriteString($"System.Nullable`1[{wide}][]");
        writer.WriteArrayHeader(20_000);
        for (int i = 0; i < 20_000; i++) writer.WriteNil();
        writer.Flush();
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<WireFormatException>(
            () => Serializer.Deserialize(new Payload(Header.FromEncoded(PickleHeader()), buffer.WrittenMemory)));
        Assert.Contains("asks for", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
    }

    [Fact]
    public void A_header_that_lies_about_its_arrays_allocates_nothing()
    {
        var payload = Serializer.Serialize(new Pair(new double[100], null), PickleTesting.Only);
        var builder = new ArrayBufferWriter<byte>();
        var writer = new MsgPackWriter(builder);
        writer.WriteArrayHeader(1);
        writer.WriteArrayHeader(3);
        writer.WriteString("double[]");
        writer.WriteInt64(0);
        writer.WriteArrayHeader(1);
        writer.WriteInt64(1_000_000_000);
        writer.Flush();
        var header = new HeaderBuilder().Set("serializer", "pickle").SetRaw("parts", builder.WrittenSpan).Build();
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error =
            Assert.Throws<WireFormatException>(() => Serializer.Deserialize(new Payload(header, [.. payload.Frames])));
        Assert.Contains("needs 8000000000 bytes", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void Keys_that_share_a_hash_are_refused_before_they_are_inserted()
    {
        // The hash of a long is its halves' exclusive or: these all hash to 0.
        var colliding = new Dictionary<long, int>();
        for (long i = 0; i < 1500; i++) colliding[(i << 32) | i] = 1;
        var lenient = TestSerializers.Lenient();
        var error =
            Assert.Throws<WireFormatException>(
                () => Serializer.Deserialize(lenient.Serialize(colliding, PickleTesting.Only)));
        Assert.Contains("Limits.HashCollisionsMax", error.Message, StringComparison.Ordinal);
        var spread = Enumerable.Range(0, 5000).ToDictionary(i => (long)i, i => i);
        Assert.Equal(spread, Serializer.Deserialize(Serializer.Serialize(spread, PickleTesting.Only)));
        var bucket = new HashSet<int>();
        int buckets = new HashSet<int>(1500).Capacity;
        for (int i = 0; i < 1500; i++) bucket.Add(i * buckets);
        Assert.Throws<WireFormatException>(
            () => Serializer.Deserialize(lenient.Serialize(bucket, PickleTesting.Only)));
    }

    [Fact]
    public void A_key_shares_nothing_so_that_its_hash_is_soon_computed()
    {
        // A tuple of tuples, each twice: as a graph 40 objects, as a tree 2^40.
        object key = 1;
        for (int i = 0; i < 40; i++) key = Tuple.Create(key, key);
        var shared = Serializer.Serialize(key, PickleTesting.Only);
        Assert.InRange(shared.Frames[0].Length, 40, 5000);
        var limits = PickleTesting.Serializer(limits: Limits.Default with { GraphObjectsMax = 100_000 });
        Assert.Throws<SerializationFailedException>(
            () => limits.Serialize(new Dictionary<object, int>(KeyComparerOf()) { [key] = 1 }, PickleTesting.Only));

        // What a hostile writer would send: [Dictionary, [nil, tuple with references, 1]].
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MsgPackWriter(buffer);
        writer.WriteArrayHeader(2);
        writer.WriteString("System.Collections.Generic.Dictionary`2[object,int]");
        writer.WriteArrayHeader(3);
        writer.WriteNil();
        writer.WriteRaw(shared.Frames[0].Span);
        writer.WriteInt64(1);
        writer.Flush();
        Assert.Throws<WireFormatException>(
            () => Serializer.Deserialize(new Payload(Header.FromEncoded(PickleHeader()), buffer.WrittenMemory)));
        static IEqualityComparer<object> KeyComparerOf() =>
            EqualityComparer<object>.Create((a, b) => ReferenceEquals(a, b), _ => 0);
    }

    [Fact]
    public void Deep_streams_are_refused_before_the_stack_ends()
    {
        foreach (
            string type in new[] { "object[]",
                "System.ValueTuple`1[System.ValueTuple`1[System.ValueTuple`1[object]]]" })
        {
            var buffer = new ArrayBufferWriter<byte>();
            var writer = new MsgPackWriter(buffer);
            int inner = type.Split('1').Length - 1;
            for (int i = 0; i < 10_000; i++)
            {
                writer.WriteArrayHeader(2);
                if (i == 0) writer.WriteString(type);
                else writer.WriteInt64(0);
                for (int k = 0; k < Math.Max(1, inner); k++) writer.WriteArrayHeader(1);
            }

            writer.WriteNil();
            writer.Flush();
            var error = Assert.Throws<WireFormatException>(
                () => Serializer.Deserialize(new Payload(Header.FromEncoded(PickleHeader()), buffer.WrittenMemory)));
            Assert.Contains("Limits.DepthMax", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Other_fields_on_the_other_side_are_noticed()
    {
        var stream = Serializer.Serialize(new Sample { Index = 1 }, PickleTesting.Only).Frames[0].ToArray();
        uint fingerprint = WalkedFields.FingerprintOf(typeof(Sample));
        Span<byte> encoded = stackalloc byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(encoded, fingerprint);
        int at = stream.AsSpan().IndexOf(encoded);
        stream[at + 3] ^= 1;
        var error =
            Assert.Throws<WireFormatException>(
                () => Serializer.Deserialize(new Payload(Header.FromEncoded(PickleHeader()), stream)));
        Assert.Contains("deploy the same build", error.Message, StringComparison.Ordinal);
    }

    private static byte[] PickleHeader() => new HeaderBuilder().Set("serializer", "pickle").Build().Encoded.ToArray();

    private static IEnumerable<ReadOnlyMemory<byte>> Rest(Payload payload) => payload.Frames.Skip(1);

    private static byte[] Flipped(byte[] bytes, int at, byte mask)
    {
        var copy = (byte[])bytes.Clone();
        copy[at] ^= mask;
        return copy;
    }

    private static void Try(byte[] header, ReadOnlyMemory<byte>[] frames)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long present = header.Length + frames.Sum(f => (long)f.Length);
        try
        {
            Serializer.Deserialize(new Payload(Header.FromEncoded(header), frames));
        }
        catch (Exception error) when (
            error is WireFormatException or DeserializationRefusedException or RemoteErrorException)
        {
            // An exception object and its trace take room of their own.
            present += 4000;
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * 160 * present + 400_000);
    }

    private static void Write(ref MsgPackWriter writer, Random random, string[] names, int depth)
    {
        switch (random.Next(depth > 4 ? 6 : 10))
        {
            case 0:
                writer.WriteNil();
                break;
            case 1:
                writer.WriteInt64(random.Next(-40, 300));
                break;
            case 2:
                writer.WriteString(names[random.Next(names.Length)]);
                break;
            case 3:
                writer.WriteExtension((sbyte)random.Next(0, 5), new byte[random.Next(0, 5)]);
                break;
            case 4:
                writer.WriteBinary(new byte[random.Next(0, 20)]);
                break;
            case 5:
                writer.WriteDouble(1.5);
                break;
            case 6:
                writer.WriteArrayHeader(2);
                writer.WriteInt64(random.Next(-30, 3));
                Write(ref writer, random, names, depth + 1);
                break;
            default:
                writer.WriteArrayHeader(2);
                writer.WriteString(names[random.Next(names.Length)]);
                int count = random.Next(0, 6);
                writer.WriteArrayHeader(count);
                for (int i = 0; i < count; i++) Write(ref writer, random, names, depth + 1);
                break;
        }
    }
}
