using System.Buffers;
using System.Runtime.InteropServices;

namespace Weft.Serialization;

/// <summary>A run of bytes in an array of numbers, of any element type and rank: the array's own memory, never a
/// copy.</summary>
/// <param name="array">The array; kept alive by this.</param>
/// <param name="startByte">Where the run begins.</param>
/// <param name="byteCount">How long it is.</param>
internal sealed class ArrayMemory(Array array, long startByte, int byteCount) : MemoryManager<byte>
{
    /// <inheritdoc/>
    public override Span<byte> GetSpan() => MemoryMarshal.CreateSpan(
        ref System.Runtime.CompilerServices.Unsafe.AddByteOffset(
            ref MemoryMarshal.GetArrayDataReference(array), (nint)startByte),
        byteCount);

    /// <inheritdoc/>
    public override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)byteCount, nameof(elementIndex));
        var handle = GCHandle.Alloc(array, GCHandleType.Pinned);
        ref byte first = ref System.Runtime.CompilerServices.Unsafe.AddByteOffset(
            ref MemoryMarshal.GetArrayDataReference(array), (nint)(startByte + elementIndex));
        return new MemoryHandle(System.Runtime.CompilerServices.Unsafe.AsPointer(ref first), handle, this);
    }

    /// <inheritdoc/>
    public override void Unpin()
    {
        // The handle that Pin gave out frees itself.
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
