using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Weft.Serialization;

/// <summary>
/// What arrays are made of: a .NET type without references, its name on the wire, and what its bits must satisfy.
/// </summary>
internal abstract class ElementType
{
    private protected ElementType(Type type, string dataType, int itemBytes) =>
        (Type, DataType, ItemBytes) = (type, dataType, itemBytes);

    /// <summary>The .NET type.</summary>
    public Type Type { get; }

    /// <summary>Its name on the wire, numpy's wherever numpy has the type.</summary>
    public string DataType { get; }

    /// <summary>Bytes of one element.</summary>
    public int ItemBytes { get; }

    /// <summary>
    /// True for enums and structures, which travel with their .NET name and need the policy's consent.
    /// </summary>
    public bool IsNamed { get; init; }

    /// <summary>For structures, name and dtype of each field by turns; else null.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>True where some bits are no value of the type.</summary>
    public abstract bool IsChecked { get; }

    /// <summary>The type of values of a kind over these elements.</summary>
    /// <param name="kind">What holds them.</param>
    /// <param name="rank">The dimensions of an array.</param>
    public abstract Type TypeOf(BlockKind kind, int rank);

    /// <summary>The type of arrays or lists of these elements, any of which may be null.</summary>
    public abstract Type NullableTypeOf(bool isList);

    /// <summary>The type of tensors of these elements.</summary>
    public abstract Type TensorType { get; }

    /// <summary>A per-type serializer for values of a kind over these elements.</summary>
    public abstract ITypeSerializer CreateSerializer(BlockKind kind);

    /// <summary>A receiver for a value whose shape and frames were found to agree.</summary>
    public abstract PayloadReceiver CreateReceiver(BlockKind kind, long[] shape, ReadOnlySpan<long> frameBytes);

    /// <summary>The value of a run at hand: its bytes, a whole number of elements, copied and checked.</summary>
    /// <exception cref="WireFormatException">An element has bits that its type never has.</exception>
    public abstract object Load(BlockKind kind, ReadOnlySpan<byte> bytes);

    /// <summary>A per-type serializer for tensors of these elements.</summary>
    public abstract ITypeSerializer CreateTensorSerializer();

    /// <summary>A receiver for a tensor whose layout and frames were found to agree.</summary>
    public abstract PayloadReceiver CreateTensorReceiver(TensorLayout layout, ReadOnlySpan<long> frameBytes);

    /// <summary>A per-type serializer for arrays or lists of these elements, any of which may be null.</summary>
    public abstract ITypeSerializer CreateNullableSerializer(bool isList);

    /// <summary>The receiver of such, over one for the elements.</summary>
    public abstract PayloadReceiver CreateNullableReceiver(bool isList, PayloadReceiver values, int count);

    /// <summary>Objects as an array of this type; null where one of them is anything else.</summary>
    public abstract Array? TryUnbox(IReadOnlyList<object?> items);

    /// <summary>The elements of an array of this type as objects.</summary>
    public abstract object?[] Box(Array items);
}

/// <summary>Looks at elements from outside and throws where one has bits that its type never has.</summary>
internal delegate void ContentCheck<T>(ReadOnlySpan<T> elements);

/// <inheritdoc/>
internal sealed class ElementType<T> : ElementType
    where T : unmanaged
{
    /// <summary>An element type with its wire name; no check where any bits are a value.</summary>
    public unsafe ElementType(string dataType, ContentCheck<T>? check = null)
        : base(typeof(T), dataType, sizeof(T)) => Check = check;

    /// <summary>What elements from outside must satisfy; null where any bits are a value.</summary>
    public ContentCheck<T>? Check { get; }

    public override bool IsChecked => Check is not null;

    public override Type TypeOf(BlockKind kind, int rank) => kind switch
    {
        BlockKind.Array when rank > 1 => typeof(T).MakeArrayType(rank),
        BlockKind.Array => typeof(T[]),
        BlockKind.List => typeof(List<T>),
        BlockKind.Memory => typeof(Memory<T>),
        BlockKind.ReadOnlyMemory => typeof(ReadOnlyMemory<T>),
        _ => typeof(ArraySegment<T>),
    };

    public override Type TensorType => typeof(Tensor<T>);

    public override Type NullableTypeOf(bool isList) => isList ? typeof(List<T?>) : typeof(T?[]);

    public override object Load(BlockKind kind, ReadOnlySpan<byte> bytes)
    {
        var items = GC.AllocateUninitializedArray<T>(bytes.Length / ItemBytes);
        bytes.CopyTo(MemoryMarshal.AsBytes(items.AsSpan()));
        Check?.Invoke(items);
        return BlockReceiver<T>.Wrap(kind, items);
    }

    public override ITypeSerializer CreateTensorSerializer() => new TensorSerializer<T>(this);

    public override PayloadReceiver CreateTensorReceiver(TensorLayout layout, ReadOnlySpan<long> frameBytes) =>
        new TensorReceiver<T>(this, layout, frameBytes);

    public override ITypeSerializer CreateNullableSerializer(bool isList) =>
        new NullableColumnSerializer<T>(this, isList);

    public override PayloadReceiver CreateNullableReceiver(bool isList, PayloadReceiver values, int count) =>
        new NullableColumnReceiver<T>(isList, values, count);

    public override Array? TryUnbox(IReadOnlyList<object?> items)
    {
        var values = new T[items.Count];
        for (int i = 0; i < values.Length; i++)
        {
            // Not by a cast: an enum is its number to the runtime, and must not come back as one.
            if (items[i] is not { } item || item.GetType() != typeof(T)) return null;
            values[i] = (T)item;
        }

        return values;
    }

    public override object?[] Box(Array items) => Array.ConvertAll((T[])items, item => (object?)item);

    public override ITypeSerializer CreateSerializer(BlockKind kind) => new BlockSerializer<T>(this, kind);

    public override PayloadReceiver CreateReceiver(BlockKind kind, long[] shape, ReadOnlySpan<long> frameBytes) =>
        kind == BlockKind.ReadOnlyMemory && !IsChecked && frameBytes.Length == 1
            ? new BorrowingReceiver<T>((int)shape[0])
            : new BlockReceiver<T>(this, kind, shape, frameBytes);
}
