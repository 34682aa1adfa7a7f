using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace Weft.Serialization;

/// <summary>Zlib streams (RFC 1950), which every language reads; at most 1,032 times shorter than the bytes.</summary>
internal sealed class ZlibCodec : ICompressionCodec
{
    public const string CodecName = "zlib";

    // Pieces small enough to stop soon where nothing is gained.
    private const int PieceBytes = 65_536;

    public string Name => CodecName;

    public bool TryCompress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, long bytesMax)
    {
        ArgumentNullException.ThrowIfNull(destination);
        using var counted = new CountedStream(destination);
        using (var stream = new ZLibStream(counted, CompressionLevel.Optimal, leaveOpen: true))
        {
            while (!source.IsEmpty && counted.Length <= bytesMax)
            {
                var piece = source[..Math.Min(PieceBytes, source.Length)];
                stream.Write(piece);
                source = source[piece.Length..];
            }
        }

        return source.IsEmpty && counted.Length <= bytesMax;
    }

    public unsafe void Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (source.IsEmpty) throw new WireFormatException($"zlib: expected {destination.Length} bytes, but found none");
        int filled = 0;
        bool goesOn;
        try
        {
            fixed (byte* start = source)
            {
                using var bytes = new UnmanagedMemoryStream(start, source.Length);
                using var stream = new ZLibStream(bytes, CompressionMode.Decompress, leaveOpen: true);
                filled = stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
                goesOn = filled == destination.Length && stream.ReadByte() >= 0;
            }
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new WireFormatException(
                $"zlib: expected {destination.Length} bytes, but the stream is damaged", -1, error);
        }

        if (filled < destination.Length || goesOn)
        {
            throw new WireFormatException(
                $"zlib: expected {destination.Length} bytes, but the stream " +
                (goesOn ? "goes on" : $"ends at {filled}"));
        }

        // The stream's reader is content with a stream whose sum is cut off, and with bytes behind it.
        if (source.Length < sizeof(uint) ||
            BinaryPrimitives.ReadUInt32BigEndian(source[^sizeof(uint)..]) != Adler32.Of(destination))
        {
            throw new WireFormatException(
                $"zlib: the last 4 of {source.Length} bytes are not the sum of the content: the stream is cut off, " +
                "or bytes follow it");
        }
    }

    /// <summary>What a stream is told becomes bytes of a buffer writer, and is counted.</summary>
    private sealed class CountedStream(IBufferWriter<byte> destination) : Stream
    {
        private long _length;

        public override long Length => _length;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Position
        {
            get => _length;
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            destination.Write(buffer);
            _length += buffer.Length;
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
