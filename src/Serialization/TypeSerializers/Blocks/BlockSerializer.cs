using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft.Serialization;

/// <summary>
/// Encodes values that hold one run of elements: header {"dtype", "shape"}, and for enums and structures "element" and
/// "fields"; frames are the elements' own memory in row-major order, up to 2^30 bytes each, cut between elements.
/// </summary>
internal sealed class BlockSerializer<T>(ElementType<T> element, BlockKind kind) : ITypeSerializer
    where T : unmanaged
{
    public Type Type => kind switch
    {
        BlockKind.Array => typeof(T[]),
        BlockKind.List => typeof(List<T>),
        BlockKind.Memory => typeof(Memory<T>),
        BlockKind.ReadOnlyMemory => typeof(ReadOnlyMemory<T>),
        _ => typeof(ArraySegment<T>),
    };

    public bool Aliases => true;

    public string DataType => HeaderKeys.DataType;

    public string Name => BlockKinds.NameOf(kind);

    public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        payload = null;
        if (element.IsNamed && !request.Serializer.Types.AllowsEncoding(typeof(T))) return false;
        switch (value)
        {
            case T[] array when value.GetType() == typeof(T[]):
                payload = Over(array, 0, array.Length, request);
                return true;
            case Array array:
                return TryMultidimensional(array, request, out payload);
            case List<T> list:
                payload = Over(ListItems(list), 0, list.Count, request);
                return true;
            case ArraySegment<T> segment:
                payload = Over(segment.Array ?? [], segment.Offset, segment.Count, request);
                return true;
            case Memory<T> memory:
                payload = Over((ReadOnlyMemory<T>)memory, request);
                return true;
            case ReadOnlyMemory<T> memory:
                payload = Over(memory, request);
                return true;
            default:
                return false;
        }
    }

    public object? Deserialize(
        Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
        throw new CheckException("blocks are decoded by BlockReader");

    // List<T> has no public way to its array; the field has had this name since .NET Framework 2.0.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_items")]
    internal static extern ref T[] ListItems(List<T> list);

    private Payload Over(ReadOnlyMemory<T> memory, in DumpsRequest request)
    {
        if (MemoryMarshal.TryGetArray(memory, out var segment))
        {
            return Over(segment.Array!, segment.Offset, segment.Count, request);
        }

        ReadOnlySpan<long> shape = [memory.Length];
        var frames = new List<ReadOnlyMemory<byte>>();
        int most = BlockFrames.FrameBytesMax / element.ItemBytes;
        for (var rest = memory; rest.Length > 0; rest = rest[Math.Min(most, rest.Length)..])
        {
            frames.Add(new CastBytes<T>(rest[..Math.Min(most, rest.Length)]).Memory);
        }

        return new Payload(BlockHeader.Write(element, shape, request), [.. frames]);
    }

    private Payload Over(T[] array, int start, int count, in DumpsRequest request)
    {
        ReadOnlySpan<long> shape = [count];
        var header = BlockHeader.Write(element, shape, request);
        if (count == 0) return new Payload(header);
        return array is byte[] bytes
            ? new Payload(header, BlockFrames.Of(bytes, start, count))
            : new Payload(header, BlockFrames.Of(array, start * (long)element.ItemBytes, count, element.ItemBytes));
    }

    private bool TryMultidimensional(Array array, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        payload = null;
        Span<long> shape = stackalloc long[array.Rank];
        for (int i = 0; i < shape.Length; i++)
        {
            if (array.GetLowerBound(i) != 0) return false;
            shape[i] = array.GetLength(i);
        }

        var header = BlockHeader.Write(element, shape, request);
        payload = new Payload(header, BlockFrames.Of(array, 0, array.LongLength, element.ItemBytes));
        return true;
    }
}
