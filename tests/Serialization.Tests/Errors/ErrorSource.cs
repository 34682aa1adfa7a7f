using Weft.Fuzz;

namespace Weft.Serialization.Tests.Errors;

/// <summary>One row of the table of errors: what a reader meets, and how it comes about.</summary>
/// <param name="Name">What is wrong, in words.</param>
/// <param name="Cause">Makes it happen: ends in the exception.</param>
internal sealed record ErrorSource(string Name, Action Cause)
{
    private static readonly WeftSerializer Weft = NewSerializer(Limits.Default);

    private static readonly WeftSerializer AllowingAll = new(
        new SerializerRegistry(),
        new WeftSerializerOptions { TypePolicy = TypePolicy.Closed.AllowAssembly(typeof(Handle).Assembly) });

    /// <summary>Everything a reader can meet, in the order of the table.</summary>
    public static IReadOnlyList<ErrorSource> All { get; } =
    [
        .. Trust(), .. LimitErrors.All(), .. MalformedErrors.MsgPack(), .. MalformedErrors.Compressed(),
        .. MalformedErrors.Values(), .. ColumnErrors.All(), .. TableErrors.All(), .. PartErrors.All(),
        .. GraphErrors.All(), .. GraphValueErrors.All(), .. FunctionErrors.All(), .. MessageErrors.All(), .. Encoding(),
        .. OwnCodeErrors.All(),
    ];

    /// <summary>A serializer of its own registry that allows the types of these tests.</summary>
    public static WeftSerializer NewSerializer(Limits limits) => new(
        new SerializerRegistry(),
        new WeftSerializerOptions
        {
            Limits = limits,
            TypePolicy = TypePolicy.Closed.AllowAssembly(typeof(ErrorSource).Assembly).DenyType<Handle>(),
        });

    /// <summary>A payload of a header and frames as they stand.</summary>
    public static Payload Payload(object? header, params byte[][] frames) => new(
        Header.FromEncoded(Pack.Of(header)), [.. frames.Select(frame => (ReadOnlyMemory<byte>)frame)]);

    /// <summary>Decodes such a payload.</summary>
    public static Action Decode(object? header, params byte[][] frames) =>
        () => Weft.Deserialize(Payload(header, frames));

    /// <summary>Decodes a payload of the per-type serializer of this name.</summary>
    public static Action DecodeDask(string type, object? sub, params byte[][] frames) => Decode(
        Pack.Map("serializer", "dask", "type", type, "sub-header", sub), frames);

    /// <summary>Decodes a graph of one stream.</summary>
    public static Action DecodeGraph(object? value) => Decode(Pack.Map("serializer", "pickle"), Pack.Of(value));

    private static IEnumerable<ErrorSource> Trust() =>
    [
        new("a family is not accepted", () => Weft.Deserialize(
            Weft.Serialize(new[] { 1.0 }), new DeserializeOptions { Deserializers = ["msgpack"] })),
        new("a family is not registered", Decode(Pack.Map("serializer", "cupy"))),
        new("a family within a part is not registered", Decode(Pack.Map(
            "is-collection", true, "type", "object[]", "sub-headers", Pack.List(Pack.Map("serializer", "cudf")),
            "frame-counts", Pack.List(0)))),
        new("a family is asked for that is not registered",
            () => Weft.Serialize(1, new SerializeOptions { Serializers = ["cupy"] })),
        new("a per-type serializer is not registered", DecodeDask("cupy.ndarray", Pack.Map())),
        new("a type is not allowed", DecodeGraph(Pack.List("[Shop]Shop.Order", Pack.List()))),
        new("a type of the framework is not allowed", DecodeGraph(Pack.List("System.Diagnostics.Process", null))),
        new("a type is denied", DecodeGraph(Pack.List(TypePolicy.Closed.NameOf(typeof(Handle)), Pack.List()))),
        new("a type can never travel", () => AllowingAll.Deserialize(Payload(
            Pack.Map("serializer", "pickle"),
            Pack.Of(Pack.List(TypePolicy.Closed.NameOf(typeof(Handle)), Pack.List()))))),
        new("the sender could not encode the value", () => Weft.Deserialize(
            Weft.Serialize(new object(), new SerializeOptions { Serializers = ["msgpack"] }))),
        new("a value is of another type than the caller expects",
            () => Weft.Deserialize<double[]>(Weft.Serialize("text"))),
        new("a function's code is not admitted", () => Resolve(
            FunctionReference.From((Func<string, int>)int.Parse, Weft.Registry), admits: false)),
        new("a function is of another build", () => Resolve(
            FunctionReference.FromPayload(Payload(Function(typeof(ErrorSource).Assembly.GetName().Name!)), Weft),
            true)),
        new("a function is not registered", () => Resolve(
            FunctionReference.FromPayload(Payload(Pack.Map("serializer", "function", "registered", "score")), Weft),
            true)),
        new("a function reference lacks an entry", () => FunctionReference.FromPayload(
            Payload(Pack.Map("serializer", "function", "assembly", "Shop")), Weft)),
        new("a payload is no function reference", () => FunctionReference.FromPayload(Weft.Serialize(1), Weft)),
    ];

    private static IEnumerable<ErrorSource> Encoding() =>
    [
        new("no family takes a value", Raise(new object(), "dask", "msgpack")),
        new("a member cannot travel", Raise(new Parcel(Thread.CurrentThread), "pickle")),
        new("a member's type is denied", Raise(new Parcel(new Handle()), "pickle")),
        new("a member travels by a family that the call does not list",
            Raise(new Parcel(new InvalidOperationException()), "pickle")),
        new("a number would come back as another type", Raise(new object[] { 1, 5L }, "msgpack")),
        new("a message holds what is no value of it", () => Weft.Dumps(new List<object?> { new Order(1, "ACME") })),
        new("a function is several in one",
            () => FunctionReference.From((Action)GC.Collect + GC.Collect, Weft.Registry)),
    ];

    private static Action Raise(object? value, params string[] families) => () => Weft.Serialize(
        value, new SerializeOptions { Serializers = families, OnError = OnError.Raise });

    private static void Resolve(FunctionReference reference, bool admits) =>
        reference.Resolve(new ErrorCode(admits), Weft.Registry);

    private static Map Function(string assembly) => Pack.Map(
        "serializer", "function", "assembly", assembly, "module", new byte[16], "type", "[Shop]Shop.Prices", "method",
        "Score", "arguments", Pack.List(), "signature", "(int)int", "target", 0);
}
