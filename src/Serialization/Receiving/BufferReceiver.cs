namespace Weft.Serialization;

/// <summary>Receives the frames of a family that has no place of its own for them, then lets it load.</summary>
internal sealed class BufferReceiver : PayloadReceiver
{
    private readonly Memory<byte>[] _buffers;
    private readonly ReadOnlyMemory<byte>[] _frames;
    private readonly long[] _frameBytes;
    private readonly Func<IReadOnlyList<ReadOnlyMemory<byte>>, object?> _loads;

    /// <summary>A receiver for frames of known lengths; memory is taken when a destination is asked for.</summary>
    public BufferReceiver(
        ReadOnlySpan<long> frameBytes, Func<IReadOnlyList<ReadOnlyMemory<byte>>, object?> loads)
    {
        _frameBytes = frameBytes.ToArray();
        _buffers = new Memory<byte>[frameBytes.Length];
        _frames = new ReadOnlyMemory<byte>[frameBytes.Length];
        _loads = loads;
    }

    public override int FrameCount => _frameBytes.Length;

    internal override bool IsForeign => false;

    public override Memory<byte> Destination(int frame)
    {
        if (_buffers[frame].IsEmpty && _frameBytes[frame] > 0)
        {
            _buffers[frame] = GC.AllocateUninitializedArray<byte>(checked((int)_frameBytes[frame]));
            _frames[frame] = _buffers[frame];
        }

        return _buffers[frame];
    }

    public override object? Complete() => _loads(_frames);

    internal override bool TryAdopt(int frame, ReadOnlyMemory<byte> bytes)
    {
        CheckException.Require(bytes.Length == _frameBytes[frame]);
        _frames[frame] = bytes;
        return true;
    }
}
