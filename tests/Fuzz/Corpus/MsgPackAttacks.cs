namespace Weft.Fuzz;

/// <summary>Msgpack by itself: counts, lengths, depth, texts, bits.</summary>
internal static class MsgPackAttacks
{
    public static IEnumerable<CorpusFile> All() =>
    [
        .. Counts(), .. Depth(), .. TextsAndBits(), .. Headers(),
    ];

    private static IEnumerable<CorpusFile> Counts() =>
    [
        CorpusFile.MsgPack("count-array32-without-bytes",
            "an array of 2^32-1 entries in five bytes: allocating by the count", 0xdd, 0xff, 0xff, 0xff, 0xff),
        CorpusFile.MsgPack("count-map32-without-bytes",
            "a map of 2^32-1 pairs in five bytes: allocating by the count", 0xdf, 0xff, 0xff, 0xff, 0xff),
        CorpusFile.MsgPack("count-map32-doubled-overflows",
            "a map of 2^31 pairs: twice the count is 0 in 32 bits", 0xdf, 0x80, 0, 0, 0),
        CorpusFile.MsgPack("count-map32-doubled-is-negative",
            "a map of 2^30+1 pairs: twice the count is negative in 32 bits", 0xdf, 0x40, 0, 0, 1, 0xc0, 0xc0),
        CorpusFile.MsgPack("count-limit-exactly",
            "an array of Limits.CountMax entries, each of which would fit the limit but not the bytes",
            0xdd, 1, 0, 0, 0, 0xc0),
        CorpusFile.MsgPack("count-nested-lengths-that-each-fit",
            "each array promises as many entries as bytes follow: allocating each promise is quadratic",
            NestedPromises()),
        CorpusFile.MsgPack("length-text32-without-bytes", "a text of 4 GiB in five bytes",
            0xdb, 0xff, 0xff, 0xff, 0xff),
        CorpusFile.MsgPack("length-binary32-without-bytes", "binary of 2^31-1 bytes in five",
            0xc6, 0x7f, 0xff, 0xff, 0xff),
        CorpusFile.MsgPack("length-extension32-huge", "an extension of 2^32-1 bytes: head + length overflows 32 bits",
            0xc9, 0xff, 0xff, 0xff, 0xff, 1),
        CorpusFile.MsgPack("length-extension32-wraps", "an extension of 2^31-6 bytes: offset + head + length wraps",
            0xc9, 0x7f, 0xff, 0xff, 0xfa, 5, 0, 0),
        CorpusFile.MsgPack("truncated-every-head",
            "the heads of all widths, cut within their lengths and behind a whole value",
            0x93, 0xc3, 0xda, 0x01, 0xc5, 0x00),
    ];

    private static IEnumerable<CorpusFile> Depth() =>
    [
        CorpusFile.MsgPack("depth-arrays", "2,000 arrays within each other: recursion without end, while skipping too",
            Pack.Repeat(2000, [0x91], 0xc0)),
        CorpusFile.MsgPack("depth-maps", "300 maps within each other as values",
            Pack.Repeat(300, [0x81, 0xa1, (byte)'k'], 0xc0)),
        CorpusFile.MsgPack("depth-keys", "300 maps within each other as keys: readers that skip keys recurse there",
            [.. Pack.Repeat(300, [0x81]), .. Pack.Repeat(301, [0xc0])]),
        CorpusFile.MsgPack("depth-array32", "270 arrays with heads of 32 bits",
            Pack.Repeat(270, [0xdd, 0, 0, 0, 1], 0xc0)),
        CorpusFile.MsgPack("depth-at-the-limit", "256 levels, as many as are taken: legal, and the stack must hold",
            Pack.Repeat(256, [0x91], 0xc0)),
    ];

