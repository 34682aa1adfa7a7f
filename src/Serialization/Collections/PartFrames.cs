namespace Weft.Serialization;

/// <summary>
/// Parts of a value that have headers of their own, gathered into one header and one list of frames: the entries
/// "sub-headers" and "frame-counts".
/// </summary>
internal sealed class PartFrames
{
    private readonly List<Header> _headers = [];
    private readonly List<long> _counts = [];
    private readonly List<ReadOnlyMemory<byte>> _frames = [];

    /// <summary>The frames of all parts, in order.</summary>
    public ReadOnlyMemory<byte>[] Frames => [.. _frames];

    /// <summary>Adds a part.</summary>
    public void Add(Payload part)
    {
        _headers.Add(part.Header);
        _counts.Add(part.FrameArray.Length);
        _frames.AddRange(part.FrameArray);
    }

    /// <summary>Writes the entries.</summary>
    public void WriteTo(HeaderBuilder header)
    {
        header.Set(HeaderKeys.SubHeaders, _headers);
        header.Set(HeaderKeys.FrameCounts, _counts.ToArray().AsSpan());
    }
}
