using System.Buffers;

namespace Weft.Serialization;

/// <summary>
/// A way to make frames shorter, known to both ends by its name. Shared by all threads at once; keeps no state of a
/// call. The same bytes are always compressed to the same bytes by one build of one codec.
/// </summary>
public interface ICompressionCodec
{
    /// <summary>
    /// The name that headers carry: 1 to 64 characters, none of <c>off</c>, <c>auto</c>. Another format needs another
    /// name.
    /// </summary>
    string Name { get; }

    /// <summary>
    /// Compresses a frame. False as soon as it is known that more than <paramref name="bytesMax"/> would be needed;
    /// what was written until then is dropped. Any exception is a failure of the value.
    /// </summary>
    /// <param name="source">The frame or a sample of it, 10,000 to 2^31 - 1 bytes; not the codec's to keep.</param>
    /// <param name="destination">Takes the bytes in pieces of any length; the memory is pooled.</param>
    /// <param name="bytesMax">The most bytes that are worthwhile.</param>
    bool TryCompress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, long bytesMax);

    /// <summary>
    /// Fills the destination with what <see cref="TryCompress"/> was given. Untrusted input. The destination is the
    /// value's own memory and exactly as long as the sender declared: bytes that end before it is full, go on when it
    /// is, or are followed by others are malformed.
    /// </summary>
    /// <param name="source">All the compressed bytes, and nothing else.</param>
    /// <param name="destination">Where they belong: one byte at least.</param>
    /// <exception cref="WireFormatException">Anything but exactly these bytes, whole.</exception>
    void Decompress(ReadOnlySpan<byte> source, Span<byte> destination);
}
