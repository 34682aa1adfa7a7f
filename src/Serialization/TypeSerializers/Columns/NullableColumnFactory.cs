using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>Finds the serializer for T?[] and lists of T?.</summary>
internal sealed class NullableColumnFactory : ITypeSerializerFactory
{
    public bool TryCreate(Type type, RegistryView view, [NotNullWhen(true)] out ITypeSerializer? serializer)
    {
        serializer = null;
        bool isList = type.IsConstructedGenericType && type.GetGenericTypeDefinition() == typeof(List<>);
        if (!isList && !type.IsSZArray) return false;
        var item = isList ? type.GenericTypeArguments[0] : type.GetElementType()!;
        if (Nullable.GetUnderlyingType(item) is not { } value) return false;
        if (!ElementTypes.TryGet(value, view, out var element)) return false;
        serializer = element.CreateNullableSerializer(isList);
        return true;
    }
}
