using System.Buffers;
using Weft.Serialization;
using Envelope = Weft.Serialization.Envelope;

namespace Weft.Actors;

/// <summary>
/// What is said on a data connection: first <c>[dialerUid, listenerUid, pairToken]</c>, then one message for each large
/// message, <c>[ticket, body:bin]</c> with its values beside it.
/// </summary>
internal static class DataPreamble
{
    /// <summary>The first message.</summary>
    public static Envelope Of(long uid, BulkMessage.HelloAck ack)
    {
        var output = new ArrayBufferWriter<byte>(64);
        var writer = new MsgPackWriter(output);
        writer.WriteArrayHeader(3);
        writer.WriteInt64(uid);
        writer.WriteInt64(ack.Uid);
        writer.WriteBinary(ack.PairToken);
        writer.Flush();
        return new Envelope(output.WrittenMemory, []);
    }

    /// <summary>The token of the first message, which must be for the incarnation <paramref name="uid"/>.</summary>
    /// <exception cref="WireFormatException">It is another message, or for another incarnation.</exception>
    public static ReadOnlySpan<byte> Token(Envelope envelope, long uid, Limits limits)
    {
        var reader = new MsgPackReader(envelope.Body.Span, limits);
        if (reader.ReadArrayHeader() != 3)
            throw new WireFormatException("a data connection begins with its session", 0);
        reader.ReadInt64();
        var meant = reader.ReadInt64();
        if (meant != uid)
            throw new WireFormatException(
                $"this data connection is for incarnation {meant:x} of the node, not {uid:x}");
        return reader.ReadBinary();
    }

    /// <summary>A message that brings what belongs to a ticket.</summary>
    public static Envelope Bring(long ticket, Envelope encoded)
    {
        var output = new ArrayBufferWriter<byte>(encoded.Body.Length + 16);
        var writer = new MsgPackWriter(output);
        writer.WriteArrayHeader(2);
        writer.WriteInt64(ticket);
        writer.WriteBinary(encoded.Body.Span);
        writer.Flush();
        return new Envelope(output.WrittenMemory, encoded.Values);
    }

    /// <summary>The ticket whose values have come, and its body, which is copied.</summary>
    /// <exception cref="WireFormatException">It is another message.</exception>
    public static (long Ticket, Envelope Data) Ticket(Envelope envelope, Limits limits)
    {
        var reader = new MsgPackReader(envelope.Body.Span, limits);
        if (reader.ReadArrayHeader() != 2)
            throw new WireFormatException("a data message names one ticket and brings one body", 0);
        var ticket = reader.ReadInt64();
        var body = reader.ReadBinary();
        return (ticket, new Envelope(body.Length == 0 ? ReadOnlyMemory<byte>.Empty : body.ToArray(), envelope.Values));
    }
}
