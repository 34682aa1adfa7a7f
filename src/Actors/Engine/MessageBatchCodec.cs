using System.Buffers;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Actors;

/// <summary>The bytes of several messages: <c>[packed:bin, …]</c> in msgpack.</summary>
internal static class MessageBatchCodec
{
    /// <summary>The most that the array's head and one message's head take beside the message.</summary>
    public const int HeadBytesMax = 5;

    public static byte[] Join(List<byte[]> packed, int bytes)
    {
        var output = new ArrayBufferWriter<byte>(bytes + ((packed.Count + 1) * HeadBytesMax));
        var writer = new MsgPackWriter(output);
        writer.WriteArrayHeader(packed.Count);
        foreach (var message in packed) writer.WriteBinary(message);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The messages; what they hold aliases <paramref name="bytes"/>.</summary>
    /// <exception cref="WireFormatException">The bytes are no batch, or a message in it is none.</exception>
    public static MessageBatch Split(ReadOnlyMemory<byte> bytes, Limits limits)
    {
        var reader = new MsgPackReader(bytes.Span, limits);
        var count = reader.ReadArrayHeader();
        if (count > bytes.Length)
            throw new WireFormatException($"a batch of {bytes.Length} bytes declares {count} messages", 0);
        var messages = new Message[count];
        for (var i = 0; i < messages.Length; i++)
        {
            var length = reader.ReadBinary().Length;
            var packed = bytes.Slice(reader.Offset - length, length);
            messages[i] = MessageCodec.Decode(PackedEnvelope.Unpack(packed, limits), limits);
        }

        return reader.IsAtEnd
            ? new MessageBatch(messages)
            : throw new WireFormatException("bytes follow the last message of a batch", reader.Offset);
    }
}
