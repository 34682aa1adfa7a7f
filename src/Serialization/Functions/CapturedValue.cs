namespace Weft.Serialization;

/// <summary>
/// A value that a function takes along: a variable it reads, the object it is a method of (<c>this</c>), or another
/// function.
/// </summary>
/// <param name="Name">The variable's name as the programmer wrote it.</param>
/// <param name="Value">The value, shared with the caller; it must not change while the reference is used.</param>
public sealed record CapturedValue(string Name, object? Value);
