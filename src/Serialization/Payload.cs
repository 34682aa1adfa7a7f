namespace Weft.Serialization;

/// <summary>
/// One value as header + frames. The frames alias the memory of the value they were made from (or of the buffer they
/// were received into): nothing is copied, so that memory must not change until the payload is no longer used.
/// Immutable and safe to share between threads.
/// </summary>
public sealed class Payload
{
    /// <summary>A payload over frames that the caller hands over and no longer changes.</summary>
    /// <param name="header">What the frames mean.</param>
    /// <param name="frames">Runs of bytes, each at most <see cref="Limits.FrameBytesMax"/>; may be empty.</param>
    public Payload(Header header, params ReadOnlyMemory<byte>[] frames)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(frames);
        Header = header;
        FrameArray = frames;
    }

    /// <summary>What the frames mean: a msgpack map, kept encoded.</summary>
    public Header Header { get; }

    /// <summary>The runs of bytes, in the order in which they travel.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Frames => FrameArray;

    /// <summary>The sum of the frames' lengths, without the header.</summary>
    public long FrameBytes
    {
        get
        {
            long sum = 0;
            foreach (var frame in FrameArray) sum += frame.Length;
            return sum;
        }
    }

    internal ReadOnlyMemory<byte>[] FrameArray { get; }

    /// <summary>This payload, or one over the same frames whose header names this family.</summary>
    internal Payload WithSerializer(string family) =>
        Header.NamesSerializer(family) ? this : new Payload(Header.With(HeaderKeys.Serializer, family), FrameArray);
}
