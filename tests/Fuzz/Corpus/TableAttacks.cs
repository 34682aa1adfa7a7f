namespace Weft.Fuzz;

/// <summary>Tables and columns: what a header says of rows, cells, rules and bits.</summary>
internal static class TableAttacks
{
    public static IEnumerable<CorpusFile> All() => [.. Tables(), .. Rules(), .. Columns()];

    private static IEnumerable<CorpusFile> Tables() =>
    [
        Table("table-rows-beyond-bytes", "16 million rows of a column of no bytes", 16_777_216, [Column("c")], [Ints(0)],
            []),
        Table("table-rows-beyond-the-limit", "2^62 rows", 1L << 62, [Column("c")], [Ints(0)], []),
        Table("table-rows-negative", "-1 rows", -1, [Column("c")], [Ints(0)], []),
        Table("table-rows-without-columns", "a million rows without a cell: no byte bounds them", 1_000_000, [], []),
        Table("table-columns-more-than-parts", "three columns and one part", 0,
            [Column("a"), Column("b"), Column("c")], [Ints(0)], []),
        Table("table-columns-fewer-than-parts", "one column and two parts", 0, [Column("a")], [Ints(0), Ints(0)], [], []),
        Table("table-columns-of-another-length", "a column of three cells in a table of two rows", 2, [Column("a")],
            [Ints(3)], new byte[12]),
        Table("table-columns-of-another-type", "floats in a column of whole numbers: type confusion", 1, [Column("a")],
            [Run("<f4", 1)], new byte[4]),
        Table("table-columns-many-of-nothing", "30 columns of no rows: an object each", 0,
            [.. Enumerable.Range(0, 30).Select(i => (object?)Column("c" + i))],
            [.. Enumerable.Repeat((object?)Ints(0), 30)], [.. Enumerable.Repeat(Array.Empty<byte>(), 30)]),
        Table("table-columns-named-alike", "two columns of one name", 0, [Column("a"), Column("a")],
            [Ints(0), Ints(0)], [], []),
        Table("table-columns-named-alike-but-for-case", "two columns that a look-up takes for one", 0,
            [Column("a"), Column("A")], [Ints(0), Ints(0)], [], []),
        Table("table-column-names-a-gadget", "a column of a type that nobody allowed", 0,
            [Pack.Map("name", "c", "type", "System.Diagnostics.Process")], [Ints(0)], []),
        Table("table-column-of-nullables", "a type that DataTable cannot have", 0,
            [Pack.Map("name", "c", "type", "System.Nullable`1[int]")], [Ints(0)], []),
        Table("table-column-of-tables", "a table as a cell's type, with a text for it", 1,
            [Pack.Map("name", "c", "type", "System.Data.DataTable")], [Pack.Map("serializer", "msgpack")], [0xa1, 0x61]),
        Table("table-column-of-uris", "an address as default: a type with a converter of its own", 0,
            [Pack.Map("name", "c", "type", "System.Uri", "default", true)],
            [Ints(0), Pack.Map("serializer", "msgpack")], [], [0xa1, 0x61]),
        Table("table-columns-are-no-maps", "columns that are numbers", 0, [1, 2], [Ints(0)], []),
    ];

