using Weft.Serialization;

namespace Weft.Actors;

/// <summary>
/// The bytes of one ticket.
/// <code>
/// ticket   := [id, recipient, sender, form, length, nil | inline]
/// inline   := [body:bin, [value…]]
/// value    := [header:bin, frame:bin…]
/// </code>
/// </summary>
internal static class DataTicketCodec
{
    private const int PathBytesMax = 64 << 10;

    /// <summary>Writes a ticket whose paths are UTF-8 already.</summary>
    public static void Write(
        ref MsgPackWriter writer,
        long id,
        ReadOnlySpan<byte> recipient,
        ReadOnlySpan<byte> sender,
        DataForm form,
        long length,
        Envelope? inline)
    {
        writer.WriteArrayHeader(6);
        writer.WriteInt64(id);
        writer.WriteUtf8(recipient);
        writer.WriteUtf8(sender);
        writer.WriteInt64((int)form);
        writer.WriteInt64(length);
        if (inline is null)
        {
            writer.WriteNil();
            return;
        }
        writer.WriteArrayHeader(2);
        writer.WriteBinary(inline.Body.Span);
        writer.WriteArrayHeader(inline.Values.Count);
        for (var index = 0; index < inline.Values.Count; index++)
        {
            if (inline.Values[index] is not Serialized { Payload: var payload })
                throw new CheckException("a value is encoded before its ticket is written");
            writer.WriteArrayHeader(1 + payload.Frames.Count);
            writer.WriteBinary(payload.Header.Encoded.Span);
            for (var frame = 0; frame < payload.Frames.Count; frame++) writer.WriteBinary(payload.Frames[frame].Span);
        }
    }

    /// <summary>Reads a ticket; body, headers and frames alias <paramref name="bytes"/>.</summary>
    /// <exception cref="WireFormatException">The bytes are no ticket.</exception>
    public static DataTicket Read(ref MsgPackReader reader, ReadOnlyMemory<byte> bytes, Limits limits)
    {
        Expect(ref reader, 6, "a ticket");
        var id = reader.ReadInt64();
        var recipient = ReadPath(ref reader);
        var sender = ReadPath(ref reader);
        var form = (DataForm)reader.ReadInt32();
        if (form is < DataForm.Value or > DataForm.Selected)
            throw new WireFormatException($"{(int)form} is no form of a data message", reader.Offset);
        var length = reader.ReadInt64();
        if (length < 1) throw new WireFormatException($"length {length}; expected 1 or more", reader.Offset);
        return new DataTicket(
            id, recipient, sender, form, length, reader.TryReadNil() ? null : ReadInline(ref reader, bytes, limits));
    }

    private static Envelope ReadInline(ref MsgPackReader reader, ReadOnlyMemory<byte> bytes, Limits limits)
    {
        Expect(ref reader, 2, "what a ticket carries");
        var body = ReadSlice(ref reader, bytes);
        var values = new MessageValue[Count(ref reader, limits.PayloadsPerMessageMax, "values", bytes.Length)];
        for (var index = 0; index < values.Length; index++)
        {
            var parts = Count(ref reader, limits.FrameCountMax, "parts of a value", bytes.Length);
            if (parts == 0) throw new WireFormatException("a value has a header", reader.Offset);
            var header = Header.FromEncoded(ReadSlice(ref reader, bytes), limits);
            var frames = parts == 1 ? [] : new ReadOnlyMemory<byte>[parts - 1];
            for (var frame = 0; frame < frames.Length; frame++) frames[frame] = ReadSlice(ref reader, bytes);
            values[index] = new Serialized(new Payload(header, frames));
        }
        return new Envelope(body, values);
    }

    private static ReadOnlyMemory<byte> ReadSlice(ref MsgPackReader reader, ReadOnlyMemory<byte> bytes)
    {
        var length = reader.ReadBinary().Length;
        return bytes.Slice(reader.Offset - length, length);
    }

    private static string ReadPath(ref MsgPackReader reader)
    {
        var utf8 = reader.ReadUtf8();
        if (utf8.Length > PathBytesMax)
            throw new WireFormatException(
                $"a path of {utf8.Length} bytes; at most {PathBytesMax} are taken", reader.Offset);
        return PathTexts.Of(utf8);
    }

    // Each takes at least a byte, so a short ticket cannot promise a long table.
    private static int Count(ref MsgPackReader reader, int most, string what, int bytes)
    {
        var count = reader.ReadArrayHeader();
        return count <= most && count <= bytes
            ? count
            : throw new WireFormatException($"{count} {what} in a ticket; at most {most} are taken", reader.Offset);
    }

    private static void Expect(ref MsgPackReader reader, int count, string what)
    {
        var actual = reader.ReadArrayHeader();
        if (actual != count)
            throw new WireFormatException($"{what} is an array of {count}, this one has {actual}", reader.Offset);
    }
}
