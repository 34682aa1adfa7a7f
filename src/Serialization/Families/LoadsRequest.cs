namespace Weft.Serialization;

/// <summary>What a family or per-type serializer knows of the call it decodes for.</summary>
public readonly struct LoadsRequest
{
    internal LoadsRequest(
        WeftSerializer serializer,
        RegistryView view,
        DeserializeOptions options,
        AllocationBudget budget,
        int depth,
        bool mayDecompress) =>
        (Serializer, View, Options, Budget, Depth, MayDecompress) =
            (serializer, view, options, budget, depth, mayDecompress);

    /// <summary>The serializer that runs the call.</summary>
    public WeftSerializer Serializer { get; }

    /// <summary>The options of the call.</summary>
    public DeserializeOptions Options { get; }

    /// <summary>Who sends to whom.</summary>
    public SerializationContext Context => Options.Context;

    /// <summary>What may still be allocated for the bytes of the whole payload, nested ones included.</summary>
    public AllocationBudget Budget { get; }

    /// <summary>The maxima.</summary>
    public Limits Limits => Serializer.Limits;

    /// <summary>The types that may be decoded.</summary>
    public TypePolicy Types => Serializer.TypesOf(View);

    /// <summary>Payloads around this one.</summary>
    public int Depth { get; }

    internal RegistryView View { get; }

    /// <summary>False where no header of the payload says that a frame was compressed.</summary>
    internal bool MayDecompress { get; }

    /// <summary>
    /// Begins to receive a part that has a header of its own, one level down. The families that the call accepts are
    /// checked here too, before anything is decoded.
    /// </summary>
    public PayloadReceiver BeginReceive(Header header, ReadOnlySpan<long> frameBytes) =>
        Serializer.BeginPart(header, frameBytes, this);

    /// <summary>Decodes a part that has a header of its own, from frames at hand.</summary>
    public object? Loads(Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames) =>
        Serializer.LoadsPart(header, frames, this);
}
