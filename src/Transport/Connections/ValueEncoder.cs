using System.Text;
using Weft.Serialization;

namespace Weft.Transport.Connections;

/// <summary>
/// Turns the values of a message into payloads for one peer. A value that cannot be encoded becomes an error payload
/// with the reason, so that the message travels in any case. Immutable; callers may share it.
/// </summary>
internal sealed class ValueEncoder
{
    private static readonly Header ErrorHeader = new HeaderBuilder().Set(HeaderKeys.Serializer, "error").Build();

    private readonly WeftSerializer _serializer;
    private readonly SerializeOptions _options;
    private readonly Payload? _nothingInCommon;

    /// <summary>Encodes with the families that both this end writes and the peer accepts.</summary>
    public ValueEncoder(ConnectionTerms terms, Hello peer, SerializationContext context)
    {
        _serializer = terms.Serializer;
        var own = terms.Hello.Serializers ?? terms.Serializer.Serializers;
        IReadOnlyList<string> accepted = peer.Deserializers is { } known ? [.. own.Where(known.Contains)] : own;
        _options = new SerializeOptions { Serializers = accepted, Context = context };
        if (accepted.Count == 0)
            _nothingInCommon = Error(
                $"no family in common: {terms.Hello.Self} writes [{string.Join(", ", own)}], {peer.Self} accepts " +
                $"[{string.Join(", ", peer.Deserializers ?? [])}]");
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
                ToSerialize marked => Encode(marked),
                Deserialized { Failure: { } failure } => Error(failure.Message),
                Deserialized deserialized => Encode(deserialized.Value),
                var other => throw new ArgumentException($"value {index} is {other?.GetType().Name ?? "null"}"),
            };
        return payloads;
    }

    private Payload Encode(object? value) => _nothingInCommon ?? _serializer.Serialize(value, _options);

    private static Payload Error(string reason) => new(ErrorHeader, Encoding.UTF8.GetBytes(reason));
}
