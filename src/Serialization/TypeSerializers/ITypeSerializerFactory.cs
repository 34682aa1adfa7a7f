using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>Makes per-type serializers for a whole shape of types, such as all arrays of unmanaged elements.</summary>
internal interface ITypeSerializerFactory
{
    /// <summary>A serializer for the type; false where the type does not have this shape.</summary>
    /// <param name="type">The type.</param>
    /// <param name="view">Where a user may have registered a serializer for the elements.</param>
    /// <param name="serializer">The serializer.</param>
    bool TryCreate(Type type, RegistryView view, [NotNullWhen(true)] out ITypeSerializer? serializer);
}
