namespace Weft.Bench;

/// <summary>One way to bring a value into bytes and back.</summary>
/// <param name="Name">Who does it.</param>
/// <param name="Encode">Makes the encoded form of the one value that this contender holds.</param>
/// <param name="Decode">Makes a new value of an encoded form.</param>
internal sealed record Contender(string Name, Func<object> Encode, Func<object, object?> Decode);
