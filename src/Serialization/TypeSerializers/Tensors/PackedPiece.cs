using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft.Serialization;

/// <summary>
/// A piece of a tensor with gaps, as a frame: packed when it is looked at, into memory that is held only as long as
/// somebody looks. The bytes are those of the tensor at that moment, so it must not change while its payload is used.
/// Bound on memory: <see cref="BytesMax"/> for each piece that is pinned or read; pieces that were read before are
/// garbage of the youngest generation. Any number of threads.
/// </summary>
internal sealed class PackedPiece<T>(Tensor<T> tensor, TensorLayout layout, long first, int count)
    : MemoryManager<byte>
    where T : unmanaged
{
    /// <summary>Bytes of a piece: below what .NET treats as a large object, which would outlive its use.</summary>
    public const int BytesMax = 64 << 10;

    private WeakReference<byte[]>? _packed;

    public override Memory<byte> Memory => CreateMemory(count * Unsafe.SizeOf<T>());

    public override Span<byte> GetSpan() => Pack();

    public override MemoryHandle Pin(int elementIndex = 0) => Pack().AsMemory(elementIndex).Pin();

    public override void Unpin()
    {
        // Each handle frees its own pin.
    }

    protected override void Dispose(bool disposing)
    {
    }

    private byte[] Pack()
    {
        if (_packed is { } known && known.TryGetTarget(out byte[]? bytes)) return bytes;
        bytes = GC.AllocateUninitializedArray<byte>(count * Unsafe.SizeOf<T>());
        Gather(MemoryMarshal.Cast<byte, T>(bytes.AsSpan()));
        _packed = new WeakReference<byte[]>(bytes);
        return bytes;
    }

    // Elements first to first + count of the packed order. The innermost dimensions that have no gaps are one run.
    private void Gather(Span<T> packed)
    {
        int inner = layout.Order.Length;
        long run = 1;
        while (inner > 0 && layout.Strides[layout.Order[inner - 1]] == run)
        {
            run *= layout.Lengths[layout.Order[--inner]];
        }

        Span<long> at = stackalloc long[inner];
        long offset = 0;
        long rest = first / run;
        for (int i = inner - 1; i >= 0; i--)
        {
            int axis = layout.Order[i];
            (rest, at[i]) = Math.DivRem(rest, layout.Lengths[axis]);
            offset += at[i] * layout.Strides[axis];
        }

        ref T origin = ref TensorBytes<T>.First(tensor);
        int skipped = (int)(first % run);
        while (true)
        {
            int length = (int)Math.Min(run - skipped, packed.Length);
            ref T from = ref Unsafe.Add(ref origin, (nint)(offset + skipped));
            if (run > 1)
            {
                MemoryMarshal.CreateReadOnlySpan(ref from, length).CopyTo(packed);
            }
            else
            {
                length = GatherEach(ref from, at, packed);
                if (inner > 0) offset += (length - 1) * layout.Strides[layout.Order[inner - 1]];
            }

            packed = packed[length..];
            if (packed.IsEmpty) return;
            skipped = 0;
            offset += Advance(at);
        }
    }

    // Single elements of the innermost dimension, up to its end; all but the last are stepped over.
    private int GatherEach(ref T from, Span<long> at, Span<T> packed)
    {
        if (at.IsEmpty)
        {
            packed[0] = from;
            return 1;
        }

        int axis = layout.Order[at.Length - 1];
        int length = (int)Math.Min(layout.Lengths[axis] - at[^1], packed.Length);
        var step = (nint)layout.Strides[axis];
        for (int i = 0; i < length; i++) packed[i] = Unsafe.Add(ref from, i * step);
        at[^1] += length - 1;
        return length;
    }

    // The next run: how far its first element lies behind that of the run before.
    private long Advance(Span<long> at)
    {
        long moved = 0;
        for (int i = at.Length - 1; i >= 0; i--)
        {
            int axis = layout.Order[i];
            moved += layout.Strides[axis];
            if (++at[i] < layout.Lengths[axis]) break;
            moved -= layout.Lengths[axis] * layout.Strides[axis];
            at[i] = 0;
        }

        return moved;
    }
}
