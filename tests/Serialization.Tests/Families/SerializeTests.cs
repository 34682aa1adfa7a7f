using System.Runtime.CompilerServices;

namespace Weft.Serialization.Tests;

public class SerializeTests
{
    private static readonly SerializeOptions Raise = new()
    {
        Serializers = ["dask", "msgpack"],
        OnError = OnError.Raise
    };

    [Fact]
    [Trait("dask", "test_dumps_serialize")]
    public void A_registered_type_travels_through_its_own_serializer()
    {
        var registry = new SerializerRegistry();
        registry.Register<Sealed>(
            s => new Payload(new HeaderBuilder().Set("n", s.Number).Build(), new byte[] { 7 }),
            (header, frames) => new Sealed(header.TryGetInt64("n", out long n) ? (int)n + frames[0].Span[0] : -1));
        var weft = new WeftSerializer(registry);
        var payload = weft.Serialize(new Sealed(5), Raise);
        Assert.Equal("dask", payload.Header.Serializer);
        Assert.True(payload.Header.Contains("type"));
        Assert.Single(payload.Frames);
        Assert.Equal(12, weft.Deserialize<Sealed>(payload).Number);
    }

    [Fact]
    [Trait("dask", "test_serialize_bytestrings")]
    public void A_frame_is_the_callers_memory()
    {
        var weft = TestSerializers.New();
        var bytes = new byte[] { 1, 2, 3 };
        var payload = weft.Serialize(bytes);
        Assert.True(payload.Frames[0].Span.Overlaps(bytes) && payload.Frames[0].Length == 3);
        var numbers = new[] { 1.0, 2.0 };
        var frame = weft.Serialize(numbers).Frames[0];
        numbers[1] = 4.0;
        Assert.Equal(4.0, BitConverter.ToDouble(frame.Span[8..]));
        var list = new List<int> { 1, 2 };
        frame = weft.Serialize(list).Frames[0];
        list[0] = 9;
        Assert.Equal(9, BitConverter.ToInt32(frame.Span));
    }

    [Fact]
    [Trait("dask", "test_serialize_empty_array")]
    public void An_empty_array_needs_no_frame()
    {
        var weft = TestSerializers.New();
        var payload = weft.Serialize(Array.Empty<double>());
        Assert.Empty(payload.Frames);
        Assert.Empty(weft.Deserialize<double[]>(payload));
        Assert.Empty(weft.Deserialize<double[]>(new Payload(payload.Header, ReadOnlyMemory<byte>.Empty)));
    }

    [Fact]
    [Trait("dask", "test_serialize_arrays")]
    public void An_array_is_whole_however_its_frame_is_cut()
    {
        var weft = TestSerializers.New();
        var numbers = Enumerable.Range(0, 100).ToArray();
        var payload = weft.Serialize(numbers);
        var frame = payload.Frames[0];
        Assert.Equal(System.Runtime.InteropServices.MemoryMarshal.AsBytes<int>(numbers).ToArray(), frame.ToArray());
        var cut = new Payload(payload.Header, frame[..101], frame[101..101], frame[101..300], frame[300..]);
        Assert.Equal(numbers, weft.Deserialize<int[]>(cut));
    }

    [Fact]
    [Trait("dask", "test_empty")]
    public void A_type_may_have_no_frames_at_all()
    {
        var weft = WithEmptyType();
        Assert.IsType<Nothing>(weft.Deserialize(weft.Serialize(new Nothing(), Raise)));
    }

    [Fact]
    [Trait("dask", "test_preserve_header")]
    [Trait("reference", "45")]
    public void A_type_gets_exactly_its_own_header_and_frames()
    {
        var registry = new SerializerRegistry();
        Header? seen = null;
        int frameCount = -1;
        registry.Register<Nothing>(
            _ => new Payload(Header.Empty),
            (header, frames) =>
            {
                (seen, frameCount) = (header, frames.Count);
                return new Nothing();
            });
        var weft = new WeftSerializer(registry);
        weft.Deserialize(weft.Serialize(new Nothing(), Raise));
        Assert.Equal(Header.Empty, seen);
        Assert.Equal(0, frameCount);
    }

