namespace Weft.Serialization;

/// <summary>
/// Writes data values into the body of a message and reads them back: by index into the list of values that travels
/// beside the body, or, for an encoded value of zero frames and a short header, as that header itself.
/// </summary>
public static class MessageValueCodec
{
    /// <summary>Writes one value, or nil for null.</summary>
    /// <param name="writer">The body.</param>
    /// <param name="value">
    /// A <see cref="Deserialized"/> without failure counts as its value, to be encoded again.
    /// </param>
    /// <param name="values">Receives the value unless it is inlined.</param>
    /// <exception cref="ArgumentException">A <see cref="Deserialized"/> that failed: there is nothing to
    /// send.</exception>
    public static void Write(ref MsgPackWriter writer, MessageValue? value, List<MessageValue> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        switch (value)
        {
            case null:
                writer.WriteNil();
                return;
            case Serialized { Payload: { FrameArray.Length: 0 } payload }
                when payload.Header.Encoded.Length <= WireExtensions.InlineHeaderBytesMax:
                writer.WriteExtension(WireExtensions.InlineValue, payload.Header.Encoded.Span);
                return;
            case Deserialized { Failure: { } failure }:
                throw new ArgumentException("a value that could not be decoded cannot be sent on", nameof(value),
                    failure);
            case Deserialized decoded:
                values.Add(new ToSerialize(decoded.Value));
                break;
            default:
                values.Add(value);
                break;
        }

        WriteIndex(ref writer, values.Count - 1);
    }

    /// <summary>Reads one value; null for nil. An inlined one is always <see cref="Serialized"/>.</summary>
    /// <param name="reader">The body.</param>
    /// <param name="values">The values that came beside it.</param>
    /// <param name="limits">What an inlined header may ask for.</param>
    /// <exception cref="WireFormatException">Another extension, or an index that is not in the list.</exception>
    public static MessageValue? Read(
        ref MsgPackReader reader, IReadOnlyList<MessageValue> values, Limits limits)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (reader.TryReadNil()) return null;
        int offset = reader.Offset;
        var content = reader.ReadExtension(out sbyte type);
        return Resolve(type, content, offset, values, limits);
    }

    internal static MessageValue Resolve(
        sbyte type, ReadOnlySpan<byte> content, int offset, IReadOnlyList<MessageValue> values, Limits limits)
    {
        switch (type)
        {
            case WireExtensions.ValueIndex:
                var reader = new MsgPackReader(content, limits);
                int index = reader.ReadInt32();
                if (reader.IsAtEnd && index >= 0 && index < values.Count) return values[index];
                throw new WireFormatException($"the message names value {index}; it came with {values.Count}", offset);
            case WireExtensions.InlineValue when content.Length <= WireExtensions.InlineHeaderBytesMax:
                return new Serialized(new Payload(Header.FromEncoded(content.ToArray(), limits)));
            case WireExtensions.InlineValue:
                throw new WireFormatException(
                    $"an inlined header has {content.Length} bytes; the most is {WireExtensions.InlineHeaderBytesMax}",
                    offset);
            default:
                throw new WireFormatException($"extension {type} has no meaning in a message", offset);
        }
    }

    private static void WriteIndex(ref MsgPackWriter writer, int index)
    {
        Span<byte> content = stackalloc byte[5];
        int bytes = index switch { <= 127 => 1, <= byte.MaxValue => 2, <= ushort.MaxValue => 3, _ => 5 };
        if (bytes == 1)
        {
            content[0] = (byte)index;
        }
        else
        {
            content[0] = bytes switch { 2 => MsgPackCode.UInt8, 3 => MsgPackCode.UInt16, _ => MsgPackCode.UInt32 };
            for (int i = bytes - 1, rest = index; i > 0; i--, rest >>= 8) content[i] = (byte)rest;
        }

        writer.WriteExtension(WireExtensions.ValueIndex, content[..bytes]);
    }
}
