using System.Buffers.Binary;
using Weft.Serialization;

namespace Weft.Fuzz;

/// <summary>Messages as frames, packed envelopes, administrative messages: bodies and the values beside them.</summary>
internal static class MessageAttacks
{
    private static readonly byte[] Head = Pack.Of(Pack.List(Pack.Map("serializer", "msgpack"), Pack.List(1)));

    public static IEnumerable<CorpusFile> All() => [.. Messages(), .. Packed(), .. Administrative()];

    private static IEnumerable<CorpusFile> Messages() =>
    [
        Message("message-of-no-frames", "no frame at all"),
        Message("message-index-outside", "value 9 of one", Pack.Of(Pack.List(new Ext(1, 9))), Head, [1]),
        Message("message-index-negative", "value -1", Pack.Of(Pack.List(new Ext(1, 0xff))), Head, [1]),
        Message("message-index-of-two-numbers", "an index with bytes behind it",
            Pack.Of(Pack.List(new Ext(1, 0, 0))), Head, [1]),
        Message("message-index-twice", "one array of 5,600 bytes in 1,200 places: to be made once", Pack.Of(
            Pack.List([.. Enumerable.Repeat((object?)new Ext(1, 0), 1_200)])),
            Pack.Of(Pack.List(Pack.Map("serializer", "dask", "type", "array", "sub-header", Pack.Map(
                "dtype", "<f8", "shape", Pack.List(700))), Pack.List(5_600))),
            new byte[5_600]),
        Message("message-extension-unknown", "an extension that means nothing", Pack.Of(new Ext(77, 1))),
        Message("message-inline-too-long", "an inline header beyond 4,096 bytes", Pack.Of(
            new Ext(2, Pack.Of(Pack.Map("serializer", "error", "x", new string('x', 4090)))))),
        Message("message-inline-is-no-map", "an inline value that is no header", Pack.Of(new Ext(2, 0x91, 0x01))),
        Message("message-markers-as-keys", "a marker as a map's key",
            Pack.Of(Pack.Map(new Ext(1, 0), 1)), Head, [1]),
        Message("message-shards-too-few", "a frame of 1,000 bytes and a shard of one", Pack.Of(null),
            Pack.Of(Pack.List(Pack.Map("serializer", "msgpack"), Pack.List(1000))), [1]),
        Message("message-shard-of-two-frames", "a shard that ends in the next frame", Pack.Of(null),
            Pack.Of(Pack.List(Pack.Map("serializer", "msgpack"), Pack.List(1, 1))), [1, 2]),
        Message("message-frame-length-negative", "a frame of -1 bytes", Pack.Of(null),
            Pack.Of(Pack.List(Pack.Map("serializer", "msgpack"), Pack.List(-1))), [1]),
        Message("message-frame-lengths-overflow", "two frames of 2^63-1 bytes", Pack.Of(null),
            Pack.Of(Pack.List(Pack.Map("serializer", "msgpack"), Pack.List(long.MaxValue, long.MaxValue))), [1]),
        Message("message-frame-count-without-bytes", "a head that promises 2^32-1 frames", Pack.Of(null),
            [0x92, 0x80, 0xdd, 0xff, 0xff, 0xff, 0xff]),
        Message("message-head-is-no-header", "a head whose header is a list", Pack.Of(null),
            Pack.Of(Pack.List(Pack.List(), Pack.List()))),
        Message("message-followed-by-bytes", "a second message behind the one", [0xc0, 0xc0]),
        Message("message-depth", "300 lists within each other, where values are put back",
            Pack.Repeat(300, [0x91], 0xc0)),
        Message("message-lengths-that-each-fit", "lists that each promise what the bytes could hold",
            NestedLists()),
        Message("message-keys-same-hash", "300 keys of one hash", Pack.Of(Pack.Map(
            [.. Enumerable.Range(0, 300).SelectMany(i => new object?[] { ((long)i << 32) | (uint)i, 1 })]))),
    ];

