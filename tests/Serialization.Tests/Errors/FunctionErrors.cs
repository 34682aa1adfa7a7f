using Weft.Fuzz;

namespace Weft.Serialization.Tests.Errors;

/// <summary>Functions as references of their own and as delegates in graphs.</summary>
internal static class FunctionErrors
{
    private static readonly Guid Build = typeof(Clerk).Module.ModuleVersionId;
    private static readonly string Assembly = typeof(Clerk).Assembly.GetName().Name!;
    private static readonly string ClerkName = TypePolicy.Closed.NameOf(typeof(Clerk));
    private static readonly MethodReference Sell = MethodReference.Of(typeof(Clerk).GetMethod("Sell")!, true);
    private static readonly MethodReference Counting = Of(Clerk.Counting(1));
    private static readonly Payload Number = ErrorSource.NewSerializer(Limits.Default).Serialize(1);

    public static IEnumerable<ErrorSource> All() => [.. Methods(), .. Captured(), .. InGraphs()];

    private static IEnumerable<ErrorSource> Methods() =>
    [
        new("a function's type is of another assembly", Resolve(
            MethodReference.FromWire(Assembly, Build, "string", "Copy", [], "(string)string", FunctionTarget.None))),
        new("a function is not in its type", Resolve(
            MethodReference.FromWire(Assembly, Build, ClerkName, "Steal", [], "()void", FunctionTarget.None))),
        new("a function needs an object", Resolve(
            MethodReference.FromWire(Assembly, Build, ClerkName, "Sell", [], "(int)int", FunctionTarget.None))),
        new("a function cannot be bound", Resolve(Sell, ([], Serialized("text")))),
        new("a function lacks its target", Resolve(Sell)),
        new("a function's type is no closure", Resolve(
            MethodReference.FromWire(Assembly, Build, ClerkName, "Sell", [], "(int)int", FunctionTarget.Closure),
            (["Sold"], Number))),
    ];

    private static IEnumerable<ErrorSource> Captured() =>
    [
        new("a captured value names a closure before it is made", Resolve(
            Of(Clerk.Nested(1)), ([ClosureField(Clerk.Nested(1)), "outer"], Number))),
        new("a captured value has no name", Resolve(Counting, ([], Number))),
        new("a captured value has a name that its closure lacks", Resolve(Counting, (["price"], Number))),
        new("a captured value is missing", Resolve(Counting, (["count"], null))),
        new("a captured value is of another type", Resolve(Counting, (["count"], Serialized("text")))),
        new("a captured value's entries are others", () => Read(Raw(Pack.List(Pack.List(1, 2))))),
        new("a captured value has fewer frames than none", () => Read(Raw(Pack.List(Pack.List(
            Pack.List("x"), Pack.Map("serializer", "msgpack"), -1))))),
        new("captured values have other frames", () => Read(Raw(Pack.List(Pack.List(
            Pack.List("x"), Pack.Map("serializer", "msgpack"), 3))))),
        new("functions capture functions deeper than the limit", () =>
        {
            var payload = FunctionHeader.ToPayload("none");
            for (int i = 0; i < 20; i++) payload = FunctionHeader.ToPayload(Counting, [(["count"], payload)]);
            Read(payload);
        }),
        new("a captured value cannot be sent", () => FunctionReference
            .From(Clerk.Keeping(Thread.CurrentThread), new SerializerRegistry())
            .ToPayload(ErrorSource.NewSerializer(Limits.Default))),
    ];

    private static IEnumerable<ErrorSource> InGraphs() =>
    [
        new("a graph holds a function and no code is admitted", Graph(
            Pack.List(FunctionHeader.ToPayload(Counting, []).Header.Encoded.ToArray()))),
        new("a graph's function lacks its head", Graph(Pack.List())),
        new("a graph's function holds values in its head", Graph(
            Pack.List(Raw(Pack.List(Pack.List(Pack.List("x")))).Header.Encoded.ToArray()))),
        new("a graph's function is of another type", Graph(Pack.List(Registered()))),
        new("a graph's function has captured values of other entries", Graph(
            Pack.List(Registered(), Pack.List(1, 2, 3)))),
        new("a graph's function is not registered", Graph(
            Pack.List(FunctionHeader.ToPayload("nobody").Header.Encoded.ToArray()))),
    ];

    private static MethodReference Of(Delegate function) => MethodReference.Of(function.Method, true);

    private static string ClosureField(Delegate function) => function.Target!.GetType().GetFields()
        .First(field => ClosureFields.IsClosure(field.FieldType)).Name;

    private static Payload Serialized(object value) => ErrorSource.NewSerializer(Limits.Default).Serialize(value);

    private static byte[] Registered() => FunctionHeader.ToPayload("double it").Header.Encoded.ToArray();

    private static Payload Raw(object captured) => ErrorSource.Payload(Pack.Map(
        "serializer", "function", "assembly", Assembly, "module", Build.ToByteArray(), "type", ClerkName, "method",
        "Sell", "arguments", Pack.List(), "signature", "(int)int", "target", 2, "captured", captured));

    private static FunctionReference Read(Payload payload) =>
        FunctionReference.FromPayload(payload, ErrorSource.NewSerializer(Limits.Default));

    private static Action Resolve(MethodReference method, params (string[] Path, Payload? Value)[] captured) =>
        () => Read(FunctionHeader.ToPayload(method, captured)).Resolve(new ErrorCode(true), new SerializerRegistry());

    private static Action Graph(object body) => () =>
    {
        var registry = new SerializerRegistry();
        registry.RegisterFunction("double it", (int number) => 2 * number);
        new WeftSerializer(registry).Deserialize(ErrorSource.Payload(
            Pack.Map("serializer", "pickle"), Pack.Of(Pack.List("System.Func`1[int]", body))));
    };
}
