using Weft.Fuzz;

namespace Weft.Serialization.Tests.Errors;

/// <summary>Msgpack, headers, arrays, columns, exceptions and collections that are not as they must be.</summary>
internal static class MalformedErrors
{
    public static IEnumerable<ErrorSource> MsgPack() =>
    [
        new("another msgpack value is expected", Read((ref r) => r.ReadInt64(), 0xa1, 0x61)),
        new("msgpack ends where a value is expected", Read((ref r) => r.ReadArrayHeader())),
        new("a msgpack value is cut", Read((ref r) => r.ReadDouble(), 0xcb, 1, 2)),
        new("a text is cut", Read((ref r) => r.ReadString(), 0xa5, 0x61)),
        new("a byte begins no msgpack value", Read((ref r) => r.Skip(), 0xc1)),
        new("a count is more than the bytes could hold", Read((ref r) => r.Skip(), 0xdc, 0, 200, 1)),
        new("a text is not UTF-8", Read((ref r) => r.ReadString(), 0xa2, 0xc0, 0xaf)),
        new("a number does not fit", Read((ref r) => r.ReadInt32(), 0xce, 0xff, 0xff, 0xff, 0xff)),
        new("a number of 64 bits does not fit", Read(
            (ref r) => r.ReadInt64(), 0xcf, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0)),
        new("a number is negative", Read((ref r) => r.ReadUInt64(), 0xff)),
        new("a header is no map", () => Header.FromEncoded(new byte[] { 0x90 })),
        new("bytes follow a header", () => Header.FromEncoded(new byte[] { 0x80, 0x80 })),
        new("a header names no family", ErrorSource.Decode(Pack.Map("type", "array"))),
        new("a family is no text", ErrorSource.Decode(Pack.Map("serializer", 5))),
        new("a header of 'dask' lacks an entry", ErrorSource.Decode(Pack.Map("serializer", "dask"))),
    ];

    public static IEnumerable<ErrorSource> Compressed() =>
    [
        new("a codec is not registered", Compressed("lz99", 50)),
        new("a compressed frame says not what it becomes", ErrorSource.Decode(
            Pack.Map("serializer", "msgpack", "compression", Pack.List("zlib"), "decompressed-bytes", Pack.List()), [1])),
        new("a frame without a codec says what it becomes", Compressed(null, 50)),
        new("a compressed frame becomes nothing", Compressed("zlib", 0)),
        new("a compressed frame becomes less than nothing", Compressed("zlib", -5)),
        new("a compressed frame is none", Compressed("zlib", 50)),
    ];

    public static IEnumerable<ErrorSource> Values() =>
    [
        new("an array lacks its shape", ErrorSource.DecodeDask("array", Pack.Map("dtype", "<f8"))),
        new("an element type is unknown", Array("<f99", [1], new byte[8])),
        new("a shape and its frames disagree", Array("<f8", [1_000_000], new byte[8])),
        new("a shape is beyond what .NET can hold", Array("<f8", [1L << 32, 1L << 32])),
        new("a list has more dimensions than one", ErrorSource.DecodeDask(
            "list", Pack.Map("dtype", "|u1", "shape", Pack.List(1, 1)), [1])),
        new("an element is no such structure here", ErrorSource.DecodeDask(
            "array", Pack.Map("dtype", "enum:<i8", "shape", Pack.List(1), "element",
                TypePolicy.Closed.NameOf(typeof(Colours))), new byte[8])),
        new("an element's type is no memory", ErrorSource.DecodeDask(
            "array", Pack.Map("dtype", "struct:8", "shape", Pack.List(1), "element",
                TypePolicy.Closed.NameOf(typeof(Order))), new byte[8])),
        new("bits are no value", Array("|b1", [2], [1, 2])),
        new("a column of texts lacks an entry", ErrorSource.DecodeDask("strings", Pack.Map("count", 1), [], [])),
        new("a column's text is beyond its bytes", Texts([9, 0, 0, 0], [0x61])),
        new("a column's text is not UTF-8", Texts([1, 0, 0, 0], [0xff])),
        new("bytes follow a column's last text", Texts([1, 0, 0, 0], [0x61, 0x62])),
        new("an exception lacks an entry", ErrorSource.DecodeDask("exception", Pack.Map("message", "m"))),
        new("an exception has too many causes", ErrorSource.DecodeDask("exception", Causes(17))),
        new("a collection lacks its type", ErrorSource.Decode(Pack.Map("is-collection", true))),
        new("a type never travels by its elements", Parts("System.Uri", Pack.List(), Pack.List())),
        new("sub-headers and frame-counts disagree", Parts("object[]", Pack.List(), Pack.List(1))),
        new("parts claim more frames than there are", Parts("object[]", Pack.List(Value()), Pack.List(3), [1])),
        new("parts claim fewer frames than there are", Parts("object[]", Pack.List(Value()), Pack.List(1), [1], [2])),
        new("a part has another type than its place", Parts("int[]", Pack.List(Value()), Pack.List(1), [0xa1, 0x61])),
        new("a dictionary has a key twice", ErrorSource.Decode(Value(), Pack.Of(Pack.Map("a", 1, "a", 2)))),
        new("a key is no scalar", ErrorSource.Decode(Value(), Pack.Of(Pack.Map(Pack.List(), 1)))),
        new("a msgpack value has another number of frames", ErrorSource.Decode(Value(), [1], [2])),
        new("bytes follow a msgpack value", ErrorSource.Decode(Value(), [1, 2])),
        new("a type is none of the family 'msgpack'", ErrorSource.Decode(
            Pack.Map("serializer", "msgpack", "type", "System.Uri"), [1])),
    ];

    private delegate void Reading(ref MsgPackReader reader);

    private static Action Read(Reading reading, params byte[] bytes) => () =>
    {
        var reader = new MsgPackReader(bytes, Limits.Default);
        reading(ref reader);
    };

    private static Action Array(string dtype, long[] shape, params byte[][] frames) => ErrorSource.DecodeDask(
        "array", Pack.Map("dtype", dtype, "shape", shape.Select(n => (object?)n).ToArray()), frames);

    private static Action Texts(byte[] lengths, byte[] content) => ErrorSource.DecodeDask(
        "strings", Pack.Map("count", lengths.Length / 4, "encoding", "utf-8"), lengths, content);

    private static Action Parts(string type, object headers, object counts, params byte[][] frames) =>
        ErrorSource.Decode(
            Pack.Map("is-collection", true, "type", type, "sub-headers", headers, "frame-counts", counts), frames);

    private static Map Value() => Pack.Map("serializer", "msgpack");

    private static Map Causes(int count)
    {
        var cause = Pack.Map("exception", "System.Exception", "message", "m", "stack", "");
        for (int i = 0; i < count; i++)
            cause = Pack.Map("exception", "System.Exception", "message", "m", "stack", "", "inner", cause);
        return cause;
    }

    private static Action Compressed(string? codec, int becomes) => ErrorSource.Decode(
        Pack.Map("serializer", "msgpack", "compression", Pack.List(codec), "decompressed-bytes", Pack.List(becomes)),
        new byte[100]);
}
