namespace Weft.Serialization;

/// <summary>What one per-type serializer serves.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="Types">The .NET type, or the shape of types in words.</param>
/// <param name="Aliases">True where frames are the value's own memory.</param>
/// <param name="DataType">
/// numpy's name of what lies in the first frames; <c>dtype</c> where the header's entry of that name says it; empty
/// where numpy has none.
/// </param>
public sealed record TypeTableRow(string Name, string Types, bool Aliases, string DataType);
