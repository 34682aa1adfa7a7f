using System.Buffers.Binary;

namespace Weft.Serialization;

/// <summary>
/// An envelope as one run of bytes, for carriers that know nothing but a byte array (Akka's stream):
/// <code>
/// packed := headBytes:u32le head frame*
/// head   := [body:bin, [[header:bin, [frameBytes:uint, …]], …]]
/// </code>
/// The frames follow the head without gaps, value by value, in the order of the lengths.
/// </summary>
public static class PackedEnvelope
{
    /// <summary>Encodes the values and copies everything into one new array: the one copy on the way out.</summary>
    /// <param name="envelope">A body and its values; a value that cannot be encoded travels as its error.</param>
    /// <param name="serializer">Encodes values that are not encoded yet.</param>
    /// <param name="options">Families and context for them.</param>
    /// <exception cref="SerializationFailedException">The packed form would not fit into one .NET array.</exception>
    public static byte[] Pack(Envelope envelope, WeftSerializer serializer, SerializeOptions options)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(serializer);
        var payloads = new Payload[envelope.Values.Count];
        for (var i = 0; i < payloads.Length; i++) payloads[i] = Encode(envelope.Values[i], serializer, options);
        return Pack(envelope.Body.Span, payloads, serializer.Limits);
    }

    /// <summary>The same of an envelope that has no body and holds this one value.</summary>
    /// <param name="value">Its frames may change again once this has returned.</param>
    /// <param name="limits">How long the packed form may become.</param>
    /// <exception cref="SerializationFailedException">The packed form would not fit into one .NET array.</exception>
    public static byte[] Pack(Payload value, Limits limits)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(limits);
        return Pack([], new ReadOnlySpan<Payload>(in value), limits);
    }

    /// <summary>Takes the packed form apart without a copy: body and frames alias <paramref name="packed"/>.</summary>
    /// <exception cref="WireFormatException">
    /// The bytes are not a packed envelope, whole and with nothing behind it.
    /// </exception>
    public static Envelope Unpack(ReadOnlyMemory<byte> packed, Limits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (packed.Length < sizeof(uint))
            throw new WireFormatException($"a packed envelope has at least 4 bytes, this one has {packed.Length}", 0);
        var headBytes = BinaryPrimitives.ReadUInt32LittleEndian(packed.Span);
        if (headBytes > packed.Length - sizeof(uint))
        {
            throw new WireFormatException(
                $"a packed envelope declares a head of {headBytes} bytes, but {packed.Length - sizeof(uint)} follow",
                0);
        }

        var head = packed.Slice(sizeof(uint), (int)headBytes);
        var frames = packed[(sizeof(uint) + (int)headBytes)..];
        return ReadHead(head, frames, limits);
    }

    /// <summary>The value of an envelope that holds one and no body.</summary>
    /// <param name="packed">The value may alias it.</param>
    /// <param name="serializer">Decodes the value, within its limits.</param>
    /// <param name="options">Families accepted and context of this call.</param>
    /// <exception cref="WireFormatException">The bytes are no such envelope, or its value is malformed.</exception>
    /// <exception cref="DeserializationRefusedException">A family or type is not accepted.</exception>
    /// <exception cref="RemoteErrorException">The sender could not encode the value and says why.</exception>
    public static object? Deserialize(
        ReadOnlyMemory<byte> packed, WeftSerializer serializer, DeserializeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        if (TryFindPlain(packed.Span, out var header, out var frame) &&
            serializer.TryLoadPlainRun(header, frame, options, out var run))
        {
            return run;
        }

        var envelope = Unpack(packed, serializer.Limits);
        if (envelope.Body.Length > 0 || envelope.Values is not [Serialized { Payload: var payload }])
        {
            throw new WireFormatException(
                $"one value and no body was expected, {envelope.Values.Count} came and a body of "
                + $"{envelope.Body.Length} bytes");
        }

        return serializer.Deserialize(payload, options);
    }

    // Where one value with a short header and one frame stands in an envelope as this class writes it. What differs in
    // any byte is for Unpack, which also finds the words for what is wrong.
    private static bool TryFindPlain(
        ReadOnlySpan<byte> packed, out ReadOnlySpan<byte> header, out ReadOnlySpan<byte> frame)
    {
        header = frame = default;
        if (packed.Length < sizeof(uint)) return false;
        var headBytes = BinaryPrimitives.ReadUInt32LittleEndian(packed);
        packed = packed[sizeof(uint)..];
        if (headBytes <= OnlyValue.Length || headBytes > packed.Length) return false;
        if (!packed.StartsWith(OnlyValue)) return false;
        frame = packed[(int)headBytes..];
        var head = packed[OnlyValue.Length..(int)headBytes];
        if (head.IsEmpty || head[0] >= head.Length - 1) return false;
        header = head.Slice(1, head[0]);
        var lengths = head[(1 + header.Length)..];
        return lengths[0] == MsgPackCode.FixArray + 1
            && MsgPackReader.TryReadLength(lengths[1..], out var length) && length == frame.Length;
    }

    // An empty body, and one value whose header has at most 255 bytes: the count of them follows.
    private static ReadOnlySpan<byte> OnlyValue =>
    [
        MsgPackCode.FixArray + 2, MsgPackCode.Binary8, 0, MsgPackCode.FixArray + 1, MsgPackCode.FixArray + 2,
        MsgPackCode.Binary8,
    ];

    private static byte[] Pack(ReadOnlySpan<byte> body, ReadOnlySpan<Payload> payloads, Limits limits)
    {
        var head = ByteBuffer.Rent();
        WriteHead(head, body, payloads);
        long bytes = sizeof(uint) + head.Length;
        foreach (var payload in payloads) bytes += payload.FrameBytes;
        if (bytes > limits.FrameBytesMax)
        {
            throw new SerializationFailedException(
                $"an envelope of {bytes:N0} bytes does not fit into one array of at most "
                + $"{limits.FrameBytesMax:N0} bytes (Limits.FrameBytesMax); send it by a data connection");
        }

        var packed = GC.AllocateUninitializedArray<byte>((int)bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(packed, (uint)head.Length);
        head.Written.CopyTo(packed.AsSpan(sizeof(uint)));
        var at = sizeof(uint) + head.Length;
        head.Return();
        foreach (var payload in payloads)
        {
            foreach (var frame in payload.FrameArray)
            {
                frame.Span.CopyTo(packed.AsSpan(at));
                at += frame.Length;
            }
        }

        return packed;
    }

    private static Payload Encode(MessageValue value, WeftSerializer serializer, SerializeOptions options) =>
        value switch
        {
            Serialized encoded => encoded.Payload,
            ToSerialize plain => serializer.Serialize(plain.Value, options),
            Deserialized { Failure: null } decoded => serializer.Serialize(decoded.Value, options),
            _ => throw new CheckException($"a {value.GetType().Name} without a value cannot be sent"),
        };

    private static void WriteHead(ByteBuffer head, ReadOnlySpan<byte> body, ReadOnlySpan<Payload> payloads)
    {
        var writer = new MsgPackWriter(head);
        writer.WriteArrayHeader(2);
        writer.WriteBinary(body);
        writer.WriteArrayHeader(payloads.Length);
        foreach (var payload in payloads)
        {
            writer.WriteArrayHeader(2);
            writer.WriteBinary(payload.Header.Encoded.Span);
            writer.WriteArrayHeader(payload.FrameArray.Length);
            foreach (var frame in payload.FrameArray) writer.WriteInt64(frame.Length);
        }

        writer.Flush();
    }

    private static Envelope ReadHead(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> frames, Limits limits)
    {
        var reader = new MsgPackReader(head.Span, limits);
        Expect(ref reader, 2, "the head of a packed envelope");
        var bodyBytes = reader.ReadBinary().Length;
        var body = head.Slice(reader.Offset - bodyBytes, bodyBytes);
        if (bodyBytes > limits.MessageBytesMax)
        {
            throw new WireFormatException(
                $"a body of {bodyBytes} bytes; the limit is {limits.MessageBytesMax} (Limits.MessageBytesMax)", 0);
        }

        var values = new MessageValue[Count(ref reader, limits.PayloadsPerMessageMax, "values", head.Length)];
        for (var i = 0; i < values.Length; i++)
        {
            Expect(ref reader, 2, "a value of a packed envelope");
            var headerBytes = reader.ReadBinary().Length;
            var header = Header.FromEncoded(head.Slice(reader.Offset - headerBytes, headerBytes), limits);
            var parts = new ReadOnlyMemory<byte>[Count(ref reader, limits.FrameCountMax, "frames", head.Length)];
            for (var f = 0; f < parts.Length; f++) parts[f] = Take(ref reader, ref frames);
            values[i] = new Serialized(new Payload(header, parts));
        }

        if (!reader.IsAtEnd || frames.Length > 0)
        {
            throw new WireFormatException(
                $"a packed envelope ends with {head.Length - reader.Offset} bytes of head and {frames.Length} bytes of "
                + "frames that nothing declares",
                reader.Offset);
        }

        return new Envelope(body, values);
    }

    private static ReadOnlyMemory<byte> Take(ref MsgPackReader reader, ref ReadOnlyMemory<byte> frames)
    {
        var length = reader.ReadInt64();
        if (length < 0 || length > frames.Length)
        {
            throw new WireFormatException(
                $"a packed envelope declares a frame of {length} bytes, but {frames.Length} are left", reader.Offset);
        }

        var frame = frames[..(int)length];
        frames = frames[(int)length..];
        return frame;
    }

    // Each element takes at least a byte of the head, so a short head cannot promise a long table.
    private static int Count(ref MsgPackReader reader, int most, string what, int headBytes)
    {
        var count = reader.ReadArrayHeader();
        return count <= most && count <= headBytes
            ? count
            : throw new WireFormatException(
                $"{count} {what} in a packed envelope; at most {most} are taken", reader.Offset);
    }

    private static void Expect(ref MsgPackReader reader, int count, string what)
    {
        var actual = reader.ReadArrayHeader();
        if (actual != count)
            throw new WireFormatException($"{what} is an array of {count}, this one has {actual}", reader.Offset);
    }
}
