namespace Weft.Fuzz;

/// <summary>Compressed frames and tensors: lengths after decompression, strides that leave their frame.</summary>
internal static class LayerAttacks
{
    // 100 MiB, 1 MiB and 16 bytes of zeros in Brotli, 16 in zlib. As they are, for compressors change with versions.
    private const string Giant =
        "cbffff3ff82700e2b14020f7fe8fffff7ff04f00c4611180eefd1fffffffe09f0088c30200ddfb3ffeffffc13f011087"
        + "0500baf77ffcffff837f02200e0b0074effff8ffff07ff04401c1600e8defff1ffff0ffe0980382c00d0bdffe3ffff1f"
        + "fc1300715800a07bffc7ffff3ff82700e2b00040f7fe8fffff7ff04f00c4610180eefd1fffffffe09f0088c30200ddfb"
        + "3ffeffffc13f0110870500baf77ff9ffff837f02200e0b0074ef7f00";

    private const string Mega = "5bffff8f7f02201e0b0472ef1f00";
    private const string Few = "1b0f00f82700228c0000";
    private const string FewZlib = "789c636040050000100001";
    private const long MegaBytes = 1 << 20;

    /// <summary>400,000 bytes of zero in zlib.</summary>
    internal static byte[] ZerosZlib { get; } = Zlib("78daedc13101000000c2a0f54f6d0a3fa0", 387, "e06f1ada0001");

    internal const int ZerosBytes = 400_000;

    public static IEnumerable<CorpusFile> All() => [.. Compressed(), .. Nested(), .. Tensors()];

    private static IEnumerable<CorpusFile> Compressed() =>
    [
        Bytes("compression-legal-brotli", "16 bytes in Brotli: legal, and what the fuzzer begins with", "brotli", 16,
            16, Few),
        Bytes("compression-legal-zlib", "16 bytes in zlib: legal", "zlib", 16, 16, FewZlib),
        Bytes("compression-bomb-honest", "172 bytes that say they become 100 MiB, and do", "brotli", 100 * MegaBytes,
            100 * MegaBytes, Giant),
        Bytes("compression-bomb-undeclared", "172 bytes that say they become 16, and become 100 MiB", "brotli", 16, 16,
            Giant),
        Bytes("compression-bomb-in-parts", "three frames of a MiB each from 14 bytes, in one array", ["brotli",
            "brotli", "brotli"], [MegaBytes, MegaBytes, MegaBytes], 3 * MegaBytes, Mega, Mega, Mega),
        Bytes("compression-shorter-than-declared", "16 bytes where a mebibyte was declared", "brotli", MegaBytes,
            MegaBytes, Few),
        Bytes("compression-declared-negative", "-16 bytes after decompression", "brotli", -16, 16, Few),
        Bytes("compression-declared-nothing", "no byte after decompression", "zlib", 0, 0, FewZlib),
        Bytes("compression-declared-beyond", "2^62 bytes after decompression", "brotli", 1L << 62, 16, Few),
        Bytes("compression-declared-overflows", "lengths that add up to 16 in 64 bits", ["zlib", "zlib", "zlib"],
            [long.MaxValue, long.MaxValue, 18], 16, FewZlib, FewZlib, FewZlib),
        CorpusFile.Payload("compression-declared-in-64-bits",
            "400,000 bytes after decompression, written as 64 bits without sign: whoever adds up must read them too",
            InWideNumbers(), ZerosZlib),
        Bytes("compression-codec-unknown", "a codec that nobody registered", "gadget", 16, 16, Few),
        Bytes("compression-codec-of-another", "one codec's stream, named as another's", "zlib", 16, 16, Few),
        Bytes("compression-stream-cut", "a stream that ends in its middle", "brotli", 16, 16, Few[..10]),
        Bytes("compression-stream-followed", "bytes behind the end of a stream", "brotli", 16, 16, Few + "00112233"),
        Bytes("compression-stream-of-nothing", "a stream of no bytes", "brotli", 16, 16, ""),
        Bytes("compression-zlib-checksum", "a stream whose checksum is another's", "zlib", 16, 16,
            FewZlib[..^2] + "ff"),
        Bytes("compression-zlib-dictionary", "a stream that asks for a dictionary", "zlib", 16, 16, "78bb00000001"),
        Bytes("compression-lengths-too-few", "one length for two frames", ["brotli", null], [16], 32, Few,
            new string('0', 32)),
        Bytes("compression-names-too-few", "no codec for a frame that has a length", [], [16], 16, Few),
        CorpusFile.Payload("compression-of-an-error", "a reason that is compressed, though none ever is",
            Pack.Map("serializer", "error", "compression", Pack.List("brotli"), "decompressed-bytes", Pack.List(16)),
            Convert.FromHexString(Few)),
        CorpusFile.Payload("compression-of-a-stream", "a graph whose stream becomes 100 MiB of nil",
            Pack.Map("serializer", "pickle", "compression", Pack.List("brotli"), "decompressed-bytes",
                Pack.List(100 * MegaBytes)),
            Convert.FromHexString(Giant)),
        CorpusFile.Payload("compression-of-empty-dictionaries",
            "300 bytes that become 250,000 empty dictionaries: the expansion of the stream by that of the objects",
            Pack.Map("serializer", "msgpack", "compression", Pack.List("zlib"), "decompressed-bytes",
                Pack.List(250_005)),
            Zlib("78daedc1010d00000400309be22288a6802e82f8bf91d305", 241, "f0dc0117d866d9")),
        CorpusFile.Payload("compression-within-parts", "parts that each become a mebibyte: one limit holds for all",
            Pack.Map("is-collection", true, "type", "byte[][]", "sub-headers",
                Pack.List(Part(MegaBytes), Part(MegaBytes)), "frame-counts", Pack.List(1, 1), "compression",
                Pack.List("brotli", "brotli"), "decompressed-bytes", Pack.List(MegaBytes, MegaBytes)),
            Convert.FromHexString(Mega), Convert.FromHexString(Mega)),
    ];

