namespace Weft.Serialization;

/// <summary>
/// Declares a family on the assembly that brings it; <see cref="SerializerRegistry.RegisterAssembly"/> registers it.
/// </summary>
/// <param name="family">A <see cref="SerializerFamily"/> with a public constructor without parameters.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class WeftFamilyAttribute(Type family) : Attribute
{
    /// <summary>The class of the family.</summary>
    public Type Family { get; } = family;
}
