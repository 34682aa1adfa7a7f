using Weft.Fuzz;

namespace Weft.Serialization.Tests.Errors;

/// <summary>Collections part by part, objects field by field, classes beneath a base, compressed frames.</summary>
internal static class PartErrors
{
    private const string Map2 = "System.Collections.Generic.Dictionary`2[string,object]";
    private static readonly Map One = Pack.Map("serializer", "msgpack");
    private static readonly string HoundName = TypePolicy.Closed.NameOf(typeof(Hound));
    private static readonly string BeastName = TypePolicy.Closed.NameOf(typeof(Beast));

    public static IEnumerable<ErrorSource> All() => [.. Collections(), .. Fieldwise(), .. Classes(), .. Compressed()];

    private static IEnumerable<ErrorSource> Collections() =>
    [
        new("a dictionary lacks its keys", Parts(Map2, [], One)),
        new("a dictionary lacks the part of its keys", Parts(Map2, ["keys", true])),
        new("a dictionary's keys are a part of another type", Parts(Map2, ["keys", true], One)),
        new("a dictionary has other keys than values", Parts(
            Map2, ["keys", true], [One, Texts("a", "b")], [[1], .. TextFrames("a", "b")], 1, 2)),
        new("a dictionary's key is null", Parts(
            Map2, ["keys", true], [One, Texts((string?)null)], [[1], .. TextFrames((string?)null)], 1, 2)),
        new("a dictionary's header holds a key that is no scalar", Parts(Map2, ["keys", Pack.List(1, Pack.Map())], One)),
        new("a tuple has another number of parts", Parts(
            "System.ValueTuple`2[int,int]", [], One, One, One)),
        new("a collection cannot be built of its parts", Parts(
            $"System.Collections.Generic.Dictionary`2[{TypePolicy.Closed.NameOf(typeof(Spiteful))},int]",
            ["keys", true],
            [One, Pack.Map("serializer", "pickle")],
            [[1], Pack.Of(Pack.List(
                $"{TypePolicy.Closed.NameOf(typeof(Spiteful))}[]",
                Pack.List(GraphErrors.Walked(new Spiteful(), 0))))], 1, 1)),
        new("a collection with parts apart lacks the others", Parts("object[]", ["apart", Pack.List(0)], One, One)),
        new("positions apart do not ascend", Parts(
            "object[]", ["apart", Pack.List(9)], [One, Pack.Map("serializer", "pickle")],
            [[1], Pack.Of(Pack.List("object[]", Pack.List(1)))], 1, 1)),
        new("a value holds itself where no graph is made", () =>
        {
            var list = new List<object> { new double[9] };
            list.Add(list);
            ErrorSource.NewSerializer(Limits.Default).Serialize(list, new SerializeOptions
            {
                Serializers = ["dask"], IterateCollection = true, OnError = OnError.Raise,
            });
        }),
        new("payloads to be sent are nested deeper than the limit", () =>
        {
            object list = new double[9];
            for (int i = 0; i < 3; i++) list = new[] { list };
            ErrorSource.NewSerializer(Limits.Default with { PayloadDepthMax = 1 }).Serialize(
                list, new SerializeOptions { Serializers = ["dask"], OnError = OnError.Raise });
        }),
        new("a family is accepted that is not registered", () => ErrorSource.NewSerializer(Limits.Default).Deserialize(
            ErrorSource.Payload(Pack.Map("serializer", "ghost")),
            new DeserializeOptions { Deserializers = ["ghost"] })),
        new("a family of one's own fails", () => WithFamily().Deserialize(
            ErrorSource.Payload(Pack.Map("serializer", "frail")))),
    ];

    private static IEnumerable<ErrorSource> Fieldwise() =>
    [
        new("an object by its fields lacks them", Fields(Pack.Map("class", HoundName))),
        new("an object of an abstract class lacks its class", Fields(Simple(Pack.Map()))),
        new("an object's simple fields are followed by bytes", Fields(
            new Map(["class", HoundName, "simple", new byte[] { 0x80, 0xc0 }, "complex", Pack.List()]))),
        new("an object by its fields has others here", Fields(Simple(Pack.Map("Colour", 1), HoundName))),
        new("an object's field is of another type", Fields(
            Simple(Pack.Map("Name", "Rex", "Age", "old"), HoundName))),
    ];

