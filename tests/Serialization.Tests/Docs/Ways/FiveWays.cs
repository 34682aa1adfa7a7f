using System.Runtime.InteropServices;

namespace Weft.Serialization.Samples;

/// <summary>The five ways to send a scan, each as a serializer that knows it.</summary>
public static class FiveWays
{
    /// <summary>All of them by name, in the order of the document.</summary>
    public static IReadOnlyList<(string Name, WeftSerializer Weft)> All =>
    [
        ("walked", Walked()), ("fields", Fields()), ("functions", Functions()), ("serializer", Serializer()),
        ("family", Family()),
    ];

    /// <summary>Allowed, and walked by the family pickle.</summary>
    public static WeftSerializer Walked()
    {
        // sample: walked
        var registry = new SerializerRegistry();
        registry.AllowType(typeof(Scan));
        var weft = new WeftSerializer(registry);
        // end
        return weft;
    }

    /// <summary>Taken apart field by field.</summary>
    public static WeftSerializer Fields()
    {
        // sample: fields
        var registry = new SerializerRegistry();
        registry.RegisterGeneric<Scan>();
        var weft = new WeftSerializer(registry);
        // end
        return weft;
    }

    /// <summary>By two functions.</summary>
    public static WeftSerializer Functions()
    {
        // sample: functions
        var registry = new SerializerRegistry();
        registry.Register<Scan>(
            scan => new Payload(ScanHeader.Write(scan).Build(), ToBytes(scan.Times), ToBytes(scan.Values)),
            (header, frames) => frames.Count == 2
                ? ScanHeader.Read(header, ToDoubles(frames[0]), ToDoubles(frames[1]))
                : throw new WireFormatException($"a scan has {frames.Count} frames, not 2"));
        var weft = new WeftSerializer(registry);

        static byte[] ToBytes(double[] numbers) => MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();
        static double[] ToDoubles(ReadOnlyMemory<byte> bytes) =>
            MemoryMarshal.Cast<byte, double>(bytes.Span).ToArray();
        // end
        return weft;
    }

    /// <summary>By a per-type serializer that receives in place.</summary>
    public static WeftSerializer Serializer()
    {
        // sample: serializer-use
        var registry = new SerializerRegistry();
        registry.Register(new ScanSerializer());
        var weft = new WeftSerializer(registry);
        // end
        return weft;
    }

    /// <summary>By a family of its own.</summary>
    public static WeftSerializer Family()
    {
        // sample: family-use
        var registry = new SerializerRegistry();
        registry.RegisterFamily(new ShortScanFamily());
        var weft = new WeftSerializer(registry, new WeftSerializerOptions
        {
            Serializers = ["short-scan", "dask", "pickle"],    // the first that does not decline
        });
        // end
        return weft;
    }
}
