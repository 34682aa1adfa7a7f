using System.Buffers.Binary;
using Weft.Serialization;

namespace Weft.Fuzz;

/// <summary>Payloads of the family <c>dask</c>: shapes, element types, bits, columns, exceptions.</summary>
internal static class ArrayAttacks
{
    private const long Giant = 1L << 32;

    public static IEnumerable<CorpusFile> All() =>
        [.. Shapes(), .. Elements(), .. Bits(), .. Columns(), .. Exceptions(), .. InPlace()];

    private static IEnumerable<CorpusFile> Shapes() =>
    [
        Block("shape-product-overflows-to-zero", "2^32 x 2^32 elements: the product is 0 in 64 bits", "<f8",
            [Giant, Giant]),
        Block("shape-product-overflows-to-fit",
            "the product times eight bytes is 8 in 64 bits, as many as the frame has", "<f8",
            [0x2000000000000001], new byte[8]),
        Block("shape-negative-twice", "-2 x -2 elements: the product is right, the dimensions are not", "<i4", [-2, -2],
            new byte[16]),
        Block("shape-negative", "-1 elements", "<f8", [-1]),
        Block("shape-empty-and-giant", "0 x 2^31 x 2^31 elements: nothing to hold, too much to make", "|u1",
            [0, int.MaxValue, int.MaxValue, long.MaxValue]),
        Block("shape-rank-33", "33 dimensions: one more than .NET makes", "|u1", [.. Enumerable.Repeat(1L, 33)],
            new byte[1]),
        Block("shape-rank-0", "no dimension at all", "<f8", [], new byte[8]),
        Block("shape-without-bytes", "10^9 elements and a frame of eight bytes", "<f8", [1_000_000_000], new byte[8]),
        Block("shape-less-than-bytes", "fewer elements than the frame holds: what is left is of nobody", "<i2", [1],
            new byte[64]),
        Dask("shape-of-floats", "lengths that are no whole numbers", "array",
            Pack.Map("dtype", "<f8", "shape", Pack.List(1.0)), new byte[8]),
        Dask("shape-missing", "no shape", "array", Pack.Map("dtype", "<f8"), new byte[8]),
        Dask("shape-beyond-64-bits", "a length of 2^64-1", "array",
            Pack.Map("dtype", "|u1", "shape", Pack.List(ulong.MaxValue)), new byte[1]),
        Dask("shape-list-of-two-dimensions", "a list of two dimensions", "list",
            Pack.Map("dtype", "|u1", "shape", Pack.List(1, 1)), new byte[1]),
        Block("frames-cut-within-an-element", "frames that end within an element", "<f8", [2], new byte[3],
            new byte[13]),
        Block("frames-many-empty", "300 frames of no bytes for no elements", "<f8", [0],
            [.. Enumerable.Repeat(Array.Empty<byte>(), 300)]),
    ];

    private static IEnumerable<CorpusFile> Elements() =>
    [
        Block("element-unknown", "an element type that nobody knows", "<f99", [1], new byte[8]),
        Block("element-big-endian", "numbers the other way round", ">f8", [1], new byte[8]),
        Block("element-objects", "numpy's objects: bytes taken for pointers", "|O", [1], new byte[8]),
        Named("element-enum-is-a-class", "a class where an enum should be: bytes taken for references", "enum:<i2",
            "[Weft.Fuzz]Weft.Fuzz.Reading", new byte[2]),
        Named("element-enum-of-another-width", "an enum of 16 bits as one of 64", "enum:<i8",
            "[Weft.Fuzz]Weft.Fuzz.Grade", new byte[8]),
        Named("element-structure-with-references", "a structure that holds references, laid out by the sender",
            "struct:16", "System.Collections.Generic.KeyValuePair`2[string,string]", new byte[16]),
        Named("element-structure-of-another-length", "a structure longer than it is here", "struct:24",
            "[Weft.Fuzz]Weft.Fuzz.Spot", new byte[24]),
        Named("element-names-a-gadget", "a type of the framework that nobody allowed", "struct:8",
            "System.Diagnostics.Process", new byte[8]),
    ];

    private static IEnumerable<CorpusFile> Bits() =>
    [
        Block("bits-bool-2", "a boolean that is neither 0 nor 1: code that branches on it twice differs", "|b1", [3],
            [0, 1, 2]),
        Block("bits-decimal-scale-29", "a decimal of scale 29: arithmetic on it reads beyond its tables",
            "weft:decimal", [1], Bytes16(flags: 29 << 16)),
        Block("bits-decimal-reserved", "a decimal with reserved flags", "weft:decimal", [1], Bytes16(flags: 1)),
        Block("bits-datetime-beyond-9999", "ticks beyond the year 9999", "weft:datetime", [1],
            BitConverter.GetBytes(0x3fffffffffffffffL)),
        Block("bits-date-beyond-9999", "a day beyond the year 9999", "weft:date", [1],
            BitConverter.GetBytes(int.MaxValue)),
        Block("bits-time-negative", "a negative time of day", "weft:time", [1], BitConverter.GetBytes(-1L)),
        Block("bits-rune-surrogate", "half of a surrogate pair as a rune", "weft:rune", [1],
            BitConverter.GetBytes(0xd800)),
        Block("bits-doubles-of-every-kind", "NaN with a payload, infinities, denormals: legal, kept bit by bit", "<f8",
            [4],
            [
                .. BitConverter.GetBytes(0x7ff0000000000001L), .. BitConverter.GetBytes(long.MinValue),
                .. BitConverter.GetBytes(1L), .. BitConverter.GetBytes(0x7ff0000000000000L),
            ]),
    ];

