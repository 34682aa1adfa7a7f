using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>Finds the serializer for arrays and lists whose elements are declared as objects or interfaces.</summary>
internal sealed class BoxedRunFactory : ITypeSerializerFactory
{
    public bool TryCreate(Type type, RegistryView view, [NotNullWhen(true)] out ITypeSerializer? serializer)
    {
        serializer = HoldsAnything(type) ? new BoxedRunSerializer(type) : null;
        return serializer is not null;
    }

    /// <summary>True for T[] and List of T where numbers of any kind may stand for a T.</summary>
    public static bool HoldsAnything(Type type)
    {
        bool isList = type.IsConstructedGenericType && type.GetGenericTypeDefinition() == typeof(List<>);
        if (!isList && !type.IsSZArray) return false;
        var item = isList ? type.GenericTypeArguments[0] : type.GetElementType()!;
        if (item == typeof(object) || item == typeof(ValueType)) return true;
        return item.IsInterface && !item.ContainsGenericParameters;
    }
}
