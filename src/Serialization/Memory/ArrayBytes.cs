using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft.Serialization;

/// <summary>
/// A run of an array's memory seen as bytes: any element type without references, any rank, any offset, also beyond
/// 2^31 bytes. Owns nothing; keeps the array alive.
/// </summary>
internal sealed class ArrayBytes(Array array, long offset, int length) : MemoryManager<byte>
{
    /// <summary>The array whose memory this is.</summary>
    public Array Array => array;

    /// <summary>Bytes from the array's first element.</summary>
    public long Offset => offset;

    public override Memory<byte> Memory => CreateMemory(length);

    public override Span<byte> GetSpan() => MemoryMarshal.CreateSpan(
        ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(array), (nint)offset), length);

    public override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(elementIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(elementIndex, length);
        var pinned = new PinnedGCHandle<Array>(array);
        ref byte start = ref Unsafe.AddByteOffset(
            ref MemoryMarshal.GetArrayDataReference(array), (nint)offset + elementIndex);
        return new MemoryHandle(Unsafe.AsPointer(ref start),
            GCHandle.FromIntPtr(PinnedGCHandle<Array>.ToIntPtr(pinned)));
    }

    public override void Unpin()
    {
        // Each handle frees its own pin.
    }

    protected override void Dispose(bool disposing)
    {
    }
}
