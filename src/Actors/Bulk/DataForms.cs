using System.Buffers;
using Akka.Actor;
using Akka.Routing;
using Weft.Serialization;
using Weft.Tasks;
using AkkaSerialization = Akka.Serialization.Serialization;
using Envelope = Weft.Serialization.Envelope;

namespace Weft.Actors;

/// <summary>
/// Messages as a body and encoded values, and back. Encoding runs where messages are sent from, opening where they are
/// taken; a family's or a serializer's own code may throw anything in either.
/// </summary>
internal sealed class DataForms(WeftExtension extension)
{
    // Beside the body, a data message carries the number of its ticket.
    private const int BodyBytesSpare = 64;

    // Akka has no serializer of its own for a router's broadcast.
    private const int BroadcastId = -1;

    private readonly DataKinds _kinds = new(extension.System);

    /// <summary>Which messages carry data.</summary>
    public DataKinds Kinds => _kinds;

    /// <summary>The bytes of an encoded message: body, headers and frames.</summary>
    public static long LengthOf(Envelope encoded)
    {
        long length = encoded.Body.Length;
        foreach (var value in encoded.Values)
        {
            if (value is Serialized { Payload: var payload })
                length += payload.Header.Encoded.Length + payload.FrameBytes;
        }
        return length;
    }

    /// <summary>Headers and frames of an encoded message, in all its values.</summary>
    public static int PartsOf(Envelope encoded)
    {
        var parts = 0;
        for (var index = 0; index < encoded.Values.Count; index++)
        {
            if (encoded.Values[index] is Serialized { Payload.Frames.Count: var frames }) parts += frames + 1;
        }
        return parts;
    }

    /// <summary>Encodes a message; its values alias the message's memory.</summary>
    public Envelope Encode(object message, DataForm form, SerializeOptions options)
    {
        var raise = options with { OnError = OnError.Raise };
        switch (form)
        {
            case DataForm.Value:
                return new Envelope(ReadOnlyMemory<byte>.Empty, [Encode(message, raise)]);
            case DataForm.Selected:
                return new Envelope(
                    ReadOnlyMemory<byte>.Empty, [Encode(((ActorSelectionMessage)message).Message, raise)]);
            case DataForm.Message:
                return EncodeMessage((Message)message, options);
            case DataForm.Wrapped:
                return EncodeWrapped(message, raise);
            default:
                throw new CheckException($"{form} is no form of a data message");
        }
    }

    /// <summary>The message that came.</summary>
    /// <exception cref="WireFormatException">Body and values are not of this form.</exception>
    public object Open(DataForm form, Envelope data, DeserializeOptions options)
    {
        switch (form)
        {
            case DataForm.Value or DataForm.Selected:
                if (data.Values.Count != 1 || data.Body.Length > 0)
                    throw new WireFormatException(
                        $"one bare value was expected; {data.Values.Count} came with {data.Body.Length} bytes");
                return Open(data.Values[0], options);
            case DataForm.Message:
                return MessageCodec.Decode(data, extension.Serializer.Limits) is DataMessage message
                    ? message
                    : throw new WireFormatException("only messages with values in them come as data");
            case DataForm.Wrapped:
                return OpenWrapped(data, options);
            default:
                throw new CheckException($"{form} is no form of a data message");
        }
    }

    private Serialized Encode(object value, SerializeOptions options) =>
        new(extension.Serializer.Serialize(value, options));

    private Envelope EncodeMessage(Message message, SerializeOptions options)
    {
        var envelope = MessageCodec.Encode(message);
        RequireBody(envelope.Body.Length, message);
        var values = new MessageValue[envelope.Values.Count];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = envelope.Values[index] switch
            {
                Serialized encoded => encoded,
                ToSerialize plain => Encode(plain.Value!, options),
                var other => throw new CheckException($"a {other.GetType().Name} cannot be sent"),
            };
        }
        return envelope with { Values = values };
    }

    private Envelope EncodeWrapped(object message, SerializeOptions options)
    {
        if (message is Broadcast { Message: var all } && _kinds.FormOf(all) == DataForm.Value)
            return new Envelope(WrappedBody(BroadcastId, "", []), [Encode(all, options)]);
        var found = new List<object>(1);
        var serializer = extension.System.Serialization.FindSerializerFor(message);
        var (bytes, manifest) = AkkaSerialization.WithTransport(extension.System, () =>
        {
            using var scope = Hoisting.Into(found);
            return (serializer.ToBinary(message), AkkaSerialization.ManifestFor(serializer, message));
        });
        if (found.Count == 0)
            throw new SerializationFailedException(
                $"{message.GetType()} is written by {serializer.GetType()}, which does not leave the value in it to " +
                "weft-data; tell the value itself, or bind the type to a serializer that asks Akka for what is in it",
                message.GetType());
        RequireBody(bytes.Length, message);

        return new Envelope(
            WrappedBody(serializer.Identifier, manifest ?? "", bytes),
            [.. found.Select(value => Encode(value, options))]);
    }

    private static ReadOnlyMemory<byte> WrappedBody(int serializer, string manifest, ReadOnlySpan<byte> bytes)
    {
        var output = new ArrayBufferWriter<byte>(bytes.Length + 64);
        var writer = new MsgPackWriter(output);
        writer.WriteArrayHeader(3);
        writer.WriteInt64(serializer);
        writer.WriteString(manifest);
        writer.WriteBinary(bytes);
        writer.Flush();
        return output.WrittenMemory;
    }

    private object OpenWrapped(Envelope data, DeserializeOptions options)
    {
        var reader = new MsgPackReader(data.Body.Span, extension.Serializer.Limits);
        if (reader.ReadArrayHeader() != 3)
            throw new WireFormatException("a wrapped message is its serializer, manifest and bytes", 0);
        var id = reader.ReadInt32();
        var manifest = reader.ReadString() ?? "";
        var bytes = reader.ReadBinary().ToArray();
        if (!reader.IsAtEnd) throw new WireFormatException("bytes follow a wrapped message", reader.Offset);

        if (id == BroadcastId)
            return data.Values.Count == 1 && bytes.Length == 0
                ? new Broadcast(Open(data.Values[0], options))
                : throw new WireFormatException($"a broadcast is of one value; {data.Values.Count} came");
        using var scope = Hoisting.From(data.Values.Count, index => Open(data.Values[index], options));
        var message = extension.System.Serialization.Deserialize(bytes, id, manifest);
        if (!scope.IsEmptied || data.Values.Count == 0)
            throw new WireFormatException($"{message.GetType()} does not hold all values that came beside it");
        return _kinds.IsWrapper(message.GetType())
            ? message
            : throw new WireFormatException($"{message.GetType()} is not one of the types that wrap a value");
    }

    private object Open(MessageValue value, DeserializeOptions options) => value switch
    {
        Deserialized { Failure: { } failure } => throw failure,
        Deserialized decoded => decoded.Value,
        Serialized encoded => extension.Serializer.Deserialize(encoded.Payload, options),
        _ => throw new CheckException($"a {value.GetType().Name} cannot have come"),
    } ?? throw new WireFormatException("a message of an actor cannot be null");

    private void RequireBody(long bytes, object message)
    {
        var most = extension.Serializer.Limits.MessageBytesMax - BodyBytesSpare;
        if (bytes > most)
            throw new SerializationFailedException(
                $"{message.GetType()} takes {bytes:N0} bytes beside its values; the limit is {most:N0} " +
                "(Limits.MessageBytesMax)",
                message.GetType());
    }
}
