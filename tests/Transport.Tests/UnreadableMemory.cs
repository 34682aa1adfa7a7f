using System.Buffers;

namespace Weft.Transport.Tests;

/// <summary>Memory whose owner cannot show it any more.</summary>
internal sealed class UnreadableMemory : MemoryManager<byte>
{
    public const int Bytes = 1 << 20;

    public override Memory<byte> Memory => CreateMemory(Bytes);

    public override Span<byte> GetSpan() => throw new InvalidOperationException("the file is no longer mapped");

    public override MemoryHandle Pin(int elementIndex = 0) =>
        throw new InvalidOperationException("the file is no longer mapped");

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
