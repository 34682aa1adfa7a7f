using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft.Serialization;

/// <summary>
/// Encodes values that hold one run of elements: header {"dtype", "shape"}, and for enums and structures "element" and
/// "fields"; frames are the elements' own memory in row-major order, up to 2^30 bytes each, cut between elements.
/// </summary>
internal sealed class BlockSerializer<T>(ElementType<T> element, BlockKind kind) : ITypeSerializer, IWholeSerializer
    where T : unmanaged
{
    // What was written last: whoever sends arrays sends many of one length. Any thread may replace it.
    private volatile KeptHeader? _kept;

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

    public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload) =>
        TrySerialize(value, request, null, out payload);

    public bool TrySerializeWhole(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload) =>
        TrySerialize(value, request, Name, out payload);

    public object? Deserialize(
        Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
        throw new CheckException("blocks are decoded by BlockReader");

    // List<T> has no public way to its array; the field has had this name since .NET Framework 2.0.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_items")]
    internal static extern ref T[] ListItems(List<T> list);

    // With a name the header is the family's whole one, else the sub-header alone.
    private bool TrySerialize(
        object value, in DumpsRequest request, string? name, [NotNullWhen(true)] out Payload? payload)
    {
        payload = null;
        if (element.IsNamed && !request.Types.AllowsEncoding(typeof(T))) return false;
        switch (value)
        {
            case T[] array when value.GetType() == typeof(T[]):
                payload = Over(array, 0, array.Length, request, name);
                return true;
            case Array array:
                return TryMultidimensional(array, request, name, out payload);
            case List<T> list:
                payload = Over(ListItems(list), 0, list.Count, request, name);
                return true;
            case ArraySegment<T> segment:
                payload = Over(segment.Array ?? [], segment.Offset, segment.Count, request, name);
                return true;
            case Memory<T> memory:
                payload = Over((ReadOnlyMemory<T>)memory, request, name);
                return true;
            case ReadOnlyMemory<T> memory:
                payload = Over(memory, request, name);
                return true;
            default:
                return false;
        }
    }

    private Payload Over(ReadOnlyMemory<T> memory, in DumpsRequest request, string? name)
    {
        if (MemoryMarshal.TryGetArray(memory, out var segment))
        {
            return Over(segment.Array!, segment.Offset, segment.Count, request, name);
        }

        ReadOnlySpan<long> shape = [memory.Length];
        var frames = new List<ReadOnlyMemory<byte>>();
        int most = BlockFrames.FrameBytesMax / element.ItemBytes;
        for (var rest = memory; rest.Length > 0; rest = rest[Math.Min(most, rest.Length)..])
        {
            frames.Add(new CastBytes<T>(rest[..Math.Min(most, rest.Length)]).Memory);
        }

        return new Payload(BlockHeader.Write(element, shape, request, name), [.. frames]);
    }

    private Payload Over(T[] array, int start, int count, in DumpsRequest request, string? name)
    {
        var header = HeaderOf(count, request, name);
        if (count == 0) return new Payload(header);
        return array is byte[] bytes
            ? new Payload(header, BlockFrames.Of(bytes, start, count))
            : new Payload(header, BlockFrames.Of(array, start * (long)element.ItemBytes, count, element.ItemBytes));
    }

    // A name of .NET is another to another policy, so that only headers without one are kept.
    private Header HeaderOf(int count, in DumpsRequest request, string? name)
    {
        bool isKept = name is not null && !element.IsNamed;
        if (isKept && _kept is { } kept && kept.Count == count) return kept.Header;
        ReadOnlySpan<long> shape = [count];
        var header = BlockHeader.Write(element, shape, request, name);
        if (isKept) _kept = new KeptHeader(count, header);
        return header;
    }

    private bool TryMultidimensional(
        Array array, in DumpsRequest request, string? name, [NotNullWhen(true)] out Payload? payload)
    {
        payload = null;
        Span<long> shape = stackalloc long[array.Rank];
        for (int i = 0; i < shape.Length; i++)
        {
            if (array.GetLowerBound(i) != 0) return false;
            shape[i] = array.GetLength(i);
        }

        var header = BlockHeader.Write(element, shape, request, name);
        payload = new Payload(header, BlockFrames.Of(array, 0, array.LongLength, element.ItemBytes));
        return true;
    }

    private sealed record KeptHeader(int Count, Header Header);
}
