namespace Weft.Serialization;

/// <summary>
/// Declares a per-type serializer on the assembly that brings it; <see cref="SerializerRegistry.RegisterAssembly"/>
/// registers it.
/// </summary>
/// <param name="serializer">
/// An <see cref="ITypeSerializer"/> with a public constructor without parameters; an open one of as many type
/// parameters where <see cref="OpenGeneric"/> is set.
/// </param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class WeftSerializerAttribute(Type serializer) : Attribute
{
    /// <summary>The class of the serializer.</summary>
    public Type Serializer { get; } = serializer;

    /// <summary>The open generic type whose constructions it serves; null for a serializer of one type.</summary>
    public Type? OpenGeneric { get; init; }
}
