using System.Buffers;

namespace Weft.Serialization;

/// <summary>
/// Bytes whose number is not known beforehand, in pieces from the shared pool, so that no piece is ever copied to make
/// room. One user at a time; pair with <see cref="Return"/>.
/// </summary>
internal sealed class CompressedBuffer : IBufferWriter<byte>
{
    private const int FirstBytes = 4_096;
    private const int PieceBytesMax = 1 << 20;

    private readonly List<(byte[] Bytes, int Length)> _full = [];
    private byte[] _last = [];
    private int _lastLength;

    /// <summary>Bytes written.</summary>
    public long Length { get; private set; }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        CheckException.Require(count >= 0 && count <= _last.Length - _lastLength);
        _lastLength += count;
        Length += count;
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _last.AsSpan(_lastLength);
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _last.AsMemory(_lastLength);
    }

    /// <summary>All bytes as one new array.</summary>
    public byte[] ToArray()
    {
        var all = GC.AllocateUninitializedArray<byte>(checked((int)Length));
        int at = 0;
        foreach (var (bytes, length) in _full)
        {
            bytes.AsSpan(0, length).CopyTo(all.AsSpan(at));
            at += length;
        }

        _last.AsSpan(0, _lastLength).CopyTo(all.AsSpan(at));
        return all;
    }

    /// <summary>Writes all bytes to another writer.</summary>
    public void CopyTo(IBufferWriter<byte> destination)
    {
        foreach (var (bytes, length) in _full) destination.Write(bytes.AsSpan(0, length));
        destination.Write(_last.AsSpan(0, _lastLength));
    }

    /// <summary>Gives the pieces back; nothing of them may be used afterwards.</summary>
    public void Return()
    {
        foreach (var (bytes, _) in _full) ArrayPool<byte>.Shared.Return(bytes);
        if (_last.Length > 0) ArrayPool<byte>.Shared.Return(_last);
        _full.Clear();
        (_last, _lastLength, Length) = ([], 0, 0);
    }

    private void Ensure(int more)
    {
        more = Math.Max(more, 1);
        if (_last.Length - _lastLength >= more) return;
        if (_last.Length > 0) _full.Add((_last, _lastLength));
        long wanted = Math.Clamp(2L * _last.Length, FirstBytes, PieceBytesMax);
        _last = ArrayPool<byte>.Shared.Rent((int)Math.Max(wanted, more));
        _lastLength = 0;
    }
}
