namespace Weft.Serialization;

/// <summary>
/// The author of a type says that peers may send it: a value of the type is decoded although nobody allowed it by name
/// or by assembly. The type's own assembly must be loaded already; a name from the wire never loads one. A policy that
/// denies the type wins over the attribute.
/// </summary>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Interface,
    Inherited = false)]
public sealed class WeftSerializableAttribute : Attribute;