    private static IEnumerable<CorpusFile> Packed() =>
    [
        PackedRun("packed-head-beyond", "a head longer than the run", [0xff, 0xff, 0xff, 0xff]),
        PackedRun("packed-of-three-bytes", "not even a length", [1, 0, 0]),
        Envelope("packed-frame-beyond", "a frame of 2^62 bytes", Pack.List(Value(1L << 62))),
        Envelope("packed-frame-negative", "a frame of -1 bytes", Pack.List(Value(-1))),
        Envelope("packed-frames-overflow", "two frames whose lengths add up to 0", Pack.List(
            Value(long.MaxValue, long.MaxValue, 2))),
        Envelope("packed-followed-by-bytes", "frames that nothing declares", Pack.List(), 1, 2, 3),
        Envelope("packed-values-without-bytes", "a head that promises 65,536 values",
            new Raw(0xdd, 0, 1, 0, 0)),
        Envelope("packed-header-is-no-map", "a value whose header is a list",
            Pack.List(Pack.List(new byte[] { 0x90 }, Pack.List()))),
    ];

    private static IEnumerable<CorpusFile> Administrative() =>
    [
        Body("admin-code-unknown", "a message that nobody knows", Pack.List(250, 1)),
        Body("admin-code-negative", "a code below 0", Pack.List(-1)),
        Body("admin-code-beyond", "a code of 64 bits", Pack.List(long.MaxValue)),
        Body("admin-fields-missing", "a message without its fields", Pack.List(2)),
        Body("admin-field-nil", "nil where a text must be", Pack.List(1, null)),
        Body("admin-field-of-another-kind", "a list where a text must be", Pack.List(1, Pack.List())),
        Body("admin-count-without-bytes", "a list of 2^32-1 tasks",
            new Raw(0x92, 2, 0xdd, 0xff, 0xff, 0xff, 0xff)),
        Body("admin-value-outside", "a value that is not beside the message",
            Pack.List(2, Pack.List(Pack.List("k", new Ext(1, 5), Pack.List(), 0)))),
        Body("admin-is-no-array", "a map where the message should be", Pack.Map("op", "submit")),
        Body("admin-followed-by-bytes", "bytes behind the message", new Raw(0x92, 1, 0xa1, 0x61, 0xc0)),
        Body("admin-depth", "fields beyond those known, 300 levels deep: skipping recurses",
            new Raw([0x93, 1, 0xa1, 0x61, .. Pack.Repeat(300, [0x91], 0xc0)])),
    ];

    private static CorpusFile Message(string name, string attacks, params byte[][] frames) =>
        new(name, WireRecordKind.Message, attacks, frames);

    private static CorpusFile PackedRun(string name, string attacks, byte[] run) =>
        new(name, WireRecordKind.Packed, attacks, [run]);

    private static CorpusFile Envelope(string name, string attacks, object? values, params byte[] frames)
    {
        var body = Pack.Of(Pack.List(1, "client"));
        var head = Pack.Of(Pack.List(body, values));
        var length = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)head.Length);
        return PackedRun(name, attacks, [.. length, .. head, .. frames]);
    }

    private static Items Value(params long[] lengths) => Pack.List(
        Pack.Of(Pack.Map("serializer", "msgpack")), lengths.Select(n => (object?)n).ToArray());

    private static CorpusFile Body(string name, string attacks, object? body) =>
        new(name, WireRecordKind.Administrative, attacks, [Pack.Of(body)]);

    private static byte[] NestedLists()
    {
        const int bytes = 1500;
        var run = new List<byte>();
        for (int i = 0; i < 250; i++)
        {
            int left = bytes - run.Count - 3;
            run.AddRange([0xdc, (byte)(left >> 8), (byte)left]);
        }

        while (run.Count < bytes) run.Add(0xc0);
        return [.. run];
    }
}
