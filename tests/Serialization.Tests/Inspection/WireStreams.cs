using System.Buffers.Binary;

namespace Weft.Serialization.Tests.Inspection;

/// <summary>What an end writes on a connection, made from the grammar of <c>docs/wire-connection.md</c>.</summary>
internal static class WireStreams
{
    /// <summary>
    /// A preamble and a hello; a small message of a value; one whose head comes in two pieces; a bulk message, whose
    /// frames come in two; a goodbye.
    /// </summary>
    public static byte[] Example()
    {
        byte[] header = Packed((ref MsgPackWriter writer) =>
        {
            writer.WriteMapHeader(1);
            writer.WriteString("serializer");
            writer.WriteString("msgpack");
        });
        byte[] small = Head([0x92, 1, 0xd4, 1, 0], header, 2);
        byte[] open = Head([0x91, 0xd4, 1, 0], header, 5);
        return
        [
            .. Greeting(),
            .. Piece(1, 0, 0, 0, [.. small, 0xa1, (byte)'x']),
            .. Piece(1, 0, 1, 0, small[..8]),
            .. Piece(3, 1, 0, 9, []),
            .. Piece(1, 0, 0, 0, [.. small[8..], 0xa1, (byte)'y']),
            .. Piece(2, 1, 0, 3, open),
            .. Piece(4, 1, 0, 3, [0xa4, (byte)'b']),
            .. Piece(4, 1, 0, 3, [.. "ulk"u8]),
            .. Piece(5, 0, 0, 0, [.. "done"u8]),
        ];
    }

    public static byte[] Greeting()
    {
        byte[] hello = Packed((ref MsgPackWriter writer) =>
        {
            writer.WriteMapHeader(1);
            writer.WriteString("weft");
            writer.WriteString("1");
        });
        return [.. "WEFT"u8, 0, 1, 0, 0, .. new byte[32], 0, 0, 0, (byte)hello.Length, .. hello];
    }

    public static byte[] Piece(byte kind, byte message, byte flags, uint transfer, byte[] content)
    {
        var header = new byte[12];
        (header[0], header[1], header[2]) = (kind, message, flags);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), transfer);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(8), (uint)content.Length);
        return [.. header, .. content];
    }

    public static byte[] Head(byte[] body, byte[] header, int frameBytes) => Packed((ref MsgPackWriter writer) =>
    {
        writer.WriteArrayHeader(2);
        writer.WriteBinary(body);
        writer.WriteArrayHeader(1);
        writer.WriteArrayHeader(2);
        writer.WriteBinary(header);
        writer.WriteArrayHeader(1);
        writer.WriteInt64(frameBytes);
    });

    private static byte[] Packed(Write write)
    {
        var output = ByteBuffer.Rent();
        var writer = new MsgPackWriter(output);
        write(ref writer);
        writer.Flush();
        byte[] bytes = output.Written.ToArray();
        output.Return();
        return bytes;
    }

    private delegate void Write(ref MsgPackWriter writer);
}
