using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Weft.Serialization.Samples;

// sample: family
/// <summary>Scans with half the digits, in half the bytes.</summary>
public sealed class ShortScanFamily : SerializerFamily
{
    public override string Name => "short-scan";

    public override bool TryDumps(object? value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        payload = value is Scan scan
            ? new Payload(ScanHeader.Write(scan).Build(), Shorten(scan.Times), Shorten(scan.Values))
            : null;
        return payload is not null;    // false declines: the next family is tried
    }

    public override object Loads(Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request)
    {
        // Foreign bytes: look at what they claim, and say what you are going to allocate, before you do.
        if (frames.Count != 2) throw new WireFormatException($"a short scan has {frames.Count} frames, not 2");
        request.Budget.Charge(2L * (frames[0].Length + frames[1].Length), "the numbers of a scan");
        return ScanHeader.Read(header, Lengthen(frames[0]), Lengthen(frames[1]));
    }

    private static byte[] Shorten(double[] numbers) =>
        MemoryMarshal.AsBytes(Array.ConvertAll(numbers, number => (float)number).AsSpan()).ToArray();

    private static double[] Lengthen(ReadOnlyMemory<byte> frame) =>
        Array.ConvertAll(MemoryMarshal.Cast<byte, float>(frame.Span).ToArray(), number => (double)number);
}
// end
