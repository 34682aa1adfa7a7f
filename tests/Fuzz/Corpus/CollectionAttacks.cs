namespace Weft.Fuzz;

/// <summary>Collections, msgpack values, errors and objects by field: what headers say of parts and frames.</summary>
internal static class CollectionAttacks
{
    private const string List1 = "System.Collections.Generic.List`1[object]";
    private const string Map2 = "System.Collections.Generic.Dictionary`2";

    private static readonly Map One = Pack.Map("serializer", "msgpack");

    public static IEnumerable<CorpusFile> All() => [.. Counts(), .. Keys(), .. Depth(), .. MsgPackFamily()];

    private static IEnumerable<CorpusFile> Counts() =>
    [
        Parts("parts-more-frames-than-there-are", "two parts that claim five frames of two", [One, One], [1, 4],
            [1], [2]),
        Parts("parts-fewer-frames-than-there-are", "frames that belong to no part", [One], [1], [1], [2], [3]),
        Parts("parts-count-negative", "counts that add up to the right number: -1 + 3", [One, One], [-1, 3], [1], [2]),
        Parts("parts-counts-overflow", "counts that add up to 2 in 64 bits", [One, One, One],
            [long.MaxValue, long.MaxValue, 4], [1], [2]),
        Parts("parts-counts-missing-one", "two headers and one count", [One, One], [2], [1], [2]),
        Parts("parts-without-headers", "counts for parts that have no headers", [], [1, 1], [1], [2]),
        CorpusFile.Payload("parts-no-entries", "a collection without sub-headers and counts",
            Pack.Map("is-collection", true, "type", List1), [1]),
        CorpusFile.Payload("parts-is-collection-of-a-family", "a collection that names a family too: which one reads?",
            Pack.Map("serializer", "msgpack", "is-collection", true, "type", List1, "sub-headers", Pack.List(),
                "frame-counts", Pack.List())),
        Parts("parts-family-refused", "a part in a family that nobody registered",
            [One, Pack.Map("serializer", "gadget")], [1, 0], [1]),
        Parts("parts-family-missing", "a part that names no family", [Pack.Map()], [0]),
        Parts("parts-error", "a part that failed at the sender: the reason, not a value",
            [Pack.Map("serializer", "error")], [1], [.. "gone"u8]),
        Parts("parts-share-a-budget", "100 parts that each ask for a dictionary: one budget holds for all",
            [.. Enumerable.Repeat((object?)One, 100)], [.. Enumerable.Repeat(1L, 100)],
            [.. Enumerable.Repeat(new byte[] { 0x80 }, 100)]),
        CorpusFile.Payload("parts-tuple-of-three-for-two", "three parts of a pair",
            Pack.Map("is-collection", true, "type", "System.ValueTuple`2[int,int]", "sub-headers",
                Pack.List(One, One, One), "frame-counts", Pack.List(1, 1, 1)), [1], [2], [3]),
        CorpusFile.Payload("parts-of-another-type", "a text in an array of numbers",
            Pack.Map("is-collection", true, "type", "int[]", "sub-headers", Pack.List(One), "frame-counts",
                Pack.List(1)), [0xa1, 0x61]),
    ];

    private static IEnumerable<CorpusFile> Keys() =>
    [
        Keyed("dictionary-key-twice", "one key with two values", $"{Map2}[string,object]", ["a", "a"]),
        Keyed("dictionary-key-is-a-map", "a map as a key: no hash, or one that is never done", $"{Map2}[string,object]",
            [Pack.Map("a", 1), "b"]),
        Keyed("dictionary-key-of-another-type", "texts where the type says numbers", $"{Map2}[int,object]", ["a", 2]),
        Keyed("dictionary-key-missing", "fewer keys than parts", $"{Map2}[string,object]", ["a"]),
        Keyed("dictionary-keys-same-hash", "270 keys of one hash", $"{Map2}[long,object]",
            [.. Enumerable.Range(0, 270).Select(i => (object?)(((long)i << 32) | (uint)i))]),
        Keyed("dictionary-key-too-wide", "a key beyond 32 bits for a dictionary of int", $"{Map2}[int,object]",
            [long.MaxValue, 2]),
    ];

