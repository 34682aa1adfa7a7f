using System.Buffers.Binary;
using Weft.Fuzz;

namespace Weft.Serialization.Tests.Errors;

/// <summary>Messages as frames and packed envelopes.</summary>
internal static class MessageErrors
{
    private static readonly Map Value = Pack.Map("serializer", "msgpack");

    public static IEnumerable<ErrorSource> All() =>
    [
        new("a message has no frame", Loads()),
        new("bytes follow a message", Loads([0xc0, 0xc0])),
        new("a value stands outside of the message", Loads(Pack.Of(Pack.List(new Ext(1, 9))))),
        new("an extension of a message means nothing", Loads(Pack.Of(new Ext(77, 1)))),
        new("a value's head is no header and lengths", Loads([0xc0], Pack.Of(Pack.List(1, 2)))),
        new("a value's frames are not there", Loads([0xc0], Pack.Of(Pack.List(Value, Pack.List(1000))), [1])),
        new("a value's frame has a negative length", Loads([0xc0], Pack.Of(Pack.List(Value, Pack.List(-1))), [1])),
        new("bytes follow a value's lengths", Loads([0xc0], [.. Pack.Of(Pack.List(Value, Pack.List())), 1, 2])),
        new("a value's frame is longer than the limit", () => ErrorSource
            .NewSerializer(Limits.Default with { FrameBytesMax = 10 })
            .Loads([new byte[] { 0xc0 }, Pack.Of(Pack.List(Value, Pack.List(11))), new byte[11]])),
        new("a value's header within a message is too long", Loads(
            Pack.Of(new Ext(WireExtensions.InlineValue, new byte[WireExtensions.InlineHeaderBytesMax + 1])))),
        new("a value that failed is sent on", () => ErrorSource.NewSerializer(Limits.Default).Dumps(
            new List<object?> { new Deserialized(new WireFormatException("it was malformed")) })),
        new("a message to be sent holds itself", () =>
        {
            var list = new List<object?>();
            list.Add(list);
            ErrorSource.NewSerializer(Limits.Default with { DepthMax = 2 }).Dumps(list);
        }),
        new("a message to be sent shares more than one can hold", () => ErrorSource
            .NewSerializer(Limits.Default with { MessageBytesMax = 4 }).Dumps(
                new List<object?> { new int[3], new int[3] })),
        new("a message to be sent has a longer list than the limit", () => ErrorSource
            .NewSerializer(Limits.Default with { CountMax = 1 }).Dumps(new List<object?> { 1, 2 })),
        new("a message to be sent has more values than the limit", () => ErrorSource
            .NewSerializer(Limits.Default with { PayloadsPerMessageMax = 1 }).Dumps(
                new List<object?> { new ToSerialize(1), new ToSerialize(2) })),
        new("a message to be sent is longer than the limit", () => ErrorSource
            .NewSerializer(Limits.Default with { MessageBytesMax = 4 }).Dumps(new List<object?> { "a text" })),
        new("a message to be sent has a key twice", () => ErrorSource.NewSerializer(Limits.Default).Dumps(
            new Dictionary<object, object?> { [1] = "a", [(byte)1] = "b" })),
        new("a message to be sent has half of a surrogate pair", () => ErrorSource
            .NewSerializer(Limits.Default).Dumps(new List<object?> { "\ud800" })),
        new("a packed envelope's body is longer than the limit", () => PackedEnvelope.Unpack(
            Head(Pack.List()), Limits.Default with { MessageBytesMax = 1 })),
        new("a packed envelope has more values than are taken", () => PackedEnvelope.Unpack(
            Length(Pack.Of(Pack.List(new byte[] { 0xc0 }, Pack.List(1, 2)))),
            Limits.Default with { PayloadsPerMessageMax = 1 })),
        new("a packed envelope's head is another", () => PackedEnvelope.Unpack(
            Length(Pack.Of(Pack.List(1, 2, 3))), Limits.Default)),
        new("an envelope to be packed is too long", () => PackedEnvelope.Pack(
            new Envelope(new byte[20], []), ErrorSource.NewSerializer(Limits.Default with { FrameBytesMax = 10 }),
            SerializeOptions.Default)),
        new("a packed envelope holds no value where one is expected", () => PackedEnvelope.Deserialize(
            Length(Pack.Of(Pack.List(new byte[] { 0xc0 }, Pack.List()))), ErrorSource.NewSerializer(Limits.Default))),
        new("a packed envelope is too short", Unpack(1, 0)),
        new("a packed envelope's head is not there", Unpack(0xff, 0xff, 0, 0)),
        new("a packed envelope's frame is not there", Unpack(Head(Pack.List(1000)))),
        new("a packed envelope has bytes that nothing declares", Unpack([.. Head(Pack.List()), 1, 2])),
        new("a record is of an unknown kind", () => WireRecord.FromFile(Pack.Of(Pack.List("weft-record", "x", "")))),
    ];

    private static Action Loads(params byte[][] frames) => () => ErrorSource.NewSerializer(Limits.Default)
        .Loads([.. frames.Select(frame => (ReadOnlyMemory<byte>)frame)]);

    private static Action Unpack(params byte[] packed) => () => PackedEnvelope.Unpack(packed, Limits.Default);

    private static byte[] Head(Items lengths) => Length(Pack.Of(Pack.List(
        new byte[] { 0xc0, 0xc0 }, Pack.List(Pack.List(Pack.Of(Value), lengths)))));

    private static byte[] Length(byte[] head)
    {
        var length = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)head.Length);
        return [.. length, .. head];
    }
}
