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

    /// <summary>A per-type serializer for values of a kind over these elements.</summary>
    public abstract ITypeSerializer CreateSerializer(BlockKind kind);

    /// <summary>A receiver for a value whose shape and frames were found to agree.</summary>
    public abstract PayloadReceiver CreateReceiver(BlockKind kind, long[] shape, ReadOnlySpan<long> frameBytes);
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

    public override ITypeSerializer CreateSerializer(BlockKind kind) => new BlockSerializer<T>(this, kind);

    public override PayloadReceiver CreateReceiver(BlockKind kind, long[] shape, ReadOnlySpan<long> frameBytes) =>
        kind == BlockKind.ReadOnlyMemory && !IsChecked && frameBytes.Length == 1
            ? new BorrowingReceiver<T>((int)shape[0])
            : new BlockReceiver<T>(this, kind, shape, frameBytes);
}
