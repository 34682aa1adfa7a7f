namespace Weft.Serialization;

/// <summary>How one call encodes. Immutable.</summary>
public sealed record SerializeOptions
{
    /// <summary>The serializer's own families, errors as payloads, no context.</summary>
    public static SerializeOptions Default { get; } = new();

    /// <summary>Names of families in the order in which they are tried; null for the serializer's own.</summary>
    public IReadOnlyList<string>? Serializers { get; init; }

    /// <summary>What becomes of a value that no family encodes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Neither of the two.</exception>
    public OnError OnError
    {
        get;
        init => field = value is OnError.Message or OnError.Raise
            ? value
            : throw new ArgumentOutOfRangeException(nameof(OnError), value, "expected Message or Raise");
    }

    /// <summary>Who sends to whom.</summary>
    public SerializationContext Context { get; init; } = SerializationContext.Unknown;

    /// <summary>
    /// The codec for frames that are worth it, whatever the context says: a name, <c>auto</c>, or <c>off</c>; null for
    /// what both ends agreed on (<see cref="SerializationContext.Compression"/>). Within one process or host nothing
    /// is compressed in any case.
    /// </summary>
    public string? Compression { get; init; }

    /// <summary>
    /// Whether a collection is encoded element by element: true always, false never, null where some element has a
    /// per-type serializer. Holds for the value itself; collections inside are judged again.
    /// </summary>
    public bool? IterateCollection { get; init; }
}

/// <summary>What becomes of a value that cannot be encoded.</summary>
public enum OnError
{
    /// <summary>A payload of the family <c>error</c> carries the reason to the reader.</summary>
    Message,

    /// <summary>A <see cref="SerializationFailedException"/> is thrown to the caller.</summary>
    Raise,
}
