namespace Weft.Serialization;

/// <summary>The per-type serializers of a registry as a table; <c>docs/wire.md</c> shows that of a new one.</summary>
public static class TypeTable
{
    /// <summary>One row for each per-type serializer that is registered now, by name.</summary>
    public static IReadOnlyList<TypeTableRow> Of(SerializerRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        return [.. registry.View.ByName.Values
            .OrderBy(serializer => serializer.Name, StringComparer.Ordinal)
            .Select(serializer => new TypeTableRow(
                serializer.Name, TypesOf(serializer), serializer.Aliases, serializer.DataType))];
    }

    private static string TypesOf(ITypeSerializer serializer) =>
        serializer is IShapeOfTypes shape ? shape.Types : TypeNames.Of(serializer.Type);
}