    [Fact]
    [Trait("dask", "test_serialize_raises")]
    [Trait("reference", "25")]
    public void A_failing_type_serializer_stops_the_families_and_its_reason_travels()
    {
        var registry = new SerializerRegistry();
        registry.Register<Nothing>(
            new Func<Nothing, Payload?>(_ => throw new InvalidOperationException("Hello-123")),
            (_, _) => new Nothing());
        registry.RegisterFamily("any", _ => new Payload(Header.Empty), (_, _) => "never");
        var weft = new WeftSerializer(registry);
        var payload = weft.Serialize(new Nothing(), new SerializeOptions { Serializers = ["dask", "any"] });
        Assert.Equal("error", payload.Header.Serializer);
        Assert.Equal(2, payload.Frames.Count);
        var error = Assert.Throws<RemoteErrorException>(() => weft.Deserialize(payload));
        Assert.Contains("Hello-123", error.Message, StringComparison.Ordinal);
        Assert.Contains("Hello-123", error.RemoteStack, StringComparison.Ordinal);
        var raised = Assert.Throws<SerializationFailedException>(() =>
            weft.Serialize(new Nothing(), new SerializeOptions
            {
                Serializers = ["dask", "any"],
                OnError = OnError.Raise
            }));
        Assert.IsType<InvalidOperationException>(raised.InnerException);
        Assert.Equal(typeof(Nothing), raised.ValueType);
    }

