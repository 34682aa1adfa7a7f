using System.Buffers;
using Weft.Serialization;

namespace Weft.Actors;

/// <summary>
/// The bytes of a <see cref="BulkMessage"/>: one msgpack array whose first item is the code of its type.
/// <code>
/// hello    := [1, version, session, uid, package, runtime, frameBytes, hasTls, compression,
///              firstTicket]
/// ack      := [2, session, uid, host, port, nodeToken:bin32, pairToken:bin32, package, [family…] | nil,
///              inFlightBytes, queuedMessages, payloadBytesMax, runtime, frameBytes, compression]
/// refused  := [3, session, reason]
/// tickets  := [4, [ticket…]]                              (DataTicketCodec)
/// delivered:= [5, first, [id…]]
/// failed   := [6, first, id, reason, text]
/// decoding := [7, first]
/// </code>
/// The first three items of a hello stay as they are in every version: a node of another one is told so.
/// </summary>
internal static class BulkMessageCodec
{
    /// <summary>The version of the grammar above; both ends of a session speak the same.</summary>
    public const int Version = 5;

    private const int TokenBytes = 32;

    /// <summary>Encodes one message.</summary>
    public static byte[] Encode(BulkMessage message)
    {
        if (message is BulkMessage.Tickets { Encoded: { } encoded }) return encoded;
        var output = new ArrayBufferWriter<byte>(512);
        var writer = new MsgPackWriter(output);
        switch (message)
        {
            case BulkMessage.Hello hello:
                Begin(ref writer, 1, 9);
                writer.WriteInt64(hello.Version);
                writer.WriteInt64(hello.Session);
                writer.WriteInt64(hello.Uid);
                writer.WriteString(hello.Package);
                writer.WriteString(hello.Runtime);
                writer.WriteInt64(hello.FrameBytes);
                writer.WriteBoolean(hello.HasTls);
                writer.WriteString(hello.Compression);
                writer.WriteInt64(hello.FirstTicket);
                break;
            case BulkMessage.HelloAck ack:
                Write(ref writer, ack);
                break;
            case BulkMessage.HelloRefused refused:
                Begin(ref writer, 3, 2);
                writer.WriteInt64(refused.Session);
                writer.WriteString(refused.Reason);
                break;
            case BulkMessage.Tickets tickets:
                return TicketBatch.Encode(tickets.Items);
            case BulkMessage.Delivered delivered:
                Begin(ref writer, 5, 2);
                writer.WriteInt64(delivered.First);
                writer.WriteArrayHeader(delivered.Ids.Length);
                foreach (var id in delivered.Ids) writer.WriteInt64(id);
                break;
            case BulkMessage.Failed failed:
                Begin(ref writer, 6, 4);
                writer.WriteInt64(failed.First);
                writer.WriteInt64(failed.Id);
                writer.WriteInt64((int)failed.Reason);
                writer.WriteString(failed.Text);
                break;
            case BulkMessage.Decoding decoding:
                Begin(ref writer, 7, 1);
                writer.WriteInt64(decoding.First);
                break;
            default:
                throw new CheckException($"{message.GetType().Name} has no code");
        }
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Decodes one message.</summary>
    /// <exception cref="WireFormatException">The bytes are not exactly one message.</exception>
    public static BulkMessage Decode(byte[] bytes, Limits limits)
    {
        var reader = new MsgPackReader(bytes, limits);
        var count = reader.ReadArrayHeader();
        var code = count > 0 ? reader.ReadInt32() : 0;
        BulkMessage message = (code, count) switch
        {
            (1, >= 3) => ReadHello(ref reader, count),
            (2, 15) => ReadAck(ref reader),
            (3, 3) => new BulkMessage.HelloRefused(reader.ReadInt64(), Text(ref reader)),
            (4, 2) => new BulkMessage.Tickets(ReadTickets(ref reader, bytes, limits)),
            (5, 3) => new BulkMessage.Delivered(reader.ReadInt64(), ReadIds(ref reader, bytes.Length)),
            (6, 5) => new BulkMessage.Failed(
                reader.ReadInt64(), reader.ReadInt64(), ReadReason(ref reader), Text(ref reader)),
            (7, 2) => new BulkMessage.Decoding(reader.ReadInt64()),
            _ => throw new WireFormatException($"code {code} with {count} items is no message of bulk sends", 0),
        };
        if (!reader.IsAtEnd) throw new WireFormatException("bytes follow a message of bulk sends", reader.Offset);
        return message;
    }

    private static void Begin(ref MsgPackWriter writer, int code, int fields)
    {
        writer.WriteArrayHeader(fields + 1);
        writer.WriteInt64(code);
    }

    private static void Write(ref MsgPackWriter writer, BulkMessage.HelloAck ack)
    {
        Begin(ref writer, 2, 14);
        writer.WriteInt64(ack.Session);
        writer.WriteInt64(ack.Uid);
        writer.WriteString(ack.Host);
        writer.WriteInt64(ack.Port);
        writer.WriteBinary(ack.NodeToken);
        writer.WriteBinary(ack.PairToken);
        writer.WriteString(ack.Package);
        if (ack.Families is null)
        {
            writer.WriteNil();
        }
        else
        {
            writer.WriteArrayHeader(ack.Families.Count);
            foreach (var family in ack.Families) writer.WriteString(family);
        }
        writer.WriteInt64(ack.InFlightBytes);
        writer.WriteInt64(ack.QueuedMessages);
        writer.WriteInt64(ack.PayloadBytesMax);
        writer.WriteString(ack.Runtime);
        writer.WriteInt64(ack.FrameBytes);
        writer.WriteString(ack.Compression);
    }

    // Of another version nothing more is known than that it is one.
    private static BulkMessage.Hello ReadHello(ref MsgPackReader reader, int count)
    {
        var (version, session) = (reader.ReadInt32(), reader.ReadInt64());
        if (version != Version)
        {
            for (var item = 3; item < count; item++) reader.Skip();
            return new BulkMessage.Hello(version, session, 0, "");
        }
        if (count != 10) throw new WireFormatException($"a hello of {count} items; expected 10", reader.Offset);
        return new BulkMessage.Hello(
            version,
            session,
            reader.ReadInt64(),
            Text(ref reader),
            Text(ref reader),
            reader.ReadInt64(),
            reader.ReadBoolean(),
            Text(ref reader),
            Positive(ref reader, "first ticket"));
    }

    private static BulkMessage.HelloAck ReadAck(ref MsgPackReader reader) => new(
        reader.ReadInt64(),
        reader.ReadInt64(),
        Text(ref reader),
        reader.ReadInt32(),
        Token(ref reader),
        Token(ref reader),
        Text(ref reader),
        ReadFamilies(ref reader),
        Positive(ref reader, "in-flight bytes"),
        (int)Math.Min(int.MaxValue, Positive(ref reader, "queued messages")),
        Positive(ref reader, "payload bytes"),
        Text(ref reader),
        reader.ReadInt64(),
        Text(ref reader));

    private static DataTicket[] ReadTickets(ref MsgPackReader reader, byte[] bytes, Limits limits)
    {
        var count = reader.ReadArrayHeader();
        // Each takes at least seven bytes.
        if (count > bytes.Length / 7)
            throw new WireFormatException($"{count} tickets in {bytes.Length} bytes", reader.Offset);
        var tickets = new DataTicket[count];
        for (var index = 0; index < count; index++) tickets[index] = DataTicketCodec.Read(ref reader, bytes, limits);
        return tickets;
    }

    private static string[]? ReadFamilies(ref MsgPackReader reader)
    {
        if (reader.TryReadNil()) return null;
        var count = reader.ReadArrayHeader();
        if (count > 1024) throw new WireFormatException($"{count} families; at most 1024 are taken", reader.Offset);
        var families = new string[count];
        for (var index = 0; index < count; index++) families[index] = Text(ref reader);
        return families;
    }

    private static long[] ReadIds(ref MsgPackReader reader, int bytes)
    {
        var count = reader.ReadArrayHeader();
        // Each takes at least one byte.
        if (count > bytes) throw new WireFormatException($"{count} ids in {bytes} bytes", reader.Offset);
        var ids = new long[count];
        for (var index = 0; index < count; index++) ids[index] = reader.ReadInt64();
        return ids;
    }

    private static DataSendFailure ReadReason(ref MsgPackReader reader)
    {
        var number = reader.ReadInt32();
        return Enum.IsDefined((DataSendFailure)number)
            ? (DataSendFailure)number
            : throw new WireFormatException($"{number} is no reason of a failed send", reader.Offset);
    }

    private static string Text(ref MsgPackReader reader) =>
        reader.ReadString() ?? throw new WireFormatException("nil where a text was expected", reader.Offset);

    private static byte[] Token(ref MsgPackReader reader)
    {
        var token = reader.ReadBinary();
        return token.Length == TokenBytes
            ? token.ToArray()
            : throw new WireFormatException($"a token of {token.Length} bytes; expected {TokenBytes}", reader.Offset);
    }

    private static long Positive(ref MsgPackReader reader, string what)
    {
        var number = reader.ReadInt64();
        return number > 0
            ? number
            : throw new WireFormatException($"{what} {number}; expected 1 or more", reader.Offset);
    }
}
