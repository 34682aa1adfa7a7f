using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>A value in a <see cref="ValueStore"/>, shared by reference, and what is told of it.</summary>
/// <param name="Value">The value itself; nobody may change it.</param>
/// <param name="Held">Its key, readable type and bytes.</param>
public sealed record StoredValue(object? Value, HeldData Held);
