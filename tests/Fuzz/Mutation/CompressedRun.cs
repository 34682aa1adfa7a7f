using System.IO.Compression;

namespace Weft.Fuzz;

/// <summary>
/// A run that is a whole stream of a codec of the base library, opened, so that what is inside can be damaged while
/// the stream stays whole.
/// </summary>
internal sealed class CompressedRun
{
    private const int PlainBytesMax = 64 * 1024;
    private const int RunBytesMin = 6;
    private const byte ZlibMethod = 8;
    private readonly bool _isZlib;

    private CompressedRun(byte[] plain, bool isZlib) => (Plain, _isZlib) = (plain, isZlib);

    /// <summary>What the stream becomes.</summary>
    public byte[] Plain { get; }

    /// <summary>The run opened; null where it is no such stream, or becomes too much.</summary>
    public static CompressedRun? TryOpen(byte[] run)
    {
        if (run.Length < RunBytesMin) return null;
        bool isZlib = (run[0] & 0xf) == ZlibMethod && ((run[0] << 8) | run[1]) % 31 == 0;
        var plain = isZlib ? Inflate(run) : Unpack(run);
        return plain is { Length: > 0 } ? new CompressedRun(plain, isZlib) : null;
    }

    /// <summary>A stream of the same codec that becomes these bytes.</summary>
    public byte[] Close(byte[] plain)
    {
        using var output = new MemoryStream();
        using (Stream codec = _isZlib
            ? new ZLibStream(output, CompressionLevel.Fastest, true)
            : new BrotliStream(output, CompressionLevel.Fastest, true))
            codec.Write(plain);
        return output.ToArray();
    }

    private static byte[]? Unpack(byte[] run)
    {
        var plain = new byte[PlainBytesMax];
        return BrotliDecoder.TryDecompress(run, plain, out int bytes) ? plain[..bytes] : null;
    }

    private static byte[]? Inflate(byte[] run)
    {
        try
        {
            using var codec = new ZLibStream(new MemoryStream(run), CompressionMode.Decompress);
            var plain = new byte[PlainBytesMax];
            int bytes = codec.ReadAtLeast(plain, plain.Length, throwOnEndOfStream: false);
            return bytes < plain.Length ? plain[..bytes] : null;
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            return null;
        }
    }
}
