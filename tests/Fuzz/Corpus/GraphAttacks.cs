using Weft.Serialization;

namespace Weft.Fuzz;

/// <summary>Payloads of the family <c>pickle</c>: references, parts, keys, scalars, arrays, types.</summary>
internal static class GraphAttacks
{
    private const sbyte Wide = 1;
    private const sbyte Reference = 2;
    private const sbyte Part = 3;

    // A few more than Limits.HashCollisionsMax.
    private const int FloodKeys = 270;
    private const string Map2 = "System.Collections.Generic.Dictionary`2";

    public static IEnumerable<CorpusFile> All() =>
        [.. References(), .. Parts(), .. Keys(), .. Scalars(), .. Arrays(), .. Fields()];

    private static IEnumerable<CorpusFile> References() =>
    [
        Graph("graph-holds-itself", "an array whose only element is the array: no end for whoever walks it",
            Named("object[]", Pack.List(new Ext(Reference, 0)))),
        Graph("graph-refers-forward", "a reference to an object that comes later",
            Named("object[]", Pack.List(new Ext(Reference, 2), new byte[] { 1 }))),
        Graph("graph-refers-to-nothing", "a reference to object 2^32-1", new Ext(Reference, 255, 255, 255, 255)),
        Graph("graph-reference-of-three-bytes", "a reference of a width that is none", new Ext(Reference, 0, 0, 0)),
        Graph("graph-reference-to-another-type", "a text where a reference says bytes: type confusion",
            Named("string[]", Pack.List("a", new Ext(Reference, 0)))),
        Graph("graph-doubles-at-each-level",
            "30 pairs, each of the one before twice: 2^30 leaves for whoever walks it as a tree", Doubling()),
        Graph("graph-key-holds-its-dictionary",
            "a dictionary whose key is the dictionary: its hash needs the hash that is being made",
            Named($"{Map2}[object,int]", Pack.List(null, new Ext(Reference, 0), 1))),
        Graph("graph-key-in-a-cycle",
            "a hashed key that is an array which holds the dictionary",
            Named("object[]", Pack.List(
                Named($"{Map2}[object,object]", Pack.List(null, new Ext(Reference, 0), new Ext(Reference, 1)))))),
        Graph("graph-depth", "300 arrays of objects within each other", Deep(300)),
        Graph("graph-depth-of-structures", "tuples of tuples within each other, whose slots have no types of their own",
            Named("System.ValueTuple`1[System.ValueTuple`1[System.ValueTuple`1[object]]]", Raw(280))),
        Graph("graph-lengths-that-each-fit",
            "arrays that each promise what the bytes could hold: the budget is one for all", Promises()),
        Graph("graph-followed-by-bytes", "a second value behind the one", new Raw(0x01, 0x02)),
        Graph("graph-of-no-frames", "a pickle without its stream", null),
        Graph("graph-extension-unknown", "an extension that means nothing", new Ext(99, 1, 2)),
        Graph("graph-wide-text-odd", "UTF-16 of three bytes", new Ext(Wide, 1, 2, 3)),
    ];

    private static IEnumerable<CorpusFile> Parts() =>
    [
        Parted("part-without-bytes", "an array of 10^9 doubles and a frame of eight bytes", "double[]", [1_000_000_000],
            new Ext(Part, 0), new byte[8]),
        Parted("part-product-overflows", "65,536 x 65,536 numbers: 0 in 32 bits", "int[,]", [65_536, 65_536],
            new Ext(Part, 0)),
        Parted("part-negative", "-1 x -8 bytes", "byte[,]", [-1, -8], new Ext(Part, 0), new byte[8]),
        Parted("part-of-references", "an array of objects as the memory of a frame", "object[]", [1], new Ext(Part, 0),
            new byte[8]),
        Parted("part-of-another-rank", "one length for two dimensions", "int[,]", [1], new Ext(Part, 0), new byte[4]),
        Parted("part-twice", "one array in two places, as if there were two", "byte[]", [4],
            Named("object[]", Pack.List(new Ext(Part, 0), new Ext(Part, 0))), new byte[4]),
        Parted("part-unused", "an array that has no place in the graph", "byte[]", [4], null, new byte[4]),
        Graph("part-not-announced", "a part that the header does not have", new Ext(Part, 7)),
        Parted("part-bools-2", "booleans that are neither 0 nor 1, set apart", "bool[]", [3], new Ext(Part, 0),
            [0, 1, 2]),
        CorpusFile.Payload("part-many-without-frames", "250 parts and no frame for any",
            Header(Pack.List([.. Enumerable.Repeat((object?)Pack.List("byte[]", 0, Pack.List(1)), 250)])),
            Pack.Of(null)),
        CorpusFile.Payload("part-payloads-within-payloads", "70 payloads within each other, beyond the limit",
            NestedPayloads(70), Pack.Of(new Ext(Part, 0))),
        CorpusFile.Payload("part-names-another-family", "a part in a family that nobody registered",
            Header(Pack.List(Pack.List(Pack.Map("serializer", "gadget"), 0))), Pack.Of(new Ext(Part, 0))),
    ];