    private static IEnumerable<CorpusFile> Nested() =>
    [
        CorpusFile.Payload("compression-twice", "a stream within a stream, each by the ratio that is allowed",
            Whole([MegaBytes], Compressed(Part(8 * MegaBytes), 8 * MegaBytes)), Convert.FromHexString(Mega)),
        CorpusFile.Payload("compression-in-every-part", "20 parts that each become 16 KB of their own",
            Pack.Map("is-collection", true, "type", "byte[][]", "sub-headers",
                Enumerable.Repeat((object?)Compressed(Part(16_000), 16_000), 20).ToArray(), "frame-counts",
                Enumerable.Repeat((object?)1, 20).ToArray()),
            [.. Enumerable.Repeat(Convert.FromHexString(Mega), 20)]),
        CorpusFile.Payload("compression-ratio-over-frames", "40 frames that each keep the ratio: one limit holds for all",
            Pack.Map("serializer", "dask", "type", "array", "sub-header",
                Pack.Map("dtype", "|u1", "shape", Pack.List(40 * 15_000)), "compression",
                Enumerable.Repeat((object?)"brotli", 40).ToArray(), "decompressed-bytes",
                Enumerable.Repeat((object?)15_000, 40).ToArray()),
            [.. Enumerable.Repeat(Convert.FromHexString(Mega), 40)]),
        CorpusFile.Payload("compression-entries-disagree", "a length for the frame without a codec, and the other way",
            Pack.Map("serializer", "dask", "type", "array", "sub-header",
                Pack.Map("dtype", "|u1", "shape", Pack.List(32)), "compression", Pack.List("brotli", null),
                "decompressed-bytes", Pack.List(null, 16)),
            Convert.FromHexString(Few), new byte[16]),
        CorpusFile.Payload("compression-entries-are-maps", "lengths that are maps",
            Pack.Map("serializer", "msgpack", "compression", Pack.List("brotli"), "decompressed-bytes",
                Pack.List(Pack.Map("a", 1))), [1]),
        CorpusFile.Payload("compression-entries-deep", "lengths 250 levels deep, for whoever adds them up",
            Pack.Map("serializer", "msgpack", "decompressed-bytes", new Raw(Pack.Repeat(250, [0x91], 0x01))), [1]),
        CorpusFile.Payload("compression-entries-overflow-the-sum", "lengths that no 64 bits hold together",
            Pack.Map("serializer", "msgpack", "note", Pack.Map("decompressed-bytes",
                Pack.List(long.MaxValue, long.MaxValue, long.MaxValue))), [1]),
        CorpusFile.Payload("compression-of-a-part-of-a-graph", "a graph's part that becomes more than its place",
            Pack.Map("serializer", "pickle", "parts",
                Pack.List(Pack.List(Compressed(Part(16), 16_000), 1))),
            Pack.Of(new Ext(3, 0)), Convert.FromHexString(Few)),
    ];

    private static Map Whole(long[] becomes, params Map[] parts) => Pack.Map(
        "is-collection", true, "type", "byte[][]", "sub-headers", parts.Cast<object?>().ToArray(), "frame-counts",
        parts.Select(_ => (object?)1).ToArray(), "compression", becomes.Select(_ => (object?)"brotli").ToArray(),
        "decompressed-bytes", becomes.Select(n => (object?)n).ToArray());

