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

/// <summary>What one per-type serializer serves.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="Types">The .NET type, or the shape of types in words.</param>
/// <param name="Aliases">True where frames are the value's own memory.</param>
/// <param name="DataType">
/// numpy's name of what lies in the first frames; <c>dtype</c> where the header's entry of that name says it; empty
/// where numpy has none.
/// </param>
public sealed record TypeTableRow(string Name, string Types, bool Aliases, string DataType);
