using System.Buffers;
using Weft.Serialization;

namespace Weft.Transport.Connections;

/// <summary>
/// What comes first of each message, in msgpack: <c>[body: bin, [[header: bin, [frame-length…]]…]]</c>. Frames that
/// travel inside the message follow at once, in the order of the lengths.
/// </summary>
/// <param name="Body">The administrative message.</param>
/// <param name="Values">Its data values.</param>
internal readonly record struct MessageHead(ReadOnlyMemory<byte> Body, IncomingValue[] Values)
{
    /// <summary>Room that a head takes beyond its body and headers, at most.</summary>
    public static int OverheadBytes(Payload[] values)
    {
        var bytes = 16;
        foreach (var value in values) bytes += 16 + (value.Frames.Count * 9);
        return bytes;
    }

    /// <summary>Writes the head of one message.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlyMemory<byte> body, Payload[] values)
    {
        var writer = new MsgPackWriter(output);
        writer.WriteArrayHeader(2);
        writer.WriteBinary(body.Span);
        writer.WriteArrayHeader(values.Length);
        foreach (var value in values)
        {
            writer.WriteArrayHeader(2);
            writer.WriteBinary(value.Header.Encoded.Span);
            writer.WriteArrayHeader(value.Frames.Count);
            for (var frame = 0; frame < value.Frames.Count; frame++) writer.WriteInt64(value.Frames[frame].Length);
        }
        writer.Flush();
    }

    /// <summary>
    /// Reads a head and says how long it was. Body and headers are copied when <paramref name="copy"/>; otherwise they
    /// are parts of <paramref name="input"/>, which then belongs to the message.
    /// </summary>
    public static MessageHead Read(ReadOnlyMemory<byte> input, bool copy, Limits limits, out int consumed)
    {
        var reader = new MsgPackReader(input.Span, limits);
        Expect(ref reader, 2, "a message's head");
        var body = Binary(ref reader, input, copy);
        if (body.Length > limits.MessageBytesMax)
            throw new WireFormatException(
                $"message body of {body.Length:N0} bytes; the limit is {limits.MessageBytesMax:N0} " +
                "(Limits.MessageBytesMax)");
        var count = reader.ReadArrayHeader();
        if (count > limits.PayloadsPerMessageMax || count > ConnectionWire.GrantBytesMax * 8)
            throw new WireFormatException(
                $"message with {count:N0} values; the limit is {limits.PayloadsPerMessageMax:N0} " +
                "(Limits.PayloadsPerMessageMax)");
        var values = count == 0 ? [] : new IncomingValue[count];
        for (var index = 0; index < count; index++)
        {
            Expect(ref reader, 2, "a value's head");
            var header = Binary(ref reader, input, copy);
            values[index] = new IncomingValue(header, Lengths(ref reader, limits));
        }
        consumed = reader.Offset;
        return new(body, values);
    }

    private static long[] Lengths(ref MsgPackReader reader, Limits limits)
    {
        var count = reader.ReadArrayHeader();
        if (count > limits.FrameCountMax)
            throw new WireFormatException(
                $"value with {count:N0} frames; the limit is {limits.FrameCountMax:N0} (Limits.FrameCountMax)");
        var lengths = count == 0 ? [] : new long[count];
        for (var frame = 0; frame < count; frame++)
        {
            lengths[frame] = reader.ReadInt64();
            if (lengths[frame] < 0)
                throw new WireFormatException($"frame {frame} declares {lengths[frame]} bytes; expected 0 or more");
        }
        return lengths;
    }

    private static ReadOnlyMemory<byte> Binary(ref MsgPackReader reader, ReadOnlyMemory<byte> input, bool copy)
    {
        var bytes = reader.ReadBinary();
        return copy ? bytes.ToArray() : input.Slice(reader.Offset - bytes.Length, bytes.Length);
    }

    private static void Expect(ref MsgPackReader reader, int expected, string what)
    {
        var count = reader.ReadArrayHeader();
        if (count != expected)
            throw new WireFormatException($"{what} is an array of {count} items; expected {expected}", reader.Offset);
    }
}
