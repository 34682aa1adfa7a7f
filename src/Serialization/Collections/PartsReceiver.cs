namespace Weft.Serialization;

/// <summary>Receives the parts of a value, each in its own place, then puts the value together.</summary>
internal sealed class PartsReceiver : PayloadReceiver
{
    private readonly PayloadReceiver[] _parts;
    private readonly int[] _partOfFrame;
    private readonly int[] _firstFrame;
    private readonly Func<object?[], object> _build;

    private PartsReceiver(
        PayloadReceiver[] parts, int[] partOfFrame, int[] firstFrame, Func<object?[], object> build) =>
        (_parts, _partOfFrame, _firstFrame, _build) = (parts, partOfFrame, firstFrame, build);

    public override int FrameCount => _partOfFrame.Length;

    internal override bool IsForeign => false;

    /// <summary>
    /// Reads "sub-headers" and "frame-counts" and begins every part. The counts must add up to the frames that come.
    /// </summary>
    /// <param name="header">Where the entries stand.</param>
    /// <param name="frameBytes">The length of each frame.</param>
    /// <param name="request">The call around the parts.</param>
    /// <param name="partCount">How many parts the caller expects; -1 for any.</param>
    /// <param name="build">Makes the value from the parts' values.</param>
    public static PartsReceiver Begin(
        Header header,
        ReadOnlySpan<long> frameBytes,
        in LoadsRequest request,
        int partCount,
        Func<object?[], object> build)
    {
        if (!header.TryGetHeaders(HeaderKeys.SubHeaders, out var headers) ||
            !header.TryGetInt64s(HeaderKeys.FrameCounts, out long[]? counts) || counts.Length != headers.Length ||
            (partCount >= 0 && partCount != headers.Length))
        {
            throw new WireFormatException($"sub-headers and frame-counts are missing or disagree: {header}");
        }

        request.Budget.Charge(64L * headers.Length + 8L * frameBytes.Length, "the parts of a value");
        var partOfFrame = new int[frameBytes.Length];
        var firstFrame = new int[headers.Length];
        int next = 0;
        for (int i = 0; i < headers.Length; i++)
        {
            if (counts[i] < 0 || counts[i] > frameBytes.Length - next)
            {
                throw new WireFormatException(
                    $"part {i} claims {counts[i]} frames; {frameBytes.Length - next} of {frameBytes.Length} are left");
            }

            firstFrame[i] = next;
            partOfFrame.AsSpan(next, (int)counts[i]).Fill(i);
            next += (int)counts[i];
        }

        if (next != frameBytes.Length)
        {
            throw new WireFormatException($"the parts claim {next} of {frameBytes.Length} frames");
        }

        var parts = new PayloadReceiver[headers.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = request.Serializer.BeginPart(
                headers[i], frameBytes.Slice(firstFrame[i], (int)counts[i]), request, isChecked: true);
        }

        return new PartsReceiver(parts, partOfFrame, firstFrame, build);
    }

    public override Memory<byte> Destination(int frame)
    {
        int part = _partOfFrame[frame];
        return _parts[part].Destination(frame - _firstFrame[part]);
    }

    public override object? Complete()
    {
        var values = new object?[_parts.Length];
        for (int i = 0; i < values.Length; i++) values[i] = _parts[i].Complete();
        try
        {
            return _build(values);
        }
        catch (InvalidCastException error)
        {
            throw new WireFormatException($"a part has another type than its place: {error.Message}", -1, error);
        }
    }

    internal override bool TryAdopt(int frame, ReadOnlyMemory<byte> bytes)
    {
        int part = _partOfFrame[frame];
        return _parts[part].TryAdopt(frame - _firstFrame[part], bytes);
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var part in _parts) part.Dispose();
    }
}
