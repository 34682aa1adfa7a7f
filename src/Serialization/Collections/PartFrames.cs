namespace Weft.Serialization;

/// <summary>
/// Parts of a value that have headers of their own, gathered into one header and one list of frames: the entries
/// "sub-headers", "frame-counts" and, where a part declares something about its frames, "compression".
/// </summary>
internal sealed class PartFrames
{
    private readonly List<Header> _headers = [];
    private readonly List<long> _counts = [];
    private readonly List<ReadOnlyMemory<byte>> _frames = [];
    private List<object?>? _compression;

    /// <summary>The frames of all parts, in order.</summary>
    public ReadOnlyMemory<byte>[] Frames => [.. _frames];

    /// <summary>Adds a part.</summary>
    public void Add(Payload part)
    {
        CompressionEntries.TryRead(part.Header, part.FrameArray.Length, out object?[]? declared);
        if (declared is not null) _compression ??= [.. new object?[_frames.Count]];
        _compression?.AddRange(declared ?? new object?[part.FrameArray.Length]);
        _headers.Add(part.Header);
        _counts.Add(part.FrameArray.Length);
        _frames.AddRange(part.FrameArray);
    }

    /// <summary>Writes the entries.</summary>
    public void WriteTo(HeaderBuilder header)
    {
        header.Set(HeaderKeys.SubHeaders, _headers);
        header.Set(HeaderKeys.FrameCounts, _counts.ToArray().AsSpan());
        if (_compression is not null) CompressionEntries.Write(header, _compression);
    }
}
