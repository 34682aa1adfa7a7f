using System.Buffers;

namespace Weft.Serialization;

/// <summary>
/// Compresses the frames of a finished payload, each for itself, where that is worth it: a frame of 10,000 bytes or
/// more of which first five samples and then the whole become shorter than 0.7 of what they were. Every other frame
/// goes as it is: the same memory. The samples lie at fixed places, so that the same value is always treated alike.
/// </summary>
internal static class FrameCompressor
{
    /// <summary>Shorter frames are never compressed.</summary>
    public const int FrameBytesMin = 10_000;

    private const int SampleBytes = 10_000;
    private const int SampleCount = 5;
    private const double WorthwhileRatio = 0.7;

    /// <summary>
    /// The payload with the frames compressed that are worth it and that nobody has opted out: the same payload where
    /// there are none, and where some of its frames are compressed already. Stays within what a receiver with the same
    /// limits takes.
    /// </summary>
    public static Payload Apply(Payload payload, ICompressionCodec codec, Limits limits)
    {
        var frames = payload.FrameArray;
        if (!Array.Exists(frames, f => f.Length >= FrameBytesMin)) return payload;
        if (payload.Header.NamesSerializer(ErrorFamily.FamilyName)) return payload;
        if (payload.Header.Contains(HeaderKeys.DecompressedBytes)) return payload;
        if (!CompressionEntries.TryRead(payload.Header, frames.Length, out object?[]? declared)) return payload;
        ReadOnlyMemory<byte>[]? made = null;
        var lengths = new long[frames.Length];
        long left = limits.DecompressedBytesMax;
        for (int i = 0; i < frames.Length; i++)
        {
            lengths[i] = -1;
            if (declared?[i] is not null) continue;
            if (frames[i].Length > left || !TryCompress(frames[i], codec, limits, out var compressed)) continue;
            left -= frames[i].Length;
            lengths[i] = frames[i].Length;
            made ??= [.. frames];
            made[i] = compressed;
        }

        return made is null
            ? payload
            : new Payload(CompressionEntries.Add(payload.Header, declared, codec.Name, lengths), made);
    }

    /// <summary>Compresses a frame; false where that is not worth it.</summary>
    public static bool TryCompress(
        ReadOnlyMemory<byte> frame, ICompressionCodec codec, Limits limits, out ReadOnlyMemory<byte> compressed)
    {
        compressed = frame;
        if (frame.Length < FrameBytesMin) return false;
        var bytes = frame.Span;
        var buffer = new CompressedBuffer();
        try
        {
            if (!IsSampleWorthwhile(bytes, codec, buffer)) return false;
            buffer.Return();
            long most = (long)(WorthwhileRatio * bytes.Length);
            if (!codec.TryCompress(bytes, buffer, most) || buffer.Length > most) return false;

            // A receiver would take it for a bomb.
            if (buffer.Length * (Int128)limits.DecompressionRatioMax < bytes.Length) return false;
            compressed = buffer.ToArray();
            return true;
        }
        finally
        {
            buffer.Return();
        }
    }

    /// <summary>
    /// Where the samples begin: evenly from the first byte to the last that a whole sample can begin at. Where they
    /// overlap each ends where the next begins.
    /// </summary>
    internal static int SampleStart(int frameBytes, int sample) =>
        (int)((long)(frameBytes - SampleBytes) * sample / (SampleCount - 1));

    private static bool IsSampleWorthwhile(
        ReadOnlySpan<byte> bytes, ICompressionCodec codec, CompressedBuffer buffer)
    {
        var samples = ArrayPool<byte>.Shared.Rent(SampleCount * SampleBytes);
        try
        {
            int length = 0;
            for (int i = 0; i < SampleCount; i++)
            {
                int start = SampleStart(bytes.Length, i);
                int next = i == SampleCount - 1 ? bytes.Length : SampleStart(bytes.Length, i + 1);
                var sample = bytes.Slice(start, Math.Min(SampleBytes, next - start));
                sample.CopyTo(samples.AsSpan(length));
                length += sample.Length;
            }

            long most = (long)(WorthwhileRatio * length);
            return codec.TryCompress(samples.AsSpan(0, length), buffer, most) && buffer.Length <= most;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(samples);
        }
    }
}
