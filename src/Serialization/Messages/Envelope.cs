namespace Weft.Serialization;

/// <summary>
/// An administrative message in its encoded form: one msgpack body, and the data values it carries, which the body
/// refers to by their index. What Transport and the Akka serializers move.
/// </summary>
/// <param name="Body">The message as msgpack; values appear in it as extension 1 with their index.</param>
/// <param name="Values">The values in the order of their index; empty for most messages.</param>
public sealed record Envelope(ReadOnlyMemory<byte> Body, IReadOnlyList<MessageValue> Values);
