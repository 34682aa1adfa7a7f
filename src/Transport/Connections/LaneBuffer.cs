using System.Buffers;

namespace Weft.Transport.Connections;

/// <summary>
/// A run of whole pieces, one after another, ready to be written. Grows by renting a longer array. Rented by the
/// outbound machine, returned once it is written or dropped.
/// </summary>
internal sealed class LaneBuffer : IBufferWriter<byte>
{
    /// <summary>A buffer that reached this is closed and another begun.</summary>
    public const int FullBytes = 128 * 1024;

    private readonly long[] _byKind = new long[3];
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FullBytes);

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>The messages in it.</summary>
    public int MessageCount { get; set; }

    /// <summary>True where no further message is begun in it.</summary>
    public bool IsFull => Length >= FullBytes;

    /// <summary>What is to be written.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Where the bytes of each kind are added up.</summary>
    public Span<long> ByKind => _byKind;

    /// <summary>Bytes that were written already, to be filled in.</summary>
    public Span<byte> At(int offset, int bytes) => _bytes.AsSpan(offset, bytes);

    /// <summary>Drops what was written behind an offset.</summary>
    public void Truncate(int length) => Length = length;

    /// <inheritdoc/>
    public void Advance(int count) => Length += count;

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    /// <summary>Gives the memory back; nothing of it may be used any more.</summary>
    public void Return()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    private void Reserve(int bytes)
    {
        bytes = Math.Max(bytes, 1);
        if (_bytes.Length - Length >= bytes) return;
        var longer = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _bytes.Length, Length + bytes));
        Written.Span.CopyTo(longer);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = longer;
    }
}
