namespace Weft.Serialization;

/// <summary>What a <see cref="WeftSerializer"/> does where a call does not say. Immutable.</summary>
public sealed record WeftSerializerOptions
{
    /// <summary>The families tried for encoding, in order; null for <c>dask</c>, <c>pickle</c>.</summary>
    public IReadOnlyList<string>? Serializers { get; init; }

    /// <summary>The families accepted for decoding; null for every family registered.</summary>
    public IReadOnlyList<string>? Deserializers { get; init; }

    /// <summary>
    /// The codec that this end offers its peers: a name, or <c>auto</c>; null or <c>off</c> for none. Used towards
    /// peers that offer the same and are not of the same host; <see cref="SerializeOptions.Compression"/> asks for one
    /// without an agreement.
    /// </summary>
    public string? Compression { get; init; }

    /// <summary>The maxima for bytes from outside.</summary>
    public Limits Limits { get; init; } = Limits.Default;

    /// <summary>
    /// Where functions that stand in values find their code; null to refuse them, except those registered by name.
    /// Decoding one runs nothing, but whoever holds the value may call it: admit only code that peers may choose from.
    /// </summary>
    public ICodeSource? CodeSource { get; init; }

    /// <summary>The types that may be decoded; null to follow what the registry allows.</summary>
    public TypePolicy? TypePolicy { get; init; }
}
