using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Weft.Serialization;

namespace Weft.Transport.Tests;

/// <summary>
/// The smallest family that receives in place: byte[] and double[], one frame that is the array's own memory. The
/// tests of a connection must not depend on how arrays are encoded elsewhere. A string is a value whose decoding fails.
/// </summary>
internal sealed class RawFamily : SerializerFamily
{
    private const string KindKey = "kind";
    private const string LengthKey = "length";

    public override string Name => "raw";

    public static WeftSerializer NewSerializer(params string[] deserializers)
    {
        var registry = new SerializerRegistry();
        registry.RegisterFamily(new RawFamily());
        return new(registry, new WeftSerializerOptions
        {
            Serializers = ["raw"],
            Deserializers = deserializers.Length == 0 ? null : deserializers,
        });
    }

    public static Header HeaderOf(string kind, long length) =>
        new HeaderBuilder().Set("serializer", "raw").Set(KindKey, kind).Set(LengthKey, length).Build();

    public override bool TryDumps(object? value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        payload = value switch
        {
            byte[] bytes => new Payload(HeaderOf("byte", bytes.Length), bytes),
            double[] doubles => new Payload(HeaderOf("double", doubles.Length), new DoubleMemory(doubles).Memory),
            string text => new Payload(HeaderOf("broken", text.Length), new byte[text.Length]),
            _ => null,
        };
        return payload is not null;
    }

    public override object? Loads(
        Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
        throw new InvalidOperationException("this family receives in place only");

    public override PayloadReceiver TryBeginReceive(
        Header header, ReadOnlySpan<long> frameBytes, in LoadsRequest request)
    {
        if (!header.TryGetString(KindKey, out var kind) || !header.TryGetInt64(LengthKey, out var length))
            throw new WireFormatException("no kind or length");
        var expected = kind == "double" ? length * sizeof(double) : length;
        if (frameBytes.Length != 1 || frameBytes[0] != expected)
            throw new WireFormatException($"the header declares {expected} bytes, its frames are others");
        return kind switch
        {
            "byte" => ByteReceiver(GC.AllocateUninitializedArray<byte>((int)length)),
            "double" => DoubleReceiver(GC.AllocateUninitializedArray<double>((int)length)),
            _ => new Receiver(new byte[length], () => throw new FormatException("this value never decodes")),
        };
    }

    private static Receiver ByteReceiver(byte[] array) => new(array, () => array);

    private static Receiver DoubleReceiver(double[] array) => new(new DoubleMemory(array).Memory, () => array);

    private sealed class Receiver(Memory<byte> destination, Func<object?> complete) : PayloadReceiver
    {
        public override int FrameCount => 1;

        public override Memory<byte> Destination(int frame) => destination;

        public override object? Complete() => complete();
    }

    private sealed class DoubleMemory(double[] array) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(array.AsSpan());

        public override unsafe MemoryHandle Pin(int elementIndex = 0)
        {
            var handle = GCHandle.Alloc(array, GCHandleType.Pinned);
            return new((byte*)handle.AddrOfPinnedObject() + elementIndex, handle);
        }

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
