using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization.Tests;

/// <summary>What a receiver of a user's serializer does wrong ends as any other malformed payload does.</summary>
public class ForeignReceiverTests
{
    private static readonly SerializeOptions Raise = new() { OnError = OnError.Raise };

    public enum Fault
    {
        None,
        ThrowsCount,
        OtherCount,
        ThrowsPlace,
        ShortPlace,
        ThrowsValue,
    }

    public static TheoryData<Fault, string> Faults => new()
    {
        { Fault.ThrowsCount, "the family 'dask' failed to decode: no count" },
        { Fault.OtherCount, "expects 3 frames; there are 1" },
        { Fault.ThrowsPlace, "the family 'dask' failed to decode: no place" },
        { Fault.ShortPlace, "gives 2 bytes of memory for frame 0, which has 4" },
        { Fault.ThrowsValue, "the family 'dask' failed to decode: no value" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_faulty_receiver_ends_in_a_wire_format_exception_wherever_the_value_stands(Fault fault, string text)
    {
        object[] values = [new Parcel(), new List<Parcel> { new() }, new Crate { Parcel = new Parcel() }];
        foreach (object value in values)
        {
            var payload = NewSerializer(Fault.None).Serialize(value, Raise);
            var weft = NewSerializer(fault);
            var failure = Assert.Throws<WireFormatException>(() => weft.Deserialize(payload));
            Assert.Contains(text, failure.Message);
            Assert.Throws<WireFormatException>(() =>
            {
                long[] lengths = [.. payload.Frames.Select(f => (long)f.Length)];
                using var receiver = weft.BeginReceive(payload.Header, lengths);
                for (int i = 0; i < lengths.Length; i++) payload.Frames[i].CopyTo(receiver.Destination(i));
                receiver.Complete();
            });
        }
    }

    [Fact]
    public void A_sound_receiver_is_left_alone()
    {
        var weft = NewSerializer(Fault.None);
        Assert.IsType<Parcel>(weft.Deserialize(weft.Serialize(new Parcel(), Raise)));
    }

    private static WeftSerializer NewSerializer(Fault fault)
    {
        var registry = new SerializerRegistry();
        registry.Register(new ParcelSerializer(fault));
        registry.RegisterGeneric<Crate>();
        return new WeftSerializer(registry);
    }

    public sealed class Parcel;

    public sealed class Crate
    {
        public Parcel? Parcel;
    }

    private sealed class ParcelSerializer(Fault fault) : ITypeSerializer
    {
        public Type Type => typeof(Parcel);

        public string Name => "parcel";

        public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
        {
            payload = new Payload(new HeaderBuilder().Build(), new byte[4]);
            return true;
        }

        public object? Deserialize(
            Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
            throw new InvalidOperationException("parcels are received in place");

        public PayloadReceiver? TryBeginReceive(
            Header header, ReadOnlySpan<long> frameBytes, in LoadsRequest request) => new ParcelReceiver(fault);
    }

    private sealed class ParcelReceiver(Fault fault) : PayloadReceiver
    {
        private readonly byte[] _place = new byte[fault == Fault.ShortPlace ? 2 : 4];

        public override int FrameCount => fault switch
        {
            Fault.ThrowsCount => throw new InvalidOperationException("no count"),
            Fault.OtherCount => 3,
            _ => 1,
        };

        public override Memory<byte> Destination(int frame) =>
            fault == Fault.ThrowsPlace ? throw new InvalidOperationException("no place") : _place;

        public override object? Complete() =>
            fault == Fault.ThrowsValue ? throw new InvalidOperationException("no value") : new Parcel();
    }
}