    private static IEnumerable<CorpusFile> Keys() =>
    [
        Keyed("keys-long-same-hash", "270 whole numbers of one hash: insertion is quadratic", $"{Map2}[long,int]",
            i => ((long)i << 32) | (uint)i),
        Keyed("keys-int-same-bucket", "270 whole numbers of one bucket in a table of their number", $"{Map2}[int,int]",
            i => i * Buckets(FloodKeys)),
        Keyed("keys-double-same-hash", "doubles whose halves are equal: all hash to 0", $"{Map2}[double,int]",
            i => BitConverter.UInt64BitsToDouble(((ulong)(i + 1) << 32) | (uint)(i + 1))),
        Keyed("keys-objects-same-hash", "the same numbers as objects", $"{Map2}[object,int]",
            i => Named(-6, ((long)i << 32) | (uint)i)),
        Keyed("keys-structure-same-hash", "structures of a user's whose hash is computed from their fields",
            $"{Map2}[[Weft.Fuzz]Weft.Fuzz.Spot,int]",
            i => Named(1, Pack.List(
                0.0, BitConverter.UInt64BitsToDouble(((ulong)(i + 1) << 32) | (uint)(i + 1)))),
            Fingerprint(typeof(Spot))),
        Flood("keys-concurrent-same-bucket", "a table that grows by itself, by other primes",
            "System.Collections.Concurrent.ConcurrentDictionary`2[long,int]"),
        Flood("keys-frozen-same-hash", "a table that is laid out once for all",
            "System.Collections.Frozen.FrozenDictionary`2[long,int]"),
        Flood("keys-immutable-same-hash", "a tree of hashes with lists in its leaves",
            "System.Collections.Immutable.ImmutableDictionary`2[long,int]"),
        Graph("keys-twice", "one key with two values: which of them counts is another question to each reader",
            Named($"{Map2}[string,int]", Pack.List(null, "admin", 0, "admin", 1))),
        Graph("keys-twice-but-for-case", "two keys that a comparer takes for one",
            Named($"{Map2}[string,int]", Pack.List(2, "admin", 0, "ADMIN", 1))),
        Graph("keys-nan-twice", "NaN with two bit patterns as keys",
            Named($"{Map2}[double,int]", Pack.List(
                null, double.NaN, 0, BitConverter.UInt64BitsToDouble(0x7ff0000000000001), 1))),
        Graph("keys-null", "null as a key", Named($"{Map2}[string,int]", Pack.List(null, null, 0))),
        Graph("keys-odd", "a key without its value", Named($"{Map2}[string,int]", Pack.List(null, "a"))),
        Graph("keys-comparer-unknown", "a comparer that nobody knows",
            Named($"{Map2}[string,int]", Pack.List(99, "a", 1))),
        Graph("keys-comparer-of-texts-for-numbers", "a comparer of texts for numbers: type confusion",
            Named($"{Map2}[long,int]", Pack.List(1, 1, 1, 2, 1))),
        Graph("keys-without-order", "objects that have no order in a sorted set",
            Named("System.Collections.Generic.SortedSet`1[object]", Pack.List(null, 1, "a", 2.5))),
    ];

