using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>Makes per-type serializers for a whole shape of types, such as all arrays of unmanaged elements.</summary>
internal interface ITypeSerializerFactory
{
    /// <summary>A serializer for the type; false where the type does not have this shape.</summary>
    bool TryCreate(Type type, [NotNullWhen(true)] out ITypeSerializer? serializer);
}