    private static IEnumerable<CorpusFile> Rules() =>
    [
        Ruled("table-expression", "an expression in a header: reading would run it", "expression", "1 / 0"),
        Ruled("table-counting-overflows", "the next number overflows with the first row", "counting",
            Pack.List(long.MaxValue, long.MaxValue)),
        Ruled("table-counting-by-nothing", "a step of 0: a search for a free number has no end", "counting",
            Pack.List(0, 0)),
        Ruled("table-counting-least", "the least seed and step", "counting", Pack.List(long.MinValue, long.MinValue)),
        Ruled("table-counting-of-three", "three numbers where two are", "counting", Pack.List(1, 2, 3)),
        Ruled("table-length-of-numbers", "a longest text for numbers", "max-length", 5),
        Ruled("table-length-beyond", "a longest text of 2^40", "max-length", 1L << 40),
        Ruled("table-date-mode-unknown", "a way of dates that is none", "date-mode", 77),
        Ruled("table-required-but-null", "no nulls, and a null", "required", true, nulls: true),
        Table("table-culture-unknown", "a culture that the system would be asked for", 0, [Column("c")], [Ints(0)],
            new Map(["locale", "xx-evil-" + new string('x', 60)]), []),
        Table("table-culture-is-a-path", "a culture's name that is a path", 0, [Column("c")], [Ints(0)],
            new Map(["locale", "../../etc/passwd"]), []),
        Table("table-unique-columns-outside", "a rule over column 2^40", 0, [Column("c")], [Ints(0)],
            new Map(["unique", Pack.List(Pack.Map("name", "u", "columns", Pack.List(1L << 40)))]), []),
        Table("table-unique-twice", "one rule twice", 0, [Column("c")], [Ints(0)],
            new Map(["unique", Pack.List(
                Pack.Map("name", "u", "columns", Pack.List(0), "primary-key", true),
                Pack.Map("name", "u", "columns", Pack.List(0), "primary-key", true))]), []),
        Table("table-unique-but-alike", "cells that break their rule", 2, [Column("c")], [Ints(2)],
            new Map(["unique", Pack.List(Pack.Map("name", "u", "columns", Pack.List(0)))]), new byte[8]),
        Table("table-properties-odd", "a property without a value", 0, [], [Pack.Map("serializer", "pickle")],
            new Map(["properties", true]), Pack.Of(Pack.List("object[]", Pack.List("a")))),
        Table("table-properties-twice", "one property with two values", 0, [], [Pack.Map("serializer", "pickle")],
            new Map(["properties", true]), Pack.Of(Pack.List("object[]", Pack.List("a", 1, "a", 2)))),
        Table("table-default-of-two-cells", "two defaults", 0, [Pack.Map("name", "c", "type", "int", "default", true)],
            [Ints(0), Ints(2)], [], new byte[8]),
        Table("table-default-of-an-interface", "a default of a class in a column of another", 0,
            [Pack.Map("name", "c", "type", "string", "default", true)], [Texts(0), Ints(1)], [], [], new byte[4]),
        Table("table-nulls-too-few", "presence bits for eight of nine cells", 9, [Nulls()], [Ints(9), Run("|u1", 1)],
            new byte[36], [0xff]),
        Table("table-nulls-behind-the-last", "presence bits behind the last cell", 1, [Nulls()],
            [Ints(1), Run("|u1", 1)], new byte[4], [0xff]),
    ];

    private static IEnumerable<CorpusFile> Columns() =>
    [
        Dask("nullables-without-bits", "a column with nulls that ends with its values", "nullables",
            Sub("<i4", 9), new byte[36]),
        Dask("nullables-bits-too-many", "more presence bits than values", "nullables", Sub("<i4", 1), new byte[4],
            [1, 0]),
        Dask("nullables-bits-behind-the-last", "a bit behind the last value", "nullables", Sub("<i4", 1), new byte[4],
            [0x81]),
        Dask("nullables-of-nothing", "2^31-1 values and no bytes", "nullables", Sub("<i4", int.MaxValue), [], []),
        Dask("nullables-bool-2", "booleans that are neither, beneath nulls", "nullables", Sub("|b1", 2), [2, 2], [0]),
        Dask("nullables-of-two-dimensions", "a column of two dimensions", "nullables",
            Pack.Map("dtype", "|u1", "shape", Pack.List(1, 1)), [1], [1]),
        Dask("nullables-list-giant", "a list of 2^40 values", "nullable-list", Sub("|u1", 1L << 40), [], []),
        Dask("bits-count-beyond", "2^31 bits and no bytes", "bits", Pack.Map("count", 1L << 31)),
        Dask("bits-count-negative", "-8 bits", "bits", Pack.Map("count", -8)),
        Dask("bits-behind-the-last", "bits behind the last", "bits", Pack.Map("count", 3), [0xff]),
        Dask("bits-of-two-frames", "bits in two frames", "bits", Pack.Map("count", 16), [1], [2]),
        Dask("boxed-of-an-enum", "boxed values of a type of the sender's", "boxed",
            Pack.Map("dtype", "enum:<i2", "shape", Pack.List(1), "element", "[Weft.Fuzz]Weft.Fuzz.Grade", "container",
                "object[]"), new byte[2]),
        Dask("boxed-in-numbers", "objects in an array of numbers", "boxed",
            Pack.Map("dtype", "<i4", "shape", Pack.List(1), "container", "int[]"), new byte[4]),
        Dask("boxed-in-disposables", "numbers in an array of what they are not", "boxed",
            Pack.Map("dtype", "<i4", "shape", Pack.List(1), "container", "System.IDisposable[]"), new byte[4]),
        Dask("boxed-of-bytes", "1,000 bytes, each an object: short to say, long to hold", "boxed",
            Pack.Map("dtype", "|u1", "shape", Pack.List(1000), "container",
                "System.Collections.Generic.List`1[object]"), new byte[1000]),
        Apart("apart-descends", "positions that descend", [1, 0]),
        Apart("apart-twice", "one position twice", [0, 0]),
        Apart("apart-beyond", "a position behind the end", [long.MaxValue]),
        Apart("apart-negative", "a position before the first", [-1]),
        CorpusFile.Payload("apart-others-of-another-type", "a text where the others should be",
            Collection("object[]", [One, One], ["apart", Pack.List(0)]), [1], [0xa1, 0x61]),
        CorpusFile.Payload("apart-all-and-no-others", "as many positions as parts",
            Collection("object[]", [One, One], ["apart", Pack.List(0, 1)]), [1], [2]),
        CorpusFile.Payload("keys-part-of-another-type", "keys that are numbers for texts",
            Collection("System.Collections.Generic.Dictionary`2[string,int]", [One, Ints(1)], ["keys", true]), [1],
            new byte[4]),
        CorpusFile.Payload("keys-part-missing", "keys that are the last part of none",
            Collection("System.Collections.Generic.Dictionary`2[string,int]", [], ["keys", true])),
        CorpusFile.Payload("keys-part-same-hash", "270 keys of one hash as a part of their own",
            Collection("System.Collections.Generic.Dictionary`2[long,object]",
                [.. Enumerable.Repeat((object?)One, 270), Run("<i8", 270)], ["keys", true]),
            [
                .. Enumerable.Repeat(new byte[] { 1 }, 270),
                (byte[])[.. Enumerable.Range(0, 270)
                    .SelectMany(i => BitConverter.GetBytes(((long)i << 32) | (uint)i))],
            ]),
    ];