    private static IEnumerable<CorpusFile> Scalars() =>
    [
        Scalar("scalar-char-beyond", "a character of 21 bits", -8, 0x10ffff),
        Scalar("scalar-half-negative", "the bits of a half below 0", -9, -1),
        Scalar("scalar-decimal-scale", "a decimal of scale 255", -10, new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 255, 0 }),
        Scalar("scalar-guid-of-15-bytes", "an id that is a byte short", -13, new byte[15]),
        Scalar("scalar-datetime-of-kind-3", "ticks beyond the year 9999 and a kind that is none", -14, long.MaxValue),
        Scalar("scalar-offset-beyond", "an offset of 2^31-1 minutes", -15, Pack.List(0L, int.MaxValue)),
        Scalar("scalar-date-negative", "a day before the first", -17, -1),
        Scalar("scalar-time-of-a-day", "a time of 24 hours", -18, 864_000_000_000L),
        Scalar("scalar-rune-surrogate", "half of a surrogate pair", -21, 0xdfff),
        Scalar("scalar-version-of-much", "a version of 5 numbers and a sign", -22, "1.2.3.4.-5"),
        Scalar("scalar-uri-of-a-file", "an address that would be opened by whoever believes it", -23,
            "file:///etc/passwd"),
        Scalar("scalar-uri-long", "an address of 1,000 characters that all need escaping", -23, new string('%', 1000)),
        Scalar("scalar-bigint-of-zeroes", "1,000 bytes for the number 0", -19, new byte[1000]),
        Scalar("scalar-type-of-a-gadget", "a type as a value: whoever makes an object of it runs its constructor", -28,
            "System.Diagnostics.Process"),
        Scalar("scalar-number-unknown", "a scalar whose number nobody gave", -120, 1),
        Scalar("scalar-number-least", "the least number as a type: its negation overflows", int.MinValue, null),
        Graph("scalar-enum-beyond", "an enum of 16 bits with a number of 64",
            Named("[Weft.Fuzz]Weft.Fuzz.Grade", long.MinValue)),
    ];

    private static IEnumerable<CorpusFile> Arrays() =>
    [
        Graph("array-lengths-overflow", "65,536 x 65,536 x 16 elements and no bytes",
            Named("int[,,]", Pack.List(Pack.List(65_536, 65_536, 16), Array.Empty<byte>()))),
        Graph("array-lengths-negative", "-1 x -4 elements",
            Named("byte[,]", Pack.List(Pack.List(-1, -4), new byte[4]))),
        Graph("array-lengths-of-nothing", "2^31-1 x 0 objects: nothing to hold, but a length to allocate by",
            Named("object[,]", Pack.List(Pack.List(int.MaxValue, 0), Pack.List()))),
        Graph("array-lengths-too-few", "one length for three dimensions",
            Named("int[,,]", Pack.List(Pack.List(1), new byte[4]))),
        Graph("array-of-wide-nothings", "1,000 times nil for structures of a KB: what is short to say and long to hold",
            Named($"System.Nullable`1[{WideTuple()}][]",
                Pack.List([.. Enumerable.Repeat((object?)null, 1000)]))),
        Graph("array-memory-cut", "the memory of numbers, cut within one", Named("long[]", new byte[12])),
        Graph("array-of-another-type", "texts in an array of tuples", Named("System.ValueTuple`2[int,int][]",
            Pack.List("a", "b"))),
    ];

    private static IEnumerable<CorpusFile> Fields() =>
    [
        Graph("fields-of-another-build", "fields that are laid out otherwise: values would land in others' places",
            Pack.List(Pack.List("[Weft.Fuzz]Weft.Fuzz.Reading", 12345), Pack.List(1, "a", null, 0, null))),
        Graph("fields-too-few", "an object with fewer values than fields",
            Pack.List(Pack.List("[Weft.Fuzz]Weft.Fuzz.Reading", Fingerprint(typeof(Reading))), Pack.List())),
        Graph("fields-of-another-type", "a text where a field is a number",
            Pack.List(Pack.List("[Weft.Fuzz]Weft.Fuzz.Reading", Fingerprint(typeof(Reading))),
                Pack.List(new byte[] { 1 }, 7, "x", 2.5, Pack.List()))),
        Graph("fields-fingerprint-0", "a fingerprint that is none",
            Pack.List(Pack.List("[Weft.Fuzz]Weft.Fuzz.Ring", 0), Pack.List())),
        Graph("type-number-not-given", "the number of a type that no name came before", Pack.List(5, Pack.List())),
    ];

    /// <summary>The definition of a type that is walked: behind the type's name in what Weft itself writes.</summary>
    internal static Items Definition(object value)
    {
        var options = new SerializeOptions { Serializers = ["pickle"], OnError = OnError.Raise };
        var stream = SamplePayloads.NewSerializer().Serialize(value, options).Frames[0].Span;
        var reader = new MsgPackReader(stream, Limits.Default);
        reader.ReadArrayHeader();
        reader.ReadArrayHeader();
        return Pack.List(reader.ReadString(), reader.ReadUInt64());
    }

    /// <summary>A value of a named type.</summary>
    internal static Items Named(object? type, object? body) => Pack.List(type, body);

    /// <summary>A payload over one stream.</summary>
    internal static CorpusFile Graph(string name, string attacks, object? value) => name == "graph-of-no-frames"
        ? CorpusFile.Payload(name, attacks, Header(null))
        : CorpusFile.Payload(name, attacks, Header(null), Pack.Of(value));

    private static CorpusFile Scalar(string name, string attacks, int number, object? body) =>
        Graph(name, attacks, Named(number, body));

    private static CorpusFile Parted(
        string name, string attacks, string type, int[] lengths, object? value, params byte[][] frames) =>
        CorpusFile.Payload(
            name, attacks,
            Header(Pack.List(Pack.List(type, 0, Pack.List([.. lengths.Select(n => (object?)n)])))),
            [Pack.Of(value), .. frames]);

    private static CorpusFile Keyed(
        string name, string attacks, string type, Func<int, object?> key, ulong fingerprint = 0)
    {
        // A structure that is walked has to be named with its fingerprint before a slot of it is read.
        var items = new List<object?> { null };
        for (int i = 0; i < FloodKeys; i++) items.AddRange([key(i), 1]);
        var map = Named(type, items.ToArray());
        return Graph(name, attacks, fingerprint == 0
            ? map
            : Named("object[]", Pack.List(
                Pack.List(Pack.List("[Weft.Fuzz]Weft.Fuzz.Spot", fingerprint), Pack.List(1.0, 2.0)), map)));
    }

    private static CorpusFile Flood(string name, string attacks, string type) =>
        Keyed(name, attacks, type, i => ((long)i << 32) | (uint)i);

    private static Map Header(object? parts) => parts is null
        ? Pack.Map("serializer", "pickle")
        : Pack.Map("serializer", "pickle", "parts", parts);

    // As many buckets as a table of this capacity has.
    private static int Buckets(int capacity) => new HashSet<int>(capacity).EnsureCapacity(0);

    private static object? Doubling()
    {
        object? pairs = Named("object[]", Pack.List(1));
        for (int i = 1; i <= 30; i++) pairs = Named(i == 30 ? "object[]" : 0, Pack.List(pairs, new Ext(Reference, 30)));
        return pairs;
    }

    private static object? Deep(int depth)
    {
        object? value = null;
        for (int i = depth; i > 0; i--) value = Named(i == 1 ? "object[]" : 0, Pack.List(value));
        return value;
    }

    private static Raw Raw(int depth) => new(Pack.Repeat(depth, [0x91], 0xc0));

    private static Raw Promises()
    {
        var run = new List<byte>([0x92, 0xa8, .. "object[]"u8]);
        const int bytes = 2000;
        for (int i = 0; i < 120; i++)
        {
            int left = bytes - run.Count - 5;
            run.AddRange([0xdc, (byte)(left >> 8), (byte)left, 0x92, 0x00]);
        }

        while (run.Count < bytes) run.Add(0xc0);
        return new Raw([.. run]);
    }

    private static object? NestedPayloads(int depth)
    {
        object? header = Pack.Map("serializer", "pickle");
        for (int i = 0; i < depth; i++) header = Header(Pack.List(Pack.List(header, 1)));
        return header;
    }

    private static string WideTuple()
    {
        string wide = "decimal";
        for (int i = 0; i < 3; i++) wide = $"System.ValueTuple`4[{wide},{wide},{wide},{wide}]";
        return wide;
    }

    private static ulong Fingerprint(Type type) => (ulong)Definition(
        type == typeof(Spot) ? new Spot(1, 2) : new Reading(1, "a", [1], Grade.Low, null)).Values[1]!;
}
