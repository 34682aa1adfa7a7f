using System.Buffers;
using System.Runtime.InteropServices;

namespace Weft.Serialization;

/// <summary>Bytes seen as the elements that they are, to read. Owns nothing; keeps the bytes' owner alive.</summary>
/// <param name="bytes">A whole number of elements, aligned as they need it.</param>
internal sealed class ElementMemory<T>(ReadOnlyMemory<byte> bytes) : MemoryManager<T>
    where T : unmanaged
{
    public override Memory<T> Memory => CreateMemory(GetSpan().Length);

    public override Span<T> GetSpan()
    {
        var elements = MemoryMarshal.Cast<byte, T>(bytes.Span);
        return MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(elements), elements.Length);
    }

    public override unsafe MemoryHandle Pin(int elementIndex = 0) => bytes[(elementIndex * sizeof(T))..].Pin();

    public override void Unpin()
    {
        // Each handle frees its own pin.
    }

    protected override void Dispose(bool disposing)
    {
    }
}