    private static Map Compressed(Map part, long becomes) => new(
        [.. part.Entries, "compression", Pack.List("brotli"), "decompressed-bytes", Pack.List(becomes)]);

    private static IEnumerable<CorpusFile> Tensors() =>
    [
        Tensor("strides-of-a-big-rank", "an array of one element in 32 dimensions: legal", [.. Enumerable.Repeat(1L, 32)],
            [.. new long[32]], 8),
        Tensor("strides-nothing-of-nothing", "0 x 0 elements: nothing, and a shape", [0, 0], [0, 0], 0),
        Tensor("strides-steps-beyond-its-rows", "rows that begin behind each other's end, with gaps that nothing fills",
            [2, 2], [64, 8], 80),
        Tensor("strides-large-and-one-row", "a stride that one row never takes: not to be multiplied", [1, 2],
            [long.MaxValue - 7, 8], 16),
        Tensor("strides-leave-the-frame", "two elements a kilobyte apart in a frame of 16 bytes", [2], [1024], 16),
        Tensor("strides-negative", "strides that lead before the first element", [4], [-8], 32),
        Tensor("strides-overflow", "extents that add up to what the frame has, in 64 bits", [3, 3],
            [1L << 62, 1L << 62], 8),
        Tensor("strides-product-overflows", "(length - 1) x stride is 0 in 64 bits", [5], [1L << 62], 8),
        Tensor("strides-of-nothing", "2^40 elements of eight bytes by strides of 0: legal, if it is never spread out",
            [1 << 20, 1 << 20], [0, 0], 8),
        Tensor("strides-beyond-64-bits", "2^93 elements by strides of 0", [int.MaxValue, int.MaxValue, int.MaxValue],
            [0, 0, 0], 8),
        Tensor("strides-within-an-element", "strides that are no whole elements", [2], [4], 12),
        Tensor("strides-overlap", "rows that overlap each other: writing one changes another", [2, 2], [8, 8], 24),
        Tensor("strides-too-few", "one stride for two dimensions", [2, 2], [8], 32),
        Tensor("strides-empty-and-giant", "0 x 2^31-1 elements, strides of 2^62", [0, int.MaxValue],
            [1L << 62, 1L << 62], 0),
        Tensor("strides-rank-33", "33 dimensions of one element", [.. Enumerable.Repeat(1L, 33)],
            [.. new long[33]], 8),
        Tensor("strides-shape-negative", "-1 elements", [-1], [8], 8),
    ];

    private static CorpusFile Bytes(
        string name, string attacks, string codec, long declared, long shape, string frame) =>
        Bytes(name, attacks, [codec], [declared], shape, frame);

    private static CorpusFile Bytes(
        string name, string attacks, string?[] codecs, long[] declared, long shape, params string[] frames)
    {
        var lengths = declared.Select(bytes => (object?)bytes).ToArray();
        var sub = Pack.Map("dtype", "|u1", "shape", Pack.List(shape));
        var header = Pack.Map("serializer", "dask", "type", "array", "sub-header", sub, "compression", codecs,
            "decompressed-bytes", lengths);
        return CorpusFile.Payload(name, attacks, header, [.. frames.Select(Convert.FromHexString)]);
    }

    /// <summary>The header of 400,000 bytes, their length in the widest form that msgpack has.</summary>
    internal static Map InWideNumbers() => new([
        .. Part(ZerosBytes).Entries, "compression", Pack.List("zlib"), "decompressed-bytes",
        Pack.List(new Raw(0xcf, 0, 0, 0, 0, 0, 6, 0x1a, 0x80))]);

    // As compressors write it, with the run of zeros in the middle left out.
    private static byte[] Zlib(string begin, int zeros, string end) =>
        [.. Convert.FromHexString(begin), .. new byte[zeros], .. Convert.FromHexString(end)];

    private static Map Part(long bytes) => Pack.Map("serializer", "dask", "type", "array", "sub-header",
        Pack.Map("dtype", "|u1", "shape", Pack.List(bytes)));

    private static CorpusFile Tensor(string name, string attacks, long[] shape, long[] strides, int bytes)
    {
        var sub = Pack.Map("dtype", "<f8", "shape", shape.Select(n => (object?)n).ToArray(), "strides",
            strides.Select(n => (object?)n).ToArray());
        byte[][] frames = bytes == 0 ? [] : [new byte[bytes]];
        return CorpusFile.Payload(
            name, attacks, Pack.Map("serializer", "dask", "type", "tensor", "sub-header", sub), frames);
    }
}
