using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft.Serialization;

/// <summary>Receives a run of elements straight into the array that becomes the value.</summary>
internal sealed class BlockReceiver<T> : PayloadReceiver
    where T : unmanaged
{
    private const int CheckedAtOnceMax = 1 << 28;
    private readonly ElementType<T> _element;
    private readonly BlockKind _kind;
    private readonly long[] _offsets;
    private Array? _array;

    /// <summary>Makes the array, uninitialised where .NET can.</summary>
    public BlockReceiver(ElementType<T> element, BlockKind kind, long[] shape, ReadOnlySpan<long> frameBytes)
    {
        _element = element;
        _kind = kind;
        _offsets = new long[frameBytes.Length + 1];
        for (int i = 0; i < frameBytes.Length; i++) _offsets[i + 1] = _offsets[i] + frameBytes[i];
        _array = shape.Length == 1
            ? GC.AllocateUninitializedArray<T>((int)shape[0])
            : Array.CreateInstance(typeof(T), shape);
    }

    public override int FrameCount => _offsets.Length - 1;

    internal override bool IsForeign => false;

    public override Memory<byte> Destination(int frame)
    {
        ObjectDisposedException.ThrowIf(_array is null, this);
        long start = _offsets[frame];
        int length = checked((int)(_offsets[frame + 1] - start));
        return _array is byte[] bytes
            ? bytes.AsMemory((int)start, length)
            : new ArrayBytes(_array, start, length).Memory;
    }

    public override object? Complete()
    {
        ObjectDisposedException.ThrowIf(_array is null, this);
        var array = _array;
        _array = null;
        if (_element.Check is { } check) CheckAll(array, check);
        return Wrap(_kind, array);
    }

    /// <summary>The value of a kind that holds these elements.</summary>
    internal static object Wrap(BlockKind kind, Array array) => kind switch
    {
        BlockKind.Array => array,
        BlockKind.List => ToList((T[])array),
        BlockKind.Memory => new Memory<T>((T[])array),
        BlockKind.ReadOnlyMemory => new ReadOnlyMemory<T>((T[])array),
        _ => new ArraySegment<T>((T[])array),
    };

    protected override void Dispose(bool disposing) => _array = null;

    private static List<T> ToList(T[] items)
    {
        var list = new List<T>();
        BlockSerializer<T>.ListItems(list) = items;
        CollectionsMarshal.SetCount(list, items.Length);
        return list;
    }

    private static unsafe void CheckAll(Array array, ContentCheck<T> check)
    {
        for (long start = 0; start < array.LongLength; start += CheckedAtOnceMax)
        {
            int count = (int)Math.Min(CheckedAtOnceMax, array.LongLength - start);
            ref byte first = ref MemoryMarshal.GetArrayDataReference(array);
            ref byte from = ref Unsafe.AddByteOffset(ref first, (nint)(start * sizeof(T)));
            check(MemoryMarshal.CreateReadOnlySpan(
                ref Unsafe.As<byte, T>(ref from), count));
        }
    }
}
