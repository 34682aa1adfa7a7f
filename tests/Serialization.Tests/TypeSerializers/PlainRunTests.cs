using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization.Tests;

/// <summary>
/// Arrays whose header is read without a walk: nothing that holds for other values may not hold for them.
/// </summary>
public class PlainRunTests
{
    private static readonly double[] Numbers = [1.5, -2, double.NaN];

    [Fact]
    public void Its_header_is_the_one_that_is_written()
    {
        var payload = Dumps(new SerializerRegistry(), Numbers);
        Assert.True(TryLoad(payload, out object? value));
        Assert.Equal(Numbers, value);
        foreach (object other in new object[]
        {
            new List<int> { 1, 2 }, new Memory<byte>([1]), new ArraySegment<char>(['a', 'b'], 1, 1), new long[70_000],
        })
        {
            payload = Dumps(new SerializerRegistry(), other);
            Assert.True(TryLoad(payload, out value));
            Assert.Equal(other.GetType(), value!.GetType());
        }

        payload = Dumps(new SerializerRegistry(), new double[1, 2]);
        Assert.False(TryLoad(payload, out _));
    }

    [Fact]
    public void Any_other_byte_in_the_header_or_length_of_the_frame_takes_the_way_of_all_values()
    {
        var payload = Dumps(new SerializerRegistry(), Numbers);
        var header = payload.Header.Encoded.ToArray();
        Assert.False(PlainRun.TryLoad(header, payload.Frames[0].Span[..16], TypePolicy.Closed, out _));
        Assert.False(PlainRun.TryLoad(header.AsSpan()[..^1], payload.Frames[0].Span, TypePolicy.Closed, out _));
        Assert.False(PlainRun.TryLoad([.. header, 0], payload.Frames[0].Span, TypePolicy.Closed, out _));
        for (int i = 0; i < header.Length; i++)
        {
            header[i] ^= 0x40;
            Assert.False(PlainRun.TryLoad(header, payload.Frames[0].Span, TypePolicy.Closed, out _), $"byte {i}");
            header[i] ^= 0x40;
        }
    }

    [Fact]
    public void A_family_or_reader_of_ones_own_is_never_passed_by()
    {
        var registry = new SerializerRegistry();
        var payload = Dumps(registry, Numbers);
        var weft = new WeftSerializer(registry);
        Assert.Equal(Numbers, weft.Deserialize(payload));
        registry.Register(new OwnReader());
        Assert.Equal("own", weft.Deserialize(payload));
        registry = new SerializerRegistry();
        registry.RegisterFamily("dask", _ => null, (_, _) => "family");
        Assert.Equal("family", new WeftSerializer(registry).Deserialize(payload));
    }

    [Fact]
    public void Lists_of_families_and_limits_hold()
    {
        var registry = new SerializerRegistry();
        var payload = Dumps(registry, Numbers);
        Assert.Throws<DeserializationRefusedException>(() => new WeftSerializer(registry).Deserialize(
            payload, new DeserializeOptions { Deserializers = ["pickle"] }));
        Assert.Throws<DeserializationRefusedException>(() => new WeftSerializer(
            registry, new WeftSerializerOptions { Deserializers = ["msgpack"] }).Deserialize(payload));
        foreach (var limits in new[]
        {
            new Limits { FrameBytesMax = 23 }, new Limits { PayloadBytesMax = payload.Header.Encoded.Length + 23 },
        })
        {
            var weft = new WeftSerializer(registry, new WeftSerializerOptions { Limits = limits });
            Assert.Throws<WireFormatException>(() => weft.Deserialize(payload));
        }
    }

    private static bool TryLoad(Payload payload, out object? value) => PlainRun.TryLoad(
        payload.Header.Encoded.Span, payload.Frames[0].Span, TypePolicy.Closed, out value);

    private static Payload Dumps(SerializerRegistry registry, object value) =>
        new WeftSerializer(registry).Serialize(value, new SerializeOptions { OnError = OnError.Raise });

    private sealed class OwnReader : ITypeSerializer
    {
        public Type Type => typeof(OwnReader);

        public string Name => "array";

        public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
        {
            payload = null;
            return false;
        }

        public object Deserialize(
            Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) => "own";
    }
}
