namespace Weft.Serialization;

/// <summary>How one call decodes. Immutable.</summary>
public sealed record DeserializeOptions
{
    /// <summary>The serializer's own families, no context.</summary>
    public static DeserializeOptions Default { get; } = new();

    /// <summary>
    /// Names of the families that are accepted, at every depth; null for the serializer's own, empty for none. The
    /// family <c>error</c> is always accepted, so that a sender's reason is never lost.
    /// </summary>
    public IReadOnlyList<string>? Deserializers { get; init; }

    /// <summary>Who sends to whom.</summary>
    public SerializationContext Context { get; init; } = SerializationContext.Unknown;
}
