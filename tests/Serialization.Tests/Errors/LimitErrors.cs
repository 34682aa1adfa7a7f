using Weft.Fuzz;

namespace Weft.Serialization.Tests.Errors;

/// <summary>Each limit, exceeded.</summary>
internal static class LimitErrors
{
    public static IEnumerable<ErrorSource> All() =>
    [
        new("msgpack is nested deeper than the limit", Read(
            Limits.Default with { DepthMax = 4 }, Pack.Repeat(5, [0x91], 0xc0))),
        new("payloads are nested deeper than the limit", Decode(
            Limits.Default with { PayloadDepthMax = 1 }, List(List(Pack.Map("serializer", "msgpack"))), [1])),
        new("an array or map declares more entries than the limit", Read(
            Limits.Default with { CountMax = 10 }, 0xdc, 0, 11)),
        new("a text is longer than the limit", Read(
            Limits.Default with { StringBytesMax = 3 }, 0xa4, 0x61, 0x62, 0x63, 0x64)),
        new("an array has more dimensions than the limit", Decode(
            Limits.Default with { RankMax = 2 }, Array("|u1", Pack.List(1, 1, 1)), [1])),
        new("a header is longer than the limit", () => Header.FromEncoded(
            new byte[100], Limits.Default with { HeaderBytesMax = 64 })),
        new("a frame is longer than the limit", Begin(Limits.Default with { FrameBytesMax = 1000 }, 8, 1001)),
        new("a payload has more frames than the limit", Begin(Limits.Default with { FrameCountMax = 2 }, 1, 1, 1)),
        new("a payload is longer than the limit", Begin(Limits.Default with { PayloadBytesMax = 1000 }, 600, 600)),
        new("a message's body is longer than the limit", Loads(
            Limits.Default with { MessageBytesMax = 4 }, Pack.Of("text"))),
        new("a message has more values than the limit", Loads(
            Limits.Default with { PayloadsPerMessageMax = 1 }, [0xc0], Head(), Head())),
        new("a graph has more objects than the limit", Decode(
            Limits.Default with { GraphObjectsMax = 2 }, Pack.Map("serializer", "pickle"), Pack.Of(
                Pack.List("object[]", Pack.List(new byte[] { 1 }, new byte[] { 2 }, new byte[] { 3 }))))),
        new("a type's name is longer than the limit", Decode(
            Limits.Default with { TypeNameCharsMax = 20 }, Pack.Map("serializer", "pickle"), Pack.Of(
                Pack.List("[Shop]Shop.Orders.Order", Pack.List())))),
        new("a value asks for more memory than its bytes entitle it to", Decode(
            Limits.Default with { ExpansionMax = 1 }, Pack.Map("serializer", "msgpack"),
            [0xdc, 0, 100, .. Enumerable.Repeat((byte)0x80, 100)])),
        new("a value asks for more memory than what its compressed frames become entitles it to", Decode(
            Limits.Default, Pack.Map("serializer", "msgpack", "compression", Pack.List("zlib"), "decompressed-bytes",
                Pack.List(250_005)),
            [.. Convert.FromHexString("78daedc1010d00000400309be22288a6802e82f8bf91d305"), .. new byte[241],
                .. Convert.FromHexString("f0dc0117d866d9")])),
        new("a compressed frame becomes longer than a frame may be", Decode(
            Limits.Default with { FrameBytesMax = 1000 }, Compressed(1001), new byte[100])),
        new("compressed frames become more than the limit", Decode(
            Limits.Default with { DecompressedBytesMax = 1000 }, Compressed(1001), new byte[100])),
        new("a compressed frame becomes more than the limit for each of its bytes", Decode(
            Limits.Default with { DecompressionRatioMax = 10 }, Compressed(1001), new byte[100])),
        new("keys meet in buckets more often than the limit", Decode(
            Limits.Default with { HashCollisionsMax = 1 }, Pack.Map("serializer", "msgpack"),
            Pack.Of(Pack.Map(
                [.. Enumerable.Range(0, 8).SelectMany(i => new object?[] { ((long)i << 32) | (uint)i, i })])))),
        new("keys of a graph meet in buckets more often than the limit", Decode(
            Limits.Default with { HashCollisionsMax = 1 }, Pack.Map("serializer", "pickle"), Pack.Of(Pack.List(
                "System.Collections.Generic.HashSet`1[long]",
                (object?[])[null, .. Enumerable.Range(0, 8).Select(i => (object?)(((long)i << 32) | (uint)i))])))),
        new("peers name more types than the limit", Decode(
            Limits.Default with { PeerTypesMax = 1 }, Pack.Map("serializer", "pickle"),
            Pack.Of(Pack.List("System.Tuple`1[System.Tuple`1[System.StringComparison]]", null)))),
        new("keys of a graph to be sent share buckets", Send("pickle")),
        new("keys to be sent as msgpack share buckets", Send("msgpack")),
    ];

    private static Action Send(string family) => () => ErrorSource
        .NewSerializer(Limits.Default with { HashCollisionsMax = 1 })
        .Serialize(
            Enumerable.Range(0, 8).ToDictionary(i => ((long)i << 32) | (uint)i),
            new SerializeOptions { Serializers = [family], OnError = OnError.Raise });

    private static Action Read(Limits limits, params byte[] bytes) => () =>
    {
        var reader = new MsgPackReader(bytes, limits);
        reader.Skip();
    };

    private static Action Decode(Limits limits, object? header, params byte[][] frames) =>
        () => ErrorSource.NewSerializer(limits).Deserialize(ErrorSource.Payload(header, frames));

    private static Action Begin(Limits limits, params long[] lengths) => () => ErrorSource.NewSerializer(limits)
        .BeginReceive(Header.FromEncoded(Pack.Of(Array("|u1", Pack.List(lengths.Sum())))), lengths);

    private static Action Loads(Limits limits, params byte[][] frames) => () => ErrorSource.NewSerializer(limits)
        .Loads([.. frames.Select(frame => (ReadOnlyMemory<byte>)frame)]);

    private static byte[] Head() => Pack.Of(Pack.List(Pack.Map("serializer", "msgpack"), Pack.List()));

    private static Map Array(string dtype, object shape) => Pack.Map(
        "serializer", "dask", "type", "array", "sub-header", Pack.Map("dtype", dtype, "shape", shape));

    private static Map Compressed(int becomes) => Pack.Map(
        "serializer", "msgpack", "compression", Pack.List("zlib"), "decompressed-bytes", Pack.List(becomes));

    private static Map List(object part) => Pack.Map(
        "is-collection", true, "type", "object[]", "sub-headers", Pack.List(part), "frame-counts", Pack.List(1));
}
