using Weft.Serialization;

namespace Weft.Transport;

/// <summary>
/// Turns the values of a message into payloads for one peer. A value that cannot be encoded becomes an error payload
/// with the reason, so that the message travels in any case. Immutable; callers may share it.
/// </summary>
internal sealed class ValueEncoder
{
    private readonly WeftSerializer _serializer;
    private readonly SerializeOptions _options;

    /// <summary>Encodes with the families that both this end writes and the peer accepts.</summary>
    public ValueEncoder(ConnectionTerms terms, Hello peer, SerializationContext context)
    {
        _serializer = terms.Serializer;
        _options = new SerializeOptions { Serializers = peer.Accepted(terms.Hello.Serializers), Context = context };
    }

    /// <summary>One payload for each value; the frames are the values' own memory.</summary>
    public Payload[] Encode(IReadOnlyList<MessageValue> values)
    {
        if (values.Count == 0) return [];
        var payloads = new Payload[values.Count];
        for (var index = 0; index < payloads.Length; index++)
            payloads[index] = values[index] switch
            {
                Serialized serialized => serialized.Payload,
                ToSerialize toSerialize => _serializer.Serialize(toSerialize.Value, _options),
                Deserialized { Failure: { } failure } => _serializer.Serialize(failure, ErrorOptions),
                Deserialized deserialized => _serializer.Serialize(deserialized.Value, _options),
                var other => throw new ArgumentException($"value {index} is {other?.GetType().Name ?? "null"}"),
            };
        return payloads;
    }

    private SerializeOptions ErrorOptions => _options;
}
