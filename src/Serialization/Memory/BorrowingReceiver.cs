using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft.Serialization;

/// <summary>
/// Receives one frame of elements as read-only memory. A frame that is at hand becomes the value as it lies there,
/// nothing is copied: nobody can write through the value, so it may share its memory. A frame that arrives lands in an
/// array of the value's own, which is made when its destination is asked for.
/// </summary>
internal sealed class BorrowingReceiver<T>(int length) : PayloadReceiver
    where T : unmanaged
{
    // No element and no field of one asks for more.
    private const int Alignment = sizeof(long);

    private ReadOnlyMemory<T> _value;
    private T[]? _array;

    public override int FrameCount => 1;

    internal override bool IsForeign => false;

    public override Memory<byte> Destination(int frame)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(frame, 0);
        if (_array is null) _value = _array = GC.AllocateUninitializedArray<T>(length);
        return _array is byte[] bytes ? bytes : new ArrayBytes(_array, 0, BytesOf(length)).Memory;
    }

    public override object? Complete() => _value;

    internal override bool TryAdopt(int frame, ReadOnlyMemory<byte> bytes)
    {
        CheckException.Require(frame == 0 && bytes.Length == BytesOf(length));
        if (_array is not null) return false;
        return TryView(bytes, out _value);
    }

    // Memory that begins inside an element, or at an address the processor might refuse, is copied instead.
    private static bool TryView(ReadOnlyMemory<byte> bytes, out ReadOnlyMemory<T> view)
    {
        view = default;
        if (typeof(T) == typeof(byte))
        {
            view = Unsafe.As<ReadOnlyMemory<byte>, ReadOnlyMemory<T>>(ref bytes);
            return true;
        }

        if (MemoryMarshal.TryGetArray(bytes, out var segment))
        {
            if (segment.Offset % Alignment != 0) return false;
        }
        else if (!MemoryMarshal.TryGetMemoryManager(bytes, out ArrayBytes? part, out int index, out _)
            || (part.Offset + index) % Alignment != 0)
        {
            return false;
        }

        view = new ElementMemory<T>(bytes).Memory;
        return true;
    }

    private static unsafe int BytesOf(int elements) => checked(elements * sizeof(T));
}
