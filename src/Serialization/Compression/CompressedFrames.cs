namespace Weft.Serialization;

/// <summary>
/// What a header says of frames that were compressed on the way, held against every limit before anything is
/// allocated.
/// </summary>
internal sealed class CompressedFrames
{
    private readonly ICompressionCodec?[] _codecs;

    private CompressedFrames(Header header, ICompressionCodec?[] codecs, long[] frameBytes) =>
        (InnerHeader, _codecs, InnerFrameBytes) = (header, codecs, frameBytes);

    /// <summary>The header as its family made it.</summary>
    public Header InnerHeader { get; }

    /// <summary>The lengths of the frames that the family made.</summary>
    public long[] InnerFrameBytes { get; }

    /// <summary>The codec of a frame; null for one that travels as it is.</summary>
    public ICompressionCodec? CodecOf(int frame) => _codecs[frame];

    /// <summary>Reads the entries; null where no frame of this payload was compressed.</summary>
    /// <param name="header">The payload's header.</param>
    /// <param name="frameBytes">The lengths of its frames as they travel.</param>
    /// <param name="request">The call, whose budget takes the lengths that are declared.</param>
    /// <exception cref="WireFormatException">The entries are malformed or ask for more than the limits.</exception>
    /// <exception cref="DeserializationRefusedException">A codec that is not registered here.</exception>
    public static CompressedFrames? Read(Header header, ReadOnlySpan<long> frameBytes, in LoadsRequest request)
    {
        if (CompressionEntries.ReadLengths(header, frameBytes.Length) is not { } lengths) return null;
        CompressionEntries.TryRead(header, frameBytes.Length, out object?[]? entries);
        var codecs = new ICompressionCodec?[lengths.Length];
        var inner = frameBytes.ToArray();
        for (int i = 0; i < lengths.Length; i++)
        {
            if (lengths[i] < 0) continue;
            if (entries?[i] is not string name)
            {
                throw new WireFormatException(
                    $"frame {i} declares {lengths[i]} bytes after decompression, but no codec in 'compression'");
            }

            codecs[i] = Find(name, i, request.View);
            RequireLength(lengths[i], frameBytes[i], i, request.Limits);
            request.Budget.ChargeDecompressed(frameBytes[i], lengths[i], $"frame {i}");
            inner[i] = lengths[i];
        }

        return new CompressedFrames(CompressionEntries.Remove(header, entries ?? [], lengths), codecs, inner);
    }

    private static ICompressionCodec Find(string name, int frame, RegistryView view)
    {
        if (view.Codecs.TryGetValue(name, out var codec)) return codec;
        throw new DeserializationRefusedException(
            $"frame {frame} was compressed with '{name}'; registered here are " +
            $"[{string.Join(", ", view.Codecs.Keys.Order(StringComparer.Ordinal))}]: register it " +
            "(SerializerRegistry.RegisterCompression) or have the sender use another (SerializeOptions.Compression)");
    }

    private static void RequireLength(long length, long compressed, int frame, Limits limits)
    {
        if (length == 0) throw new WireFormatException($"frame {frame} declares no bytes after decompression");
        if (length > limits.FrameBytesMax)
        {
            throw new WireFormatException(
                $"frame {frame} declares {length} bytes after decompression; " +
                $"the limit is {limits.FrameBytesMax} (Limits.FrameBytesMax)");
        }

        if (length > compressed * (Int128)limits.DecompressionRatioMax)
        {
            throw new WireFormatException(
                $"frame {frame} of {compressed} bytes declares {length} after decompression; the limit is " +
                $"{limits.DecompressionRatioMax} for each (Limits.DecompressionRatioMax)");
        }
    }
}
