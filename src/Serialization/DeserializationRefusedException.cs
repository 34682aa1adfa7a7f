namespace Weft.Serialization;

/// <summary>
/// A payload is well formed but its family or a type in it is not accepted here. Thrown before any of it is decoded;
/// names what came, what is accepted and the remedy.
/// </summary>
/// <param name="message">The three of them.</param>
public sealed class DeserializationRefusedException(string message) : Exception(message);
