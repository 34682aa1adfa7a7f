namespace Weft.Serialization.Tests;

/// <summary>
/// What holds for every built-in per-type serializer. A class derived from it supplies values only; it names the
/// serializer it stands for, and a test lists those that nobody stands for.
/// </summary>
public abstract class TypeSerializerLaws
{
    private const int FrameBytesTried = 10_000;
    private static readonly WeftSerializer Weft = TestSerializers.New(typeof(Point).Assembly);

    /// <summary>The wire name of the serializer under law.</summary>
    public abstract string SerializerName { get; }

    /// <summary>Values that it serves; empty and extreme ones among them.</summary>
    protected abstract IEnumerable<object> Values { get; }

    private ITypeSerializer Serializer => Weft.Registry.View.ByName[SerializerName];

    [Fact]
    public void Every_value_comes_back_equal_and_of_its_type()
    {
        foreach (object value in Values)
        {
            var payload = Dumps(value);
            Assert.Equal("dask", payload.Header.Serializer);
            Assert.True(payload.Header.TryGetString("type", out string? name));
            Assert.Equal(SerializerName, name);
            Assert.Equal(Describe.Value(value), Describe.Value(Weft.Deserialize(payload)));
        }
    }

    [Fact]
    public void A_payload_can_be_decoded_twice_and_is_left_as_it_was()
    {
        foreach (object value in Values)
        {
            var payload = Dumps(value);
            var header = payload.Header.Encoded.ToArray();
            Assert.Equal(Describe.Value(value), Describe.Value(Weft.Deserialize(payload)));
            Assert.Equal(Describe.Value(value), Describe.Value(Weft.Deserialize(payload)));
            Assert.Equal(header, payload.Header.Encoded.ToArray());
        }
    }

    [Fact]
    public void Frames_cut_into_shards_anywhere_make_the_same_value()
    {
        foreach (object value in Values)
        {
            var frames = Weft.Dumps(new List<object?> { new ToSerialize(value) }, Options);
            foreach (int step in new[] { 1, 3, 7, 64 })
            {
                var cut = frames.Take(2).ToList();
                foreach (var frame in frames.Skip(2))
                {
                    for (int at = 0; at < frame.Length; at += step)
                    {
                        // Copies: shards that lie apart must be joined.
                        cut.Add(frame.Slice(at, Math.Min(step, frame.Length - at)).ToArray());
                    }
                }

                var back = (List<object?>)Weft.Loads(cut)!;
                Assert.Equal(Describe.Value(value), Describe.Value(back[0]));
            }
        }
    }

    [Fact]
    public void Frames_received_in_place_byte_by_byte_make_the_same_value()
    {
        foreach (object value in Values)
        {
            var payload = Dumps(value);
            using var receiver = Weft.BeginReceive(payload.Header,
                payload.Frames.Select(f => (long)f.Length).ToArray());
            Assert.Equal(payload.Frames.Count, receiver.FrameCount);
            for (int i = receiver.FrameCount - 1; i >= 0; i--)
            {
                Assert.Equal(payload.Frames[i].Length, receiver.Destination(i).Length);
                for (int at = 0; at < payload.Frames[i].Length; at++)
                {
                    payload.Frames[i].Span.Slice(at, 1).CopyTo(receiver.Destination(i).Span[at..]);
                }
            }

            Assert.Equal(Describe.Value(value), Describe.Value(receiver.Complete()));
        }
    }

    [Fact]
    public void All_ways_of_writing_give_the_same_bytes()
    {
        foreach (object value in Values)
        {
            var first = Dumps(value);
            var second = Dumps(value);
            Assert.Equal(first.Header, second.Header);
            Assert.Equal(Hex(first.Frames), Hex(second.Frames));
            var message = new Dictionary<string, object?> { ["x"] = new ToSerialize(value), ["serializer"] = "mine" };
            var frames = Weft.Dumps(message, Options);
            var passed = Weft.Dumps(Weft.Loads(frames, deserialize: false), Options);
            Assert.Equal(Hex(frames), Hex(passed));
            Assert.Equal(string.Concat(Hex(first.Frames)), string.Concat(Hex(frames).Skip(frames.Count > 1 ? 2 : 1)));
        }
    }

