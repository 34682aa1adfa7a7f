using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// A run of a tensor's memory seen as bytes, counted from its first element. Owns nothing; keeps the tensor alive.
/// </summary>
internal sealed class TensorBytes<T>(Tensor<T> tensor, long offset, int length) : MemoryManager<byte>
    where T : unmanaged
{
    public override Memory<byte> Memory => CreateMemory(length);

    /// <summary>
    /// The element at zeros. The tensor's own references to its first element point, for a slice, at that of the
    /// array behind it.
    /// </summary>
    public static ref T First(Tensor<T> tensor)
    {
        Span<nint> zeros = stackalloc nint[tensor.Rank];
        zeros.Clear();
        return ref tensor[zeros];
    }

    public override Span<byte> GetSpan() => System.Runtime.InteropServices.MemoryMarshal.CreateSpan(
        ref Unsafe.AddByteOffset(ref Unsafe.As<T, byte>(ref First(tensor)), (nint)offset), length);

    public override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(elementIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(elementIndex, length);
        var pinned = tensor.GetPinnedHandle();
        return new MemoryHandle(
            (byte*)Unsafe.AsPointer(ref First(tensor)) + offset + elementIndex, default, new Pinned(pinned));
    }

    public override void Unpin()
    {
        // Each handle frees its own pin.
    }

    protected override void Dispose(bool disposing)
    {
    }

    // Gives the array free when the handle over it is disposed of.
    private sealed class Pinned(MemoryHandle array) : IPinnable
    {
        private MemoryHandle _array = array;

        public MemoryHandle Pin(int elementIndex) => throw new NotSupportedException("pinned already");

        public void Unpin() => _array.Dispose();
    }
}
