using System.Runtime.Serialization;

namespace Weft.Actors;

/// <summary>
/// A manifest that a serializer does not know; carries the serializer, by which the start proves its id.
/// </summary>
internal sealed class UnknownManifestException(WeftMessageSerializer serializer, string message)
    : SerializationException(message)
{
    /// <summary>A manifest that none of Weft's serializers has.</summary>
    public const string Probe = "weft-probe";

    /// <summary>Who was asked.</summary>
    public WeftMessageSerializer Serializer { get; } = serializer;
}