    private static IEnumerable<ErrorSource> Classes() =>
    [
        new("a value of a base lacks its class", Below(Pack.Map("sub-header", Pack.Map()))),
        new("a value of a base names a class that is none of it", Below(
            Pack.Map("class", "string", "sub-header", Pack.Map()))),
        new("a value of a base lacks its sub-header", Below(Pack.Map("class", HoundName))),
        new("a serializer for a base makes another class", Below(
            Pack.Map("class", HoundName, "sub-header", Pack.Map()))),
    ];

    private static IEnumerable<ErrorSource> Compressed() =>
    [
        new("a zlib stream is empty", () => new ZlibCodec().Decompress([], new byte[5])),
        new("a zlib stream lacks the sum of its content", () => new ZlibCodec().Decompress(
            Convert.FromHexString("789c6360400500"), new byte[16])),
        new("a zlib stream ends early", () => new ZlibCodec().Decompress(
            Convert.FromHexString("789c636040050000100001"), new byte[17])),
        new("a brotli stream ends early", () => new BrotliCodec().Decompress(
            Convert.FromHexString("1b0f00f82700228c0000"), new byte[17])),
        new("compressed frames within each other become more than the limit", () => ErrorSource
            .NewSerializer(Limits.Default with { DecompressionRatioMax = 10 })
            .Deserialize(ErrorSource.Payload(
                Pack.Map(
                    "is-collection", true, "type", "object[]", "sub-headers", Pack.List(Shrunk(One, 10_000)),
                    "frame-counts", Pack.List(1), "compression", Pack.List("zlib"), "decompressed-bytes",
                    Pack.List(1000)),
                new byte[100]))),
    ];

    private static Map Shrunk(Map header, int becomes) => new(
        [.. header.Entries, "compression", Pack.List("zlib"), "decompressed-bytes", Pack.List(becomes)]);

    private static Map Simple(Map fields, string? type = null) => new(
    [
        .. type is null ? Array.Empty<object?>() : ["class", type],
        "simple", Pack.Of(fields), "complex", Pack.List(), "sub-headers", Pack.List(), "frame-counts", Pack.List(),
    ]);

    private static Action Fields(Map sub) => () =>
    {
        var registry = new SerializerRegistry();
        registry.AllowType(typeof(Hound));
        registry.RegisterGeneric<Beast>();
        new WeftSerializer(registry).Deserialize(ErrorSource.Payload(
            Pack.Map("serializer", "dask", "type", BeastName, "sub-header", sub)));
    };

    private static Action Below(Map sub) => () =>
    {
        var registry = new SerializerRegistry();
        registry.AllowType(typeof(Hound));
        registry.RegisterHierarchy<Beast>(
            (_, _) => new Payload(new HeaderBuilder().Build()), (_, _, _) => null!);
        new WeftSerializer(registry).Deserialize(ErrorSource.Payload(
            Pack.Map("serializer", "dask", "type", BeastName, "sub-header", sub)));
    };

    private static WeftSerializer WithFamily()
    {
        var registry = new SerializerRegistry();
        registry.RegisterFamily(
            "frail", (Func<object?, Payload?>?)null, (_, _) => throw new InvalidOperationException("it broke"));
        return new WeftSerializer(registry);
    }

    private static Action Parts(string type, object?[] more, params object?[] headers) => Parts(
        type, more, headers, [.. headers.Select(_ => new byte[] { 1 })], [.. headers.Select(_ => 1)]);

    private static Action Parts(
        string type, object?[] more, object?[] headers, byte[][] frames, params int[] counts) => ErrorSource.Decode(
        new Map(
        [
            "is-collection", true, "type", type, "sub-headers", headers, "frame-counts",
            counts.Select(n => (object?)n).ToArray(), .. more,
        ]),
        frames);

    private static Map Texts(params string?[] texts) => Pack.Map("serializer", "dask", "type", "strings", "sub-header",
        Pack.Map("count", texts.Length, "encoding", "utf-8"));

    private static byte[][] TextFrames(params string?[] texts) =>
    [
        [.. texts.SelectMany(text => BitConverter.GetBytes(text?.Length ?? -1))],
        [.. texts.SelectMany(text => System.Text.Encoding.UTF8.GetBytes(text ?? ""))],
    ];
}

/// <summary>A key whose hash is never made.</summary>
public sealed class Spiteful : IEquatable<Spiteful>
{
    public int Number;

    public bool Equals(Spiteful? other) => other is not null && other.Number == Number;

    public override bool Equals(object? obj) => Equals(obj as Spiteful);

    public override int GetHashCode() => throw new InvalidOperationException("no hash");
}