    [Fact]
    public void The_header_says_in_numpys_words_what_lies_in_the_frames()
    {
        foreach (object value in Values)
        {
            var payload = Dumps(value);
            string declared = Serializer.DataType;
            if (declared.Length == 0) continue;
            Assert.True(payload.Header.TryGetHeader("sub-header", out var header));
            if (declared != "dtype")
            {
                int item = NumpyNames.ItemBytes(declared)!.Value;
                if (payload.Frames.Count > 0) Assert.Equal(0, payload.Frames[0].Length % item);
                continue;
            }

            Assert.True(header.TryGetString("dtype", out string? name));
            Assert.True(header.TryGetInt64s("shape", out long[]? shape));
            header.TryGetInt64s("strides", out long[]? strides);
            long elements = shape.Select((length, i) => strides?[i] == 0 ? 1 : length).Aggregate(1L, (a, b) => a * b);
            bool hasBits = SerializerName.StartsWith("nullable", StringComparison.Ordinal);
            long bytes = payload.FrameBytes - (hasBits ? payload.Frames[^1].Length : 0);
            if (NumpyNames.ItemBytes(name) is { } itemBytes) Assert.Equal(elements * itemBytes, bytes);
            else Assert.StartsWith("weft:", name, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_cut_anywhere_in_header_or_frames_is_a_wire_format_error()
    {
        foreach (object value in Values)
        {
            var payload = Dumps(value);
            for (int cut = 0; cut < payload.Header.Encoded.Length; cut++)
            {
                Assert.Throws<WireFormatException>(() => Header.FromEncoded(payload.Header.Encoded[..cut]));
            }

            for (int i = 0; i < payload.Frames.Count; i++)
            {
                var frames = payload.Frames.ToArray();
                int step = Math.Max(1, frames[i].Length / FrameBytesTried);
                for (int cut = 0; cut < payload.Frames[i].Length; cut += step)
                {
                    frames[i] = payload.Frames[i][..cut];
                    Assert.Throws<WireFormatException>(() => Weft.Deserialize(new Payload(payload.Header, frames)));
                }

                Assert.Throws<WireFormatException>(
                    () => Weft.Deserialize(new Payload(payload.Header, [.. payload.Frames.Where((_, f) => f != i)])));
            }
        }
    }

    [Fact]
    public void A_flipped_bit_gives_a_value_of_the_type_or_a_typed_refusal_within_the_budget()
    {
        foreach (object value in Values)
        {
            var payload = Dumps(value);
            if (payload.FrameBytes + payload.Header.Encoded.Length > 900) continue;
            Hostile.FlipEveryByte(Weft, payload);
            if (Serializer is IShapeOfTypes) continue;
            for (int i = 0; i < payload.Header.Encoded.Length; i++)
            {
                var header = payload.Header.Encoded.ToArray();
                header[i] ^= 0x20;
                object? back = DecodeOrNull(header, payload);
                if (back is not null) Assert.IsAssignableFrom(Serializer.Type, back);
            }
        }
    }

    [Fact]
    public void Frames_are_the_values_own_memory_where_the_serializer_declares_it()
    {
        foreach (object value in Values)
        {
            var first = Dumps(value);
            var second = Dumps(value);
            if (first.FrameBytes == 0) continue;
            unsafe
            {
                using var a = first.Frames[0].Pin();
                using var b = second.Frames[0].Pin();
                Assert.Equal(Serializer.Aliases, a.Pointer == b.Pointer);
            }
        }
    }

    [Fact]
    public void Decoding_what_aliases_allocates_the_value_and_at_most_a_kilobyte()
    {
        if (!Serializer.Aliases) return;
        foreach (object value in Values)
        {
            var payload = Dumps(value);
            long allocated = long.MaxValue;
            for (int i = 0; i < 3; i++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                object? back = Weft.Deserialize(payload);
                allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
                GC.KeepAlive(back);
            }

            Assert.True(
                allocated <= payload.FrameBytes + 1024, $"{allocated} bytes for {payload.FrameBytes} of {value}");
        }
    }

    private static SerializeOptions Options => new() { Serializers = ["dask"], OnError = OnError.Raise };

    private static Payload Dumps(object value) => Weft.Serialize(value, Options);

    private static IEnumerable<string> Hex(IEnumerable<ReadOnlyMemory<byte>> frames) =>
        frames.Select(frame => Convert.ToHexString(frame.Span));

    private static object? DecodeOrNull(byte[] header, Payload payload)
    {
        try
        {
            return Weft.Deserialize(new Payload(Header.FromEncoded(header), [.. payload.Frames]));
        }
        catch (Exception error) when (
            error is WireFormatException or DeserializationRefusedException or RemoteErrorException)
        {
            return null;
        }
    }
}
