using System.Buffers;

namespace Weft.Serialization;

/// <summary>
/// A growing run of bytes, lent by the thread it is used on and given back with <see cref="Return"/>, so that encoding
/// a header allocates nothing but the header. One user at a time.
/// </summary>
internal sealed class ByteBuffer : IBufferWriter<byte>
{
    private const int KeptBytesMax = 65_536;

    [ThreadStatic]
    private static ByteBuffer? s_spare;

    private byte[] _bytes = new byte[256];

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>What is written; valid until the next write or <see cref="Return"/>.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>An empty buffer; pair with <see cref="Return"/>.</summary>
    public static ByteBuffer Rent()
    {
        var buffer = s_spare ?? new ByteBuffer();
        s_spare = null;
        buffer.Length = 0;
        return buffer;
    }

    /// <summary>Forgets what was written behind a length; no span of it may be in use.</summary>
    public void Truncate(int length)
    {
        CheckException.Require(length >= 0 && length <= Length);
        Length = length;
    }

    /// <summary>Gives the buffer back; its bytes are no longer the caller's.</summary>
    public void Return()
    {
        if (_bytes.Length <= KeptBytesMax) s_spare = this;
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        CheckException.Require(count >= 0 && count <= _bytes.Length - Length);
        Length += count;
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _bytes.AsSpan(Length);
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _bytes.AsMemory(Length);
    }

    private void Ensure(int more)
    {
        more = Math.Max(more, 1);
        if (_bytes.Length - Length >= more) return;
        long wanted = Math.Max(2L * _bytes.Length, (long)Length + more);
        Array.Resize(ref _bytes, (int)Math.Min(Math.Max(wanted, Length + (long)more), Limits.ArrayLengthMax));
    }
}
