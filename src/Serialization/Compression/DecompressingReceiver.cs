namespace Weft.Serialization;

/// <summary>
/// Receives the frames of a payload of which some were compressed: those into memory of their own, all others where
/// the value wants them. Each compressed frame is decompressed straight into the value's memory once all have landed.
/// </summary>
internal sealed class DecompressingReceiver : PayloadReceiver
{
    private readonly PayloadReceiver _value;
    private readonly CompressedFrames _frames;
    private readonly long[] _frameBytes;
    private readonly Memory<byte>[] _buffers;
    private readonly ReadOnlyMemory<byte>[] _compressed;

    /// <summary>A receiver in front of the one for the frames as the family made them, which it owns.</summary>
    public DecompressingReceiver(PayloadReceiver value, CompressedFrames frames, ReadOnlySpan<long> frameBytes)
    {
        (_value, _frames, _frameBytes) = (value, frames, frameBytes.ToArray());
        _buffers = new Memory<byte>[_frameBytes.Length];
        _compressed = new ReadOnlyMemory<byte>[_frameBytes.Length];
    }

    public override int FrameCount => _frameBytes.Length;

    internal override bool IsForeign => false;

    public override Memory<byte> Destination(int frame)
    {
        if (_frames.CodecOf(frame) is null) return _value.Destination(frame);
        if (_buffers[frame].IsEmpty && _frameBytes[frame] > 0)
        {
            _buffers[frame] = GC.AllocateUninitializedArray<byte>(checked((int)_frameBytes[frame]));
            _compressed[frame] = _buffers[frame];
        }

        return _buffers[frame];
    }

    public override object? Complete()
    {
        for (int i = 0; i < _compressed.Length; i++)
        {
            if (_frames.CodecOf(i) is { } codec) Decompress(codec, i);
        }

        return _value.Complete();
    }

    internal override bool TryAdopt(int frame, ReadOnlyMemory<byte> bytes)
    {
        if (_frames.CodecOf(frame) is null) return _value.TryAdopt(frame, bytes);
        CheckException.Require(bytes.Length == _frameBytes[frame]);
        _compressed[frame] = bytes;
        return true;
    }

    protected override void Dispose(bool disposing) => _value.Dispose();

    private void Decompress(ICompressionCodec codec, int frame)
    {
        var destination = _value.Destination(frame).Span;
        try
        {
            codec.Decompress(_compressed[frame].Span, destination);
        }
        catch (Exception error) when (error is not (CheckException or OutOfMemoryException))
        {
            throw new WireFormatException(
                $"frame {frame}, compressed with '{codec.Name}', does not become its {destination.Length} bytes: " +
                error.Message,
                -1,
                error);
        }

        // Not needed any more, while the next frame is decompressed.
        (_buffers[frame], _compressed[frame]) = (default, default);
    }
}
