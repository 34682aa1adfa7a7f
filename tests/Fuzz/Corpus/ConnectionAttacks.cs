using System.Buffers.Binary;
using Weft.Serialization;

namespace Weft.Fuzz;

/// <summary>What a stranger writes to a listener from the first byte on.</summary>
internal static class ConnectionAttacks
{
    private static readonly byte[] Preamble = [.. "WEFT"u8, 0, 1, 0, 0, .. new byte[32]];

    private static readonly byte[] Greeting = [.. Preamble, .. Hello(Pack.Map(
        "weft", "1", "self", "tcp://stranger", "frame-bytes", 1 << 20, "payload-bytes", 1 << 20, "open-messages", 8))];

    public static IEnumerable<CorpusFile> All() => [.. Greetings(), .. Pieces()];

    private static IEnumerable<CorpusFile> Greetings() =>
    [
        Stream("connection-http", "another protocol", [.. "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8]),
        Stream("connection-tls", "a TLS handshake to a listener without TLS", [0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3]),
        Stream("connection-version-2", "another version of the grammar",
            [.. "WEFT"u8, 0, 2, 0, 0, .. new byte[32], 0, 0, 0, 0]),
        Stream("connection-token", "a token where none is asked for, guessed bytes",
            [.. "WEFT"u8, 0, 1, 0, 0, .. Enumerable.Repeat((byte)0xaa, 32)]),
        Stream("connection-hello-beyond", "a hello of 4 GiB", [.. Preamble, 0xff, 0xff, 0xff, 0xff]),
        Stream("connection-hello-is-no-map", "a hello that is a list", [.. Preamble, 0, 0, 0, 1, 0x90]),
        Stream("connection-hello-of-zeroes", "limits of 0 bytes: a divisor, a loop without progress",
            [.. Preamble, .. Hello(Pack.Map("weft", "1", "self", "x", "frame-bytes", 0, "payload-bytes", 0,
                "open-messages", 0))]),
        Stream("connection-hello-families-confused", "families that are numbers",
            [.. Preamble, .. Hello(Pack.Map("weft", "1", "self", "x", "serializers", Pack.List(1, 2), "frame-bytes", 1,
                "payload-bytes", 1, "open-messages", 1))]),
    ];

    private static IEnumerable<CorpusFile> Pieces() =>
    [
        Piece("piece-kind-unknown", "a kind of piece that is none", 9, 0, 0, 0, 0),
        Piece("piece-kind-of-message-unknown", "a kind of message that is none", 1, 7, 0, 0, 0),
        Piece("piece-flags", "flags that mean nothing", 1, 0, 0xfe, 0, 0),
        Piece("piece-beyond", "a piece of 4 GiB", 1, 0, 0, 0, uint.MaxValue),
        Piece("piece-grant-of-nobody", "credit for a transfer that nobody opened", 3, 0, 0, 77, 0),
        Piece("piece-frames-not-granted", "frames that nobody granted", 4, 0, 0, 5, 4, 1, 2, 3, 4),
        Piece("piece-goodbye-beyond", "a reason of a mebibyte", 5, 0, 0, 0, 1 << 20),
        Piece("piece-goodbye-continued", "a last piece that continues", 5, 0, 1, 0, 0),
        Message("piece-head-is-no-array", "a head that is a map", 1, 0, [0x80]),
        Message("piece-head-without-bytes", "a head that promises 65,536 values", 1, 0,
            [0x92, 0xc4, 0, 0xdd, 0, 1, 0, 0]),
        Message("piece-head-frames-negative", "a frame of -1 bytes", 1, 0,
            Pack.Of(Pack.List(Array.Empty<byte>(), Pack.List(Pack.List(new byte[] { 0x80 }, Pack.List(-1)))))),
        Message("piece-head-small-but-giant", "frames of a terabyte inside a small message", 1, 0,
            Pack.Of(Pack.List(Array.Empty<byte>(), Pack.List(Pack.List(new byte[] { 0x80 }, Pack.List(1L << 40)))))),
        Message("piece-open-beyond-every-limit", "a bulk message of 2^62 bytes", 2, 3,
            Pack.Of(Pack.List(Array.Empty<byte>(), Pack.List(
                Pack.List(Pack.Of(Pack.Map("serializer", "msgpack")), Pack.List(1L << 62)))))),
        Message("piece-open-lengths-overflow", "a bulk message whose lengths add up to 0 in 64 bits", 2, 3,
            Pack.Of(Pack.List(Array.Empty<byte>(), Pack.List(Pack.List(
                Pack.Of(Pack.Map("serializer", "msgpack")), Pack.List(long.MaxValue, long.MaxValue, 2)))))),
        Message("piece-open-without-credit",
            "a well-formed array of a gibibyte, for which no credit is left: no byte of it may be allocated", 2, 3,
            Pack.Of(Pack.List(Array.Empty<byte>(), Pack.List(Pack.List(
                Pack.Of(Pack.Map("serializer", "dask", "type", "array", "sub-header",
                    Pack.Map("dtype", "|u1", "shape", Pack.List(1 << 30)))),
                Pack.List(1 << 30)))))),
        Stream("compression-declared-in-64-bits-small",
            "a value inside a small message that becomes 400,000 bytes, declared in 64 bits without sign",
            [.. Greeting, .. InWideNumbers()]),
        Stream("piece-open-twice", "one number for two bulk messages",
            [.. Greeting, .. Open(3), .. Open(3)]),
        Stream("piece-opens-without-end", "60 bulk messages, none of them ever sent",
            [.. Greeting, .. Enumerable.Range(1, 60).SelectMany(n => Open((uint)n))]),
        Stream("piece-message-continued-without-end", "empty parts of one message for ever: no progress, no end",
            [.. Greeting, .. Enumerable.Repeat(Bytes(1, 0, 1, 0, 0), 200).SelectMany(b => b)]),
        Stream("piece-message-continued-as-another", "a message whose next part is of another kind",
            [.. Greeting, .. Bytes(1, 0, 1, 0, 1), 0x92, .. Bytes(1, 2, 0, 0, 1), 0xc4]),
    ];

    private static CorpusFile Stream(string name, string attacks, byte[] run) =>
        new(name, WireRecordKind.Connection, attacks, [run]);

    private static CorpusFile Piece(
        string name, string attacks, byte kind, byte message, byte flags, uint transfer, uint length,
        params byte[] content) =>
        Stream(name, attacks, [.. Greeting, .. Bytes(kind, message, flags, transfer, length), .. content]);

    private static CorpusFile Message(string name, string attacks, byte kind, uint transfer, byte[] head) =>
        Piece(name, attacks, kind, 1, 0, transfer, (uint)head.Length, head);

    private static byte[] InWideNumbers()
    {
        var frame = LayerAttacks.ZerosZlib;
        var head = Pack.Of(Pack.List(Array.Empty<byte>(), Pack.List(
            Pack.List(Pack.Of(LayerAttacks.InWideNumbers()), Pack.List(frame.Length)))));
        return [.. Bytes(1, 1, 0, 0, (uint)(head.Length + frame.Length)), .. head, .. frame];
    }

    private static byte[] Open(uint transfer)
    {
        var head = Pack.Of(Pack.List(Array.Empty<byte>(), Pack.List(
            Pack.List(Pack.Of(Pack.Map("serializer", "msgpack")), Pack.List(100_000)))));
        return [.. Bytes(2, 1, 0, transfer, (uint)head.Length), .. head];
    }

    private static byte[] Bytes(byte kind, byte message, byte flags, uint transfer, uint length)
    {
        var header = new byte[12];
        (header[0], header[1], header[2]) = (kind, message, flags);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), transfer);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(8), length);
        return header;
    }

    private static byte[] Hello(Map map)
    {
        var encoded = Pack.Of(map);
        var length = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)encoded.Length);
        return [.. length, .. encoded];
    }
}
