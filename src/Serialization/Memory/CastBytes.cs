using System.Buffers;
using System.Runtime.InteropServices;

namespace Weft.Serialization;

/// <summary>Memory that no array stands behind (native, mapped, a string's) seen as bytes. Owns nothing.</summary>
internal sealed class CastBytes<T>(ReadOnlyMemory<T> memory) : MemoryManager<byte>
    where T : unmanaged
{
    public override Span<byte> GetSpan()
    {
        var bytes = MemoryMarshal.AsBytes(memory.Span);
        return MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(bytes), bytes.Length);
    }

    public override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(elementIndex);
        int items = Math.DivRem(elementIndex, sizeof(T), out int rest);
        var pinned = memory[items..].Pin();
        return rest == 0 ? pinned : throw new NotSupportedException(
            $"memory of {typeof(T)} is pinned at its elements; byte {elementIndex} lies inside one");
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
