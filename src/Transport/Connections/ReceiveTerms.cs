using Weft.Serialization;

namespace Weft.Transport.Connections;

/// <summary>How values that arrive are held to limits and decoded.</summary>
/// <param name="Serializer">Decodes, where values are decoded at all.</param>
/// <param name="Options">The accepted families, and who sent to whom.</param>
/// <param name="Limits">What is refused before anything is allocated.</param>
/// <param name="DecodeValues">False: values stay as they are, to be passed on.</param>
internal sealed record ReceiveTerms(
    WeftSerializer Serializer, DeserializeOptions Options, Limits Limits, bool DecodeValues);