    private static readonly Map One = Pack.Map("serializer", "msgpack");

    private static Map Column(string name) => Pack.Map("name", name, "type", "int");

    private static Map Nulls() => Pack.Map("name", "c", "type", "int", "nulls", true);

    private static Map Sub(string dtype, long count) => Pack.Map("dtype", dtype, "shape", Pack.List(count));

    private static Map Run(string dtype, int count) =>
        Pack.Map("serializer", "dask", "type", "array", "sub-header", Sub(dtype, count));

    private static Map Ints(int count) => Run("<i4", count);

    private static Map Texts(int count) => Pack.Map("serializer", "dask", "type", "strings", "sub-header",
        Pack.Map("count", count, "encoding", "utf-8"));

    private static CorpusFile Dask(string name, string attacks, string type, object? sub, params byte[][] frames) =>
        CorpusFile.Payload(name, attacks, Pack.Map("serializer", "dask", "type", type, "sub-header", sub), frames);

    private static CorpusFile Table(
        string name, string attacks, long rows, object?[] columns, object?[] parts, params byte[][] frames) =>
        Table(name, attacks, rows, columns, parts, new Map([]), frames);

    // A part of texts has two frames, any other one.
    private static CorpusFile Table(
        string name, string attacks, long rows, object?[] columns, object?[] parts, Map more, params byte[][] frames)
    {
        var counts = parts.Select(part => (object?)(part is Map map && map.Entries.Contains("strings") ? 2 : 1));
        return Dask(name, attacks, "table", new Map(
        [
            "name", "t", "rows", rows, "columns", columns, .. more.Entries, "sub-headers", parts, "frame-counts",
            counts.ToArray(),
        ]), frames);
    }

    private static CorpusFile Ruled(string name, string attacks, string key, object? rule, bool nulls = false)
    {
        object?[] entries = ["name", "c", "type", "int", key, rule];
        return nulls
            ? Table(name, attacks, 1, [new Map([.. entries, "nulls", true])], [Ints(1), Run("|u1", 1)], new byte[4], [0])
            : Table(name, attacks, 1, [new Map(entries)], [Ints(1)], new byte[4]);
    }

    private static CorpusFile Apart(string name, string attacks, long[] positions) => CorpusFile.Payload(
        name, attacks,
        Collection(
            "object[]", [.. positions.Select(_ => (object?)One), Pack.Map("serializer", "pickle")],
            ["apart", positions.Select(n => (object?)n).ToArray()]),
        [.. positions.Select(_ => new byte[] { 1 }), Pack.Of(Pack.List("object[]", Pack.List(1, 2)))]);

    private static Map Collection(string type, object?[] parts, object?[] more) => new(
    [
        "is-collection", true, "type", type, "sub-headers", parts, "frame-counts",
        parts.Select(_ => (object?)1).ToArray(), .. more,
    ]);
}
