using System.Buffers;
using System.IO.Compression;

namespace Weft.Serialization;

/// <summary>Brotli streams (RFC 7932) at a speed that suits networks: quality 4, a window of 4 MiB.</summary>
internal sealed class BrotliCodec : ICompressionCodec
{
    public const string CodecName = "brotli";
    private const int Quality = 4;
    private const int WindowBits = 22;

    // Brotli says "eighty million zeros" in 127 bytes, which a receiver must take for a bomb. Such bytes are encoded
    // again in runs of this length, each ended by itself: still a plain stream, some 600 times shorter than the bytes.
    private const int RunBytes = 8_192;
    private const int DensityMax = 1_000;

    public string Name => CodecName;

    public bool TryCompress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, long bytesMax)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var encoded = new CompressedBuffer();
        try
        {
            if (!TryEncode(source, encoded, bytesMax, source.Length)) return false;
            if (encoded.Length >= source.Length / DensityMax)
            {
                encoded.CopyTo(destination);
                return true;
            }
        }
        finally
        {
            encoded.Return();
        }

        return TryEncode(source, destination, bytesMax, RunBytes);
    }

    public void Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        using var decoder = new BrotliDecoder();
        var status = decoder.Decompress(source, destination, out int read, out int written);
        if (status == OperationStatus.Done && read == source.Length && written == destination.Length) return;
        string found = status switch
        {
            OperationStatus.Done when written == destination.Length => $"{source.Length - read} bytes follow the end",
            OperationStatus.Done => $"the stream ends at {written}",
            OperationStatus.NeedMoreData => $"the stream is cut off at {written}",
            OperationStatus.DestinationTooSmall => "the stream goes on",
            _ => $"the stream is damaged at about byte {read} of {source.Length}",
        };
        throw new WireFormatException($"brotli: expected {destination.Length} bytes, but {found}");
    }

    private static bool TryEncode(
        ReadOnlySpan<byte> source, IBufferWriter<byte> destination, long bytesMax, int runBytes)
    {
        using var encoder = new BrotliEncoder(Quality, WindowBits);
        long written = 0;
        do
        {
            var run = source[..Math.Min(runBytes, source.Length)];
            source = source[run.Length..];
            if (!TryEncodeRun(encoder, run, source.IsEmpty, destination, bytesMax, ref written)) return false;
        }
        while (!source.IsEmpty);
        return true;
    }

    // The encoder is a handle: copies of it are the same encoder.
    private static bool TryEncodeRun(
        BrotliEncoder encoder,
        ReadOnlySpan<byte> run,
        bool isLast,
        IBufferWriter<byte> destination,
        long bytesMax,
        ref long written)
    {
        while (true)
        {
            var status = encoder.Compress(run, destination.GetSpan(), out int read, out int made, isLast);
            run = run[read..];
            if (!TryCount(destination, made, bytesMax, ref written)) return false;
            if (status == OperationStatus.InvalidData) throw new InvalidOperationException("brotli lost its state");
            if (status == OperationStatus.Done && run.IsEmpty) break;
        }

        if (isLast) return true;
        OperationStatus flushed;
        do
        {
            flushed = encoder.Flush(destination.GetSpan(), out int made);
            if (!TryCount(destination, made, bytesMax, ref written)) return false;
        }
        while (flushed == OperationStatus.DestinationTooSmall);
        return true;
    }

    private static bool TryCount(IBufferWriter<byte> destination, int made, long bytesMax, ref long written)
    {
        destination.Advance(made);
        written += made;
        return written <= bytesMax;
    }
}
