using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>Finds the serializer for values that hold one run of elements: arrays, lists, memories, segments.</summary>
internal sealed class BlockFactory : ITypeSerializerFactory
{
    public bool TryCreate(Type type, RegistryView view, [NotNullWhen(true)] out ITypeSerializer? serializer)
    {
        serializer = null;
        if (!BlockKinds.TryParse(type, out var kind, out var elementType)) return false;
        if (!ElementTypes.TryGet(elementType, view, out var element)) return false;
        serializer = element.CreateSerializer(kind);
        return true;
    }
}
