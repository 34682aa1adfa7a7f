using Weft.Serialization;

namespace Weft.Actors;

/// <summary>
/// A <see cref="Tasks.DataMessage"/> that was encoded when it was sent, so that the memory of its values is free again
/// while Akka still holds the message. Arrives as the message itself.
/// </summary>
/// <param name="bytes">The form of <see cref="PackedEnvelope"/>; owned by the message.</param>
internal sealed class PackedMessage(byte[] bytes)
{
    /// <summary>Never changed.</summary>
    public byte[] Bytes { get; } = bytes;
}
