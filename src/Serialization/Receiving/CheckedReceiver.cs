namespace Weft.Serialization;

/// <summary>
/// Stands in front of a receiver that is not Weft's own: what that one throws becomes the one error of foreign bytes,
/// and what it hands out is held against what comes.
/// </summary>
internal sealed class CheckedReceiver : PayloadReceiver
{
    private readonly SerializerFamily _family;
    private readonly PayloadReceiver _receiver;
    private readonly long[] _frameBytes;

    /// <summary>A receiver in front of one that a family, or a serializer of it, made for frames of these
    /// lengths.</summary>
    /// <exception cref="WireFormatException">It expects another number of them.</exception>
    public CheckedReceiver(SerializerFamily family, PayloadReceiver receiver, ReadOnlySpan<long> frameBytes)
    {
        (_family, _receiver, _frameBytes) = (family, receiver, frameBytes.ToArray());
        if (receiver.FrameCount == _frameBytes.Length) return;
        throw new WireFormatException(
            $"the receiver of the family '{family.Name}' expects {receiver.FrameCount} frames; there are " +
            $"{_frameBytes.Length}");
    }

    public override int FrameCount => _frameBytes.Length;

    internal override bool IsForeign => false;

    public override Memory<byte> Destination(int frame)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frame, _frameBytes.Length);
        Memory<byte> place;
        try
        {
            place = _receiver.Destination(frame);
        }
        catch (Exception error) when (!WeftSerializer.IsTyped(error))
        {
            throw WeftSerializer.Failed(_family, error);
        }

        if (place.Length == _frameBytes[frame]) return place;
        throw new WireFormatException(
            $"the receiver of the family '{_family.Name}' gives {place.Length} bytes of memory for frame {frame}, " +
            $"which has {_frameBytes[frame]}");
    }

    public override object? Complete()
    {
        try
        {
            return _receiver.Complete();
        }
        catch (Exception error) when (!WeftSerializer.IsTyped(error))
        {
            throw WeftSerializer.Failed(_family, error);
        }
    }

    protected override void Dispose(bool disposing)
    {
        try
        {
            _receiver.Dispose();
        }
        catch (Exception error) when (!WeftSerializer.IsTyped(error))
        {
            throw WeftSerializer.Failed(_family, error);
        }
    }
}