    private static IEnumerable<CorpusFile> TextsAndBits() =>
    [
        CorpusFile.MsgPack("text-overlong", "UTF-8 in two bytes for '/': a check that looks for one byte is passed by",
            0xa2, 0xc0, 0xaf),
        CorpusFile.MsgPack("text-surrogate", "half of a surrogate pair as UTF-8", 0xa3, 0xed, 0xa0, 0x80),
        CorpusFile.MsgPack("text-beyond-unicode", "a code point beyond U+10FFFF", 0xa4, 0xf4, 0x90, 0x80, 0x80),
        CorpusFile.MsgPack("text-cut-sequence", "a text that ends within a character", 0xa2, 0x61, 0xe2),
        CorpusFile.MsgPack("text-lone-continuation", "a continuation byte alone", 0xa1, 0x80),
        CorpusFile.MsgPack("code-never-used", "0xc1, which no value begins with, inside an array", 0x92, 0x01, 0xc1),
        CorpusFile.MsgPack("bits-nan-and-denormals",
            "signalling NaN, negative zero, the smallest denormals: legal, and to be kept as they are",
            0x95, 0xcb, 0x7f, 0xf0, 0, 0, 0, 0, 0, 1, 0xcb, 0x80, 0, 0, 0, 0, 0, 0, 0, 0xcb, 0, 0, 0, 0, 0, 0, 0, 1,
            0xca, 0x7f, 0x80, 0, 1, 0xca, 0, 0, 0, 1),
        CorpusFile.MsgPack("bits-integers-at-edges",
            "numbers written wider than need be, and 2^64-1: sign and width taken for each other",
            0x96, 0xcc, 0, 0xcd, 0, 1, 0xce, 0, 0, 0, 2, 0xd3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xd0,
            0x80, 0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
        CorpusFile.MsgPack("extension-timestamps", "timestamps of every width and of none: nobody asked for one",
            0x94, 0xd6, 0xff, 0xff, 0xff, 0xff, 0xff, 0xd7, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xc7,
            12, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xc7, 0, 0xff),
    ];

    private static IEnumerable<CorpusFile> Headers() =>
    [
        CorpusFile.Header("header-is-no-map", "an array where the map should be", Pack.List("serializer", "dask")),
        CorpusFile.Header("header-family-twice",
            "two entries 'serializer': a check that sees one and a reader that takes the other",
            Pack.Map("serializer", "dask", "serializer", "msgpack", "type", "array")),
        CorpusFile.Header("header-family-is-a-map", "the family as a map that holds another family",
            Pack.Map("serializer", Pack.Map("serializer", "pickle"))),
        CorpusFile.Header("header-keys-of-every-kind", "keys that are no texts, among them maps",
            Pack.Map(1, 1, null, 2, true, 3, 1.5, 4, new byte[] { 1 }, 5, Pack.List(), 6, Pack.Map(), 7)),
        CorpusFile.Header("header-key-not-utf8", "a key that is no UTF-8, as long as a known one",
            Pack.Map(new Raw(0xa4, 0xff, 0xfe, 0xfd, 0xfc), 1, "type", "array")),
        CorpusFile.Header("header-followed-by-bytes", "bytes behind the map, which two readers may see differently",
            new Raw(0x80, 0x80)),
        CorpusFile.Header("header-depth", "maps within each other beyond the limit",
            new Raw([.. Pack.Repeat(300, [0x81, 0xa1, (byte)'a']), 0xc0])),
        CorpusFile.Header("header-many-entries", "200 entries of one name: each look-up walks them all",
            Pack.Map([.. Enumerable.Range(0, 200).SelectMany(i => new object?[] { "shape", i })])),
    ];

    private static byte[] NestedPromises()
    {
        const int levels = 250;
        const int bytes = 1500;
        var run = new List<byte>();
        for (int i = 0; i < levels; i++)
        {
            int left = bytes - run.Count - 3;
            run.AddRange([0xdc, (byte)(left >> 8), (byte)left]);
        }

        while (run.Count < bytes) run.Add(0xc0);
        return [.. run];
    }
}
