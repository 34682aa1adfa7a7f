using System.Runtime.InteropServices;

namespace Weft.Serialization;

public sealed partial class WeftSerializer
{
    /// <summary>
    /// Encodes a message (dictionaries, lists, scalars, <see cref="MessageValue"/> anywhere among them) as frames:
    /// the message first, then for each value a frame [header, lengths of its frames] and its frames in shards of at
    /// most 64 MiB. The shards alias the values, which must not change while they are used.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="options">Families, error behaviour and context for the values.</param>
    /// <exception cref="SerializationFailedException">
    /// The message itself holds something that is no msgpack value, or a value failed and the options say to raise.
    /// </exception>
    public IReadOnlyList<ReadOnlyMemory<byte>> Dumps(object? message, SerializeOptions? options = null)
    {
        var values = new List<MessageValue>();
        var frames = new List<ReadOnlyMemory<byte>> { EncodeBody(message, options, values) };
        foreach (var value in values)
        {
            var payload = ((Serialized)value).Payload;
            frames.Add(EncodeValueHead(payload));
            foreach (var frame in payload.FrameArray) Shards.Cut(frame, frames);
        }

        return frames;
    }

    /// <summary>
    /// Decodes what <see cref="Dumps"/> made. A value that the message names twice is decoded once: one object in both
    /// places. One that nothing names is not decoded.
    /// </summary>
    /// <param name="frames">The frames, their shards cut anywhere; the message may alias them.</param>
    /// <param name="deserialize">
    /// False to leave values as <see cref="Serialized"/>, to be sent again byte for byte; no family is then looked at.
    /// </param>
    /// <param name="options">Families accepted and context for the values.</param>
    /// <exception cref="WireFormatException">Malformed frames, too few or too many.</exception>
    /// <exception cref="DeserializationRefusedException">A value's family or type is not accepted.</exception>
    public object? Loads(
        IReadOnlyList<ReadOnlyMemory<byte>> frames, bool deserialize = true, DeserializeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(frames);
        if (frames.Count == 0) throw new WireFormatException("a message has one frame at least");
        if (frames[0].Length > Limits.MessageBytesMax)
        {
            throw new WireFormatException(
                $"a message of {frames[0].Length} bytes; " +
                $"the limit is {Limits.MessageBytesMax} (Limits.MessageBytesMax)");
        }

        var values = new List<MessageValue>();
        for (int next = 1; next < frames.Count;)
        {
            if (values.Count >= Limits.PayloadsPerMessageMax)
            {
                throw new WireFormatException(
                    $"more than {Limits.PayloadsPerMessageMax} values in a message (Limits.PayloadsPerMessageMax)");
            }

            values.Add(new Serialized(DecodeValue(frames, ref next)));
        }

        var reader = new MsgPackReader(frames[0].Span, Limits);
        long present = 0;
        foreach (var frame in frames) present += frame.Length;
        var budget = new AllocationBudget(present, Limits);
        object? tree = MessageTree.Read(ref reader, values, Limits, budget);
        if (!reader.IsAtEnd) throw new WireFormatException($"{reader.Left} bytes follow the message", reader.Offset);
        return deserialize ? Decode(tree, options, budget) : tree;
    }

    private byte[] EncodeBody(object? message, SerializeOptions? options, List<MessageValue> values)
    {
        if (MessageWalk.Check(message, Limits, out bool holdsValues) is { } unfit) throw Unfit(unfit);
        var buffer = ByteBuffer.Rent();
        try
        {
            // Values are encoded first, so that the ones without frames can stand in the body itself.
            long left = Limits.DecompressedBytesMax;
            object? tree = holdsValues ? MessageWalk.Replace(message, v => Encode(v, options, ref left)) : message;
            var writer = new MsgPackWriter(buffer);
            if (MessageTree.Write(ref writer, tree, values, Limits.DepthMax, Limits) is { } failure)
                throw Unfit(failure);
            writer.Flush();
            if (buffer.Written.Length > Limits.MessageBytesMax)
            {
                throw Unfit(
                    $" of {buffer.Written.Length} bytes; the limit is {Limits.MessageBytesMax} " +
                    "(Limits.MessageBytesMax)");
            }

            return buffer.Written.ToArray();
        }
        finally
        {
            buffer.Return();
        }

        SerializationFailedException Unfit(string failure)
        {
            string remedy = failure.EndsWith(MessageTree.NoValue, StringComparison.Ordinal)
                ? "; wrap data in ToSerialize to send it as a value"
                : "";
            return new($"message{failure}{remedy}", message?.GetType());
        }
    }

