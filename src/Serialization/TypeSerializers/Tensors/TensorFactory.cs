using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;

namespace Weft.Serialization;

/// <summary>
/// Finds the serializer of <see cref="Tensor{T}"/>; one that says why for elements that cannot travel.
/// </summary>
internal sealed class TensorFactory : ITypeSerializerFactory
{
    public bool TryCreate(Type type, RegistryView view, [NotNullWhen(true)] out ITypeSerializer? serializer)
    {
        serializer = null;
        if (!type.IsConstructedGenericType || type.GetGenericTypeDefinition() != typeof(Tensor<>)) return false;
        serializer = ElementTypes.TryGet(type.GenericTypeArguments[0], view, out var element)
            ? element.CreateTensorSerializer()
            : new UnfitTensorSerializer(type);
        return true;
    }
}
