namespace Weft.Serialization;

/// <summary>
/// The author of a type says that peers may send it: a value of the type is decoded although nobody allowed it by name
/// or by assembly. The type's own assembly must be loaded already; a name from the wire never loads one. A policy that
/// denies the type wins over the attribute.
/// </summary>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Interface,
    Inherited = false)]
public sealed class WeftSerializableAttribute : Attribute
{
    /// <summary>
    /// True where builds with other members understand each other: members then travel by name; one that the sender
    /// lacks keeps its default, one that the receiver lacks is dropped. Both builds must say so. Costs the names once
    /// per graph and a few bytes a member; no array of the structure travels as its memory. docs/wire-pickle.md says
    /// what holds.
    /// </summary>
    public bool VersionTolerant { get; init; }
}
