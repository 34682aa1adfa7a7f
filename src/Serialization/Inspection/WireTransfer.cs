namespace Weft.Serialization;

/// <summary>The frames of a bulk message, as they come. One thread at a time.</summary>
/// <param name="frames">What the head declares.</param>
internal sealed class WireTransfer(List<WireFrame> frames)
{
    private readonly WireParts _parts = new();

    private long Declared => frames.Aggregate(0L, (sum, frame) => sum + Math.Min(frame.Bytes, long.MaxValue - sum));

    /// <summary>
    /// The next bytes. True once as many came as are declared: they are all the frames, which are described then. Where
    /// the peer did not want all of them, nothing on this side says which came.
    /// </summary>
    public bool Add(WireLines lines, uint number, ReadOnlyMemory<byte> bytes, long at)
    {
        long declared = Declared;
        _parts.Add(bytes, at);
        if (_parts.Bytes < declared) return false;
        if (_parts.Bytes > declared)
        {
            lines.Fail("connection", new WireFormatException(
                $"transfer {number} has brought {_parts.Bytes} bytes; its head declares {declared}", at));
            return true;
        }

        lines.Title($"transfer {number}, whole: {declared} bytes of frames");
        var (all, inside) = (_parts.Join(), lines.Of(_parts.Origin));
        long next = 0;
        foreach (var frame in frames)
        {
            if (lines.IsFull) break;
            WireHeads.Frame(inside, frame, all, ref next);
        }

        return true;
    }

    /// <summary>What did not come by the end of the stream.</summary>
    public string Missing(uint number) =>
        $"transfer {number} brought {_parts.Bytes} of {Declared} bytes: the rest was not wanted, or not sent";
}
