namespace Weft.Serialization;

/// <summary>
/// Declares a codec for frames on the assembly that brings it; <see cref="SerializerRegistry.RegisterAssembly"/>
/// registers it.
/// </summary>
/// <param name="codec">An <see cref="ICompressionCodec"/> with a public constructor without parameters.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class WeftCompressionAttribute(Type codec) : Attribute
{
    /// <summary>The class of the codec.</summary>
    public Type Codec { get; } = codec;
}
