namespace Weft.Serialization;

/// <summary>A delegate that no reference can stand for. The message names the function, the reason and a way
/// around.</summary>
/// <param name="message">The three of them.</param>
public sealed class UnsupportedFunctionException(string message) : Exception(message);