    [Fact]
    [Trait("dask", "test_malicious_exception")]
    [Trait("reference", "20")]
    public void An_unserializable_value_is_named_and_nothing_of_it_runs()
    {
        var weft = TestSerializers.New();
        foreach (string[] families in new[] { [], new[] { "msgpack" } })
        {
            var payload = weft.Serialize(new Sealed(1), new SerializeOptions { Serializers = families });
            Assert.Single(payload.Frames);
            var error = Assert.Throws<RemoteErrorException>(() => weft.Deserialize(payload));
            Assert.Contains(nameof(Sealed), error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("dask", "test_errors")]
    public void Where_no_family_takes_a_value_the_payload_is_an_error_or_the_caller_hears_of_it()
    {
        var weft = TestSerializers.New();
        var only = new SerializeOptions { Serializers = ["msgpack"] };
        Assert.Equal("error", weft.Serialize(new Sealed(1), only).Header.Serializer);
        Assert.Throws<SerializationFailedException>(() =>
            weft.Serialize(new Sealed(1), only with { OnError = OnError.Raise }));
    }

    [Theory]
    [InlineData(OnError.Message)]
    [InlineData(OnError.Raise)]
    public void An_unknown_family_is_an_argument_error_that_names_the_known_ones(OnError onError)
    {
        var weft = TestSerializers.New();
        var error = Assert.ThrowsAny<ArgumentException>(() =>
            weft.Serialize(new double[1], new SerializeOptions { Serializers = ["dask", "nope"], OnError = onError }));
        Assert.Contains("nope", error.Message, StringComparison.Ordinal);
        Assert.Contains("msgpack", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_family_that_declines_lets_the_next_one_try()
    {
        var registry = new SerializerRegistry();
        registry.RegisterFamily("shy", _ => null, (_, _) => throw new InvalidOperationException());
        registry.RegisterFamily("eager", v => new Payload(Header.Empty, new byte[1]), (_, frames) => frames.Count);
        registry.RegisterFamily("reader", (Func<object?, Payload?>?)null, (_, _) => 5);
        var weft = new WeftSerializer(registry);
        var payload = weft.Serialize(this, new SerializeOptions { Serializers = ["shy", "reader", "eager"] });
        Assert.Equal("eager", payload.Header.Serializer);
        Assert.Equal(1, weft.Deserialize(payload));
    }

    [Fact]
    [Trait("dask", "test_context_specific_serialization")]
    public void Families_and_type_serializers_see_the_context_of_each_write()
    {
        var context = new SerializationContext { Sender = new PeerAddress("a"), Recipient = new PeerAddress("b") };
        var seen = new List<SerializationContext>();
        var registry = new SerializerRegistry();
        registry.RegisterFamily(
            "aware",
            (_, c) =>
            {
                seen.Add(c);
                return null;
            },
            (_, _) => null);
        registry.Register<Nothing>(
            (_, c) =>
            {
                seen.Add(c);
                return new Payload(Header.Empty);
            },
            (_, _) => new Nothing());
        new WeftSerializer(registry).Serialize(
            new object[] { new Nothing() }, new SerializeOptions
            {
                Serializers = ["aware", "dask"],
                Context = context
            });
        Assert.Equal([context, context], seen);
    }

    [Fact]
    public void A_lazy_registration_runs_once_when_its_assembly_is_first_met()
    {
        int runs = 0;
        var registry = new SerializerRegistry();
        registry.RegisterLazy(typeof(Nothing).Assembly.GetName().Name!, r =>
        {
            runs++;
            r.Register<Nothing>(_ => new Payload(Header.Empty), (_, _) => new Nothing());
        });
        var weft = new WeftSerializer(registry);
        weft.Serialize(new double[1]);
        Assert.Equal(0, runs);
        var payload = weft.Serialize(new Nothing(), Raise);
        weft.Serialize(new Nothing(), Raise);
        Assert.Equal(1, runs);
        Assert.IsType<Nothing>(weft.Deserialize(payload));
    }

    [Fact]
    public void A_lazy_registration_is_also_found_by_a_name_from_the_wire()
    {
        var payload = WithEmptyType().Serialize(new Nothing(), Raise);
        var registry = new SerializerRegistry();
        registry.RegisterLazy(
            typeof(Nothing).Assembly.GetName().Name!,
            r => r.Register<Nothing>(_ => new Payload(Header.Empty), (_, _) => new Nothing()));
        Assert.IsType<Nothing>(new WeftSerializer(registry).Deserialize(payload));
    }

    [Fact]
    public void Registering_from_many_threads_loses_nothing()
    {
        var registry = new SerializerRegistry();
        var threads = Enumerable.Range(0, 4).Select(t => new Thread(() =>
        {
            for (int i = 0; i < 50; i++) registry.RegisterFamily($"f{t}.{i}", _ => null, (_, _) => null);
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        var names = Enumerable.Range(0, 4).SelectMany(t => Enumerable.Range(0, 50).Select(i => $"f{t}.{i}")).ToArray();
        Assert.Equal("error", new WeftSerializer(registry).Serialize(this,
            new SerializeOptions { Serializers = names }).Header.Serializer);
    }

    [Fact]
    public void Registered_functions_are_found_both_ways()
    {
        var registry = new SerializerRegistry();
        Func<int, int> twice = x => 2 * x;
        registry.RegisterFunction("twice", twice);
        Assert.True(registry.TryGetFunction("twice", out var found));
        Assert.Same(twice, found);
        Assert.True(registry.TryGetFunctionName(twice, out string? name));
        Assert.Equal("twice", name);
    }

    [Fact]
    public void Ten_million_doubles_take_at_most_512_bytes()
    {
        var weft = TestSerializers.New();
        var array = GC.AllocateUninitializedArray<double>(10_000_000);
        long least = long.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            var payload = weft.Serialize(array);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            GC.KeepAlive(payload);
        }

        Assert.True(least <= 512, $"{least} bytes");
    }

    [Fact]
    public void Receiving_an_array_allocates_the_array_and_little_else()
    {
        var weft = TestSerializers.New();
        var payload = weft.Serialize(new double[100_000]);
        weft.Deserialize(payload);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var copy = weft.Deserialize(payload);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        GC.KeepAlive(copy);
        Assert.True(allocated < 800_000 + 2_048, $"{allocated} bytes");
    }

    [Fact]
    public void A_value_beyond_two_gibibytes_has_frames_up_to_one_gibibyte_between_elements()
    {
        var array = GC.AllocateUninitializedArray<decimal>((1 << 26) + (1 << 26) + 3);
        var payload = TestSerializers.New().Serialize(array);
        Assert.Equal([1 << 30, (1 << 30) - 16, 64], payload.Frames.Select(f => f.Length));
        Assert.True(Unsafe.AreSame(
            ref Unsafe.As<decimal, byte>(ref array[^1]),
            ref Unsafe.AsRef(in payload.Frames[2].Span[48])));
    }

    private static WeftSerializer WithEmptyType()
    {
        var registry = new SerializerRegistry();
        registry.Register<Nothing>(_ => new Payload(Header.Empty), (_, _) => new Nothing());
        return new WeftSerializer(registry);
    }

    private sealed class Nothing;

    private sealed record Sealed(int Number);
}