    private object? Decode(object? tree, DeserializeOptions? options, AllocationBudget budget)
    {
        // It was read within the limits; what may be named often is decoded once.
        MessageWalk.Check(tree, Limits, out bool holdsValues);
        if (!holdsValues) return tree;
        var decoded = new Dictionary<MessageValue, object?>(ReferenceEqualityComparer.Instance);
        return MessageWalk.Replace(
            tree,
            value =>
            {
                ref object? made = ref CollectionsMarshal.GetValueRefOrAddDefault(decoded, value, out bool isMade);
                if (!isMade) made = Deserialize(((Serialized)value).Payload, options, budget);
                return made;
            });
    }

    private Serialized Encode(MessageValue value, SerializeOptions? options, ref long left)
    {
        if (value is Deserialized { Failure: { } failure })
        {
            throw new SerializationFailedException(
                $"a value that could not be decoded cannot be sent on: {failure.Message}", null, failure);
        }

        var payload = value is Serialized encoded ? encoded.Payload : Serialize(value, options);
        long becomes = DecompressedBytes(payload.Header.Encoded, Limits);
        if (becomes > left && value is not Serialized)
        {
            // A receiver adds up what all values become: the rest goes as it is.
            payload = Serialize(value, (options ?? SerializeOptions.Default) with { Compression = Compressions.Off });
            becomes = 0;
        }

        left -= Math.Min(left, becomes);
        return value as Serialized ?? new Serialized(payload);
    }

    private static byte[] EncodeValueHead(Payload payload)
    {
        var buffer = ByteBuffer.Rent();
        var writer = new MsgPackWriter(buffer);
        writer.WriteArrayHeader(2);
        writer.WriteRaw(payload.Header.Encoded.Span);
        writer.WriteArrayHeader(payload.FrameArray.Length);
        foreach (var frame in payload.FrameArray) writer.WriteInt64(frame.Length);
        writer.Flush();
        var head = buffer.Written.ToArray();
        buffer.Return();
        return head;
    }

    private Payload DecodeValue(IReadOnlyList<ReadOnlyMemory<byte>> frames, ref int next)
    {
        int at = next++;
        var head = frames[at];
        var reader = new MsgPackReader(head.Span, Limits);
        if (reader.ReadArrayHeader() != 2 || reader.PeekType() != MsgPackType.Map)
        {
            throw new WireFormatException($"frame {at} must be a header and lengths", 0);
        }

        int start = reader.Offset;
        reader.Skip();
        var header = Header.FromEncoded(head[start..reader.Offset], Limits);
        int count = reader.ReadArrayHeader();
        if (count > Limits.FrameCountMax)
        {
            throw new WireFormatException(
                $"a payload of {count} frames; the limit is {Limits.FrameCountMax} (Limits.FrameCountMax)");
        }

        var merged = new ReadOnlyMemory<byte>[count];
        for (int i = 0; i < count; i++) merged[i] = Gather(frames, ref next, reader.ReadInt64(), i);
        if (!reader.IsAtEnd)
            throw new WireFormatException($"{reader.Left} bytes follow a value's lengths", reader.Offset);
        return new Payload(header, merged);
    }

    private ReadOnlyMemory<byte> Gather(
        IReadOnlyList<ReadOnlyMemory<byte>> frames, ref int next, long bytes, int frame)
    {
        if (bytes > Math.Min(Limits.FrameBytesMax, Limits.ArrayLengthMax))
        {
            throw new WireFormatException(
                $"frame {frame} of a value declares {bytes} bytes; " +
                $"the limit is {Limits.FrameBytesMax} (Limits.FrameBytesMax)");
        }

        var shards = new List<ReadOnlyMemory<byte>>(1);
        long missing = bytes;
        while (missing > 0 && next < frames.Count)
        {
            shards.Add(frames[next++]);
            missing -= shards[^1].Length;
        }

        if (missing == 0 && bytes >= 0) return Shards.Join(CollectionsMarshal.AsSpan(shards));
        throw new WireFormatException(
            $"frame {frame} of a value declares {bytes} bytes; the shards that follow have {bytes - missing}");
    }
}
