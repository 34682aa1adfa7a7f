namespace Weft.Serialization;

/// <summary>What a family or per-type serializer knows of the call it encodes for.</summary>
public readonly struct DumpsRequest
{
    internal DumpsRequest(WeftSerializer serializer, RegistryView view, SerializeOptions options, int depth) =>
        (Serializer, View, Options, Depth) = (serializer, view, options, depth);

    /// <summary>The serializer that runs the call.</summary>
    public WeftSerializer Serializer { get; }

    /// <summary>The options of the call, with its families filled in.</summary>
    public SerializeOptions Options { get; }

    /// <summary>Who sends to whom.</summary>
    public SerializationContext Context => Options.Context;

    /// <summary>Payloads around this one.</summary>
    public int Depth { get; }

    internal RegistryView View { get; }

    /// <summary>Encodes a part of the value as a payload of its own, one level down, with the call's families.</summary>
    /// <param name="part">The part.</param>
    /// <param name="serializers">Other families in order, or null for those of the call.</param>
    public Payload Dumps(object? part, IReadOnlyList<string>? serializers = null) =>
        Serializer.DumpsPart(part, this, serializers);
}