    private static IEnumerable<CorpusFile> Columns() =>
    [
        Dask("texts-length-negative", "a text of -2 bytes", "strings", Texts(1), Ints(-2), []),
        Dask("texts-sum-beyond-content", "lengths that each fit the content and together do not", "strings", Texts(3),
            Ints(4, 4, 4), new byte[8]),
        Dask("texts-count-overflows", "2^62 texts: four bytes each are none in 64 bits", "strings",
            Texts(1L << 62), [], []),
        Dask("texts-count-negative", "-1 texts", "strings", Texts(-1), [], []),
        Dask("texts-not-utf8", "a text that is no UTF-8", "strings", Texts(1), Ints(2), [0xc0, 0xaf]),
        Dask("texts-half-unit", "UTF-16 of an odd length", "strings", Texts(1, "utf-16"), Ints(3), new byte[3]),
        Dask("texts-encoding-unknown", "an encoding that would have to be looked up", "strings", Texts(1, "utf-7"),
            Ints(1), [0x2b]),
        Dask("texts-cut-between-texts", "lengths that cut a character between two texts", "strings", Texts(2),
            Ints(1, 1), [0xc3, 0xa9]),
        Dask("times-offset-beyond-a-day", "an offset of 10^9 minutes", "offset-times", Pack.Map("count", 1),
            [.. BitConverter.GetBytes(0L), .. BitConverter.GetBytes(1_000_000_000L)]),
        Dask("times-count-overflows", "2^60 times of 16 bytes", "offset-times", Pack.Map("count", 1L << 60), []),
    ];

    private static IEnumerable<CorpusFile> Exceptions() =>
    [
        Dask("exception-causes-without-end", "40 causes within each other", "exception", Causes(40)),
        Dask("exception-names-a-gadget", "an exception's type that is none: a constructor with a text is called",
            "exception", Cause("[System.Private.CoreLib]System.IO.FileStream", null)),
        Dask("exception-is-a-process", "a type to be made from a text: its constructor would start something",
            "exception", Cause("System.Diagnostics.ProcessStartInfo", null)),
        Dask("type-unknown", "a per-type serializer that nobody registered", "gadget", Pack.Map()),
        Dask("type-names-a-class", "the name of a class where a registered name should be",
            "[Weft.Fuzz]Weft.Fuzz.Ring", Pack.Map()),
    ];

    private static IEnumerable<CorpusFile> InPlace() =>
    [
        Receive("receive-length-negative", "a frame of -1 bytes to be received", "<f8", [1], [-1]),
        Receive("receive-lengths-overflow", "frames whose lengths add up to 0 in 64 bits", "<f8", [0],
            [long.MaxValue, long.MaxValue, 2]),
        Receive("receive-beyond-credit", "a mebibyte granted and a gibibyte claimed", "|u1", [1 << 30], [1 << 30]),
        Receive("receive-frames-of-nothing", "lengths for a shape of no elements", "<f8", [0], [8, 0]),
    ];

    private static CorpusFile Block(
        string name, string attacks, string dtype, long[] shape, params byte[][] frames) =>
        Dask(name, attacks, "array", Sub(dtype, shape), frames);

    private static CorpusFile Named(
        string name, string attacks, string dtype, string element, byte[] frame) => Dask(
        name, attacks, "array", Pack.Map("dtype", dtype, "shape", Pack.List(1), "element", element), frame);

    private static CorpusFile Dask(
        string name, string attacks, string type, object? sub, params byte[][] frames) => CorpusFile.Payload(
        name, attacks, Pack.Map("serializer", "dask", "type", type, "sub-header", sub), frames);

    private static CorpusFile Receive(string name, string attacks, string dtype, long[] shape, long[] lengths)
    {
        var header = Pack.Of(Pack.Map("serializer", "dask", "type", "array", "sub-header", Sub(dtype, shape)));
        var run = new byte[sizeof(long) * lengths.Length];
        for (int i = 0; i < lengths.Length; i++)
            BinaryPrimitives.WriteInt64BigEndian(run.AsSpan(sizeof(long) * i), lengths[i]);
        return new CorpusFile(name, WireRecordKind.Receive, attacks, [header, run]);
    }

    private static Map Sub(string dtype, long[] shape) =>
        Pack.Map("dtype", dtype, "shape", Pack.List([.. shape.Select(n => (object?)n)]));

    private static Map Texts(long count, string encoding = "utf-8") => Pack.Map("count", count, "encoding", encoding);

    private static Map Cause(string type, object? inner) => inner is null
        ? Pack.Map("exception", type, "message", "calc.exe", "stack", "")
        : Pack.Map("exception", type, "message", "m", "stack", "", "inner", inner);

    private static object Causes(int count)
    {
        object cause = Cause("System.Exception", null);
        for (int i = 0; i < count; i++) cause = Cause("System.Exception", cause);
        return cause;
    }

    private static byte[] Ints(params int[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] Bytes16(int flags) => [.. Ints(1, 0, 0), .. BitConverter.GetBytes(flags)];
}