    private static IEnumerable<CorpusFile> Depth() =>
    [
        CorpusFile.Payload("collections-within-collections", "62 arrays within each other, beyond the limit",
            Nested(62), [1]),
        CorpusFile.Payload("collections-at-the-limit", "50 arrays within each other: legal", Nested(50), [1]),
    ];

    private static IEnumerable<CorpusFile> MsgPackFamily() =>
    [
        Value("value-of-no-frame", "a msgpack value without its bytes"),
        Value("value-of-two-frames", "a msgpack value in two frames", [1], [2]),
        Value("value-followed-by-bytes", "a second value behind the one", [1, 2]),
        Value("value-map-key-twice", "one key with two values", Pack.Of(Pack.Map("a", 1, "a", 2))),
        Value("value-map-key-is-a-list", "a list as a key", Pack.Of(Pack.Map(Pack.List(1), 1))),
        Value("value-map-keys-same-hash", "300 keys of one hash among texts",
            Pack.Of(Pack.Map(
                [.. Enumerable.Range(0, 300).SelectMany(i => new object?[] { ((long)i << 32) | (uint)i, 1 })]))),
        Value("value-map-keys-zero-and-minus-zero", "0.0 and -0.0, which are equal and differ in their bits",
            Pack.Of(Pack.Map(0.0, 1, -0.0, 2))),
        Value("value-depth", "300 lists within each other", Pack.Repeat(300, [0x91], 0xc0)),
        Value("value-lists-of-nothing", "1,000 empty dictionaries of a byte each: short to say, long to hold",
            [0xdc, 3, 232, .. Enumerable.Repeat((byte)0x80, 1000)]),
        Value("value-extension", "an extension outside of any message", Pack.Of(new Ext(1, 0))),
        CorpusFile.Payload("error-not-utf8", "a reason that is no UTF-8, in three frames",
            Pack.Map("serializer", "error"), [0xff, 0xfe], [0xc0], [0x80]),
        CorpusFile.Payload("error-of-nothing", "a reason without a word", Pack.Map("serializer", "error")),
        CorpusFile.Payload("family-unknown", "a family that nobody registered", Pack.Map("serializer", "cloudpickle"),
            [0x80, 0x05, 0x4b, 0x01, 0x2e]),
        CorpusFile.Payload("family-missing", "no family", Pack.Map("type", "array")),
        CorpusFile.Payload("family-deep-inside", "a refused family within user data of an accepted one",
            Pack.Map("serializer", "msgpack", "note", Pack.List(Pack.Map("x", Pack.Map("serializer", "gadget")))),
            [1]),
    ];

    private static CorpusFile Value(string name, string attacks, params byte[][] frames) =>
        CorpusFile.Payload(name, attacks, One, frames);

    private static CorpusFile Parts(
        string name, string attacks, object?[] headers, long[] counts, params byte[][] frames) => CorpusFile.Payload(
        name, attacks,
        Pack.Map("is-collection", true, "type", List1, "sub-headers", headers, "frame-counts",
            counts.Select(n => (object?)n).ToArray()),
        frames);

    private static CorpusFile Keyed(string name, string attacks, string type, object?[] keys)
    {
        int parts = name == "dictionary-key-missing" ? 2 : keys.Length;
        return CorpusFile.Payload(
            name, attacks,
            Pack.Map("is-collection", true, "type", type, "sub-headers",
                Enumerable.Repeat((object?)One, parts).ToArray(), "frame-counts",
                Enumerable.Repeat((object?)1, parts).ToArray(), "keys", keys),
            [.. Enumerable.Repeat(new byte[] { 1 }, parts)]);
    }

    private static object? Nested(int depth)
    {
        object? header = One;
        for (int i = 0; i < depth; i++)
        {
            header = Pack.Map("is-collection", true, "type", "object[]", "sub-headers", Pack.List(header),
                "frame-counts", Pack.List(1));
        }

        return header;
    }
}
