namespace Weft.Serialization;

/// <summary>In what a run of elements is held; its name on the wire is <see cref="BlockKinds.NameOf"/>.</summary>
internal enum BlockKind
{
    Array,
    List,
    Memory,
    ReadOnlyMemory,
    Segment,
}

/// <summary>The names of the kinds, as <c>docs/wire.md</c> lists them.</summary>
internal static class BlockKinds
{
    public static readonly BlockKind[] All = Enum.GetValues<BlockKind>();

    public static string NameOf(BlockKind kind) => kind switch
    {
        BlockKind.Array => "array",
        BlockKind.List => "list",
        BlockKind.Memory => "memory",
        BlockKind.ReadOnlyMemory => "readonly-memory",
        _ => "segment",
    };

    /// <summary>The kind and element type of a .NET type; false where it is none of them.</summary>
    public static bool TryParse(Type type, out BlockKind kind, out Type element)
    {
        (kind, element) = (BlockKind.Array, typeof(object));
        if (type.IsArray)
        {
            // A rank-1 array that is no T[] has a lower bound of its own.
            element = type.GetElementType()!;
            return type.IsSZArray || type.GetArrayRank() > 1;
        }

        if (!type.IsConstructedGenericType) return false;
        var definition = type.GetGenericTypeDefinition();
        element = type.GenericTypeArguments[0];
        if (definition == typeof(List<>)) kind = BlockKind.List;
        else if (definition == typeof(Memory<>)) kind = BlockKind.Memory;
        else if (definition == typeof(ReadOnlyMemory<>)) kind = BlockKind.ReadOnlyMemory;
        else if (definition == typeof(ArraySegment<>)) kind = BlockKind.Segment;
        else return false;
        return true;
    }
}
