using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization.Samples;

// sample: serializer
public sealed class ScanSerializer : ITypeSerializer
{
    public Type Type => typeof(Scan);

    public string Name => "scan";    // stands on the wire: unique, and the same in every process

    public bool Aliases => true;

    public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        // A part is encoded by the call's families; the frames of these are the arrays' own memory.
        var scan = (Scan)value;
        var arrays = request.Dumps(new[] { scan.Times, scan.Values });
        payload = new Payload(ScanHeader.Write(scan).Set("arrays", arrays.Header).Build(), [.. arrays.Frames]);
        return true;
    }

    // Called before the frames arrive: they are received into the arrays of the scan to be.
    public PayloadReceiver TryBeginReceive(Header header, ReadOnlySpan<long> frameBytes, in LoadsRequest request) =>
        header.TryGetHeader("arrays", out var arrays)
            ? new Receiver(header, request.BeginReceive(arrays, frameBytes))
            : throw new WireFormatException($"the header of a scan lacks its arrays: {header}");

    // Asked for only where TryBeginReceive returns null.
    public object Deserialize(Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
        throw new InvalidOperationException("scans are received in place");

    private sealed class Receiver(Header header, PayloadReceiver arrays) : PayloadReceiver
    {
        public override int FrameCount => arrays.FrameCount;

        public override Memory<byte> Destination(int frame) => arrays.Destination(frame);

        public override object Complete() => arrays.Complete() is double[][] { Length: 2 } both
            ? ScanHeader.Read(header, both[0], both[1])
            : throw new WireFormatException("a scan has two arrays of numbers");

        protected override void Dispose(bool disposing) => arrays.Dispose();
    }
}
// end
