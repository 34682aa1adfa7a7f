using Weft.Serialization;

namespace Weft.Fuzz;

/// <summary>Function references and the calls that hold them: names that would run what nobody admitted.</summary>
internal static class FunctionAttacks
{
    private static readonly byte[] OtherBuild = new byte[16];

    public static IEnumerable<CorpusFile> All() =>
    [
        Function("function-not-registered", "a name that nobody registered", Pack.Map(
            "serializer", "function", "registered", "System.Diagnostics.Process.Start")),
        Function("function-of-the-framework", "a method of the framework: starting a process",
            Header("System.Diagnostics.Process", "System.Diagnostics.Process", "Start",
                "(string)System.Diagnostics.Process")),
        Function("function-of-another-build", "an admitted assembly, of another build: names mean other functions",
            Header("Weft.Fuzz", "[Weft.Fuzz]Weft.Fuzz.SampleFunctions", "Sum", "(double[])double")),
        Function("function-of-an-unknown-assembly", "an assembly that would have to be loaded",
            Header("Payload", "[Payload]Payload.Gadget", "Run", "()void")),
        Function("function-assembly-is-a-path", "an assembly by its path",
            Header("../../tmp/evil.dll", "[Payload]Payload.Gadget", "Run", "()void")),
        Function("function-module-of-15-bytes", "a build's id that is a byte short", Header(
            "Weft.Fuzz", "[Weft.Fuzz]Weft.Fuzz.SampleFunctions", "Sum", "(double[])double", module: new byte[15])),
        Function("function-target-beyond", "a kind of target that is none", Header(
            "Weft.Fuzz", "[Weft.Fuzz]Weft.Fuzz.SampleFunctions", "Sum", "(double[])double", target: 250)),
        Function("function-arguments-bomb", "generic arguments nested without end", Header(
            "Weft.Fuzz", "[Weft.Fuzz]Weft.Fuzz.SampleFunctions", "Identity", "(int)int",
            arguments: string.Concat(Enumerable.Repeat("System.Tuple`1[", 100)) + "int" + new string(']', 100))),
        Function("function-captured-without-bytes", "2^32-1 captured values",
            Captured(new Raw(0xdd, 0xff, 0xff, 0xff, 0xff))),
        Function("function-captured-frames-negative", "a captured value of -1 frames",
            Captured(Pack.List(Pack.List(Pack.List("x"), Pack.Map("serializer", "msgpack"), -1)))),
        Function("function-captured-frames-beyond", "a captured value of frames that are not there",
            Captured(Pack.List(Pack.List(Pack.List("x"), Pack.Map("serializer", "msgpack"), 1000)))),
        Function("function-captured-within-itself", "functions captured by functions, 70 levels deep", Nested(70)),
        Function("function-captured-path-of-nothing", "a captured value without a name",
            Captured(Pack.List(Pack.List(Pack.List(), Pack.Map("serializer", "msgpack"), 0)))),
        Function("function-is-a-value", "a value where a function should be", Pack.Map("serializer", "msgpack"), [1]),
        Call("call-of-no-function", "a call whose header is empty", Pack.Map()),
        Call("call-is-a-value", "a value where a call should be", Pack.Map("serializer", "msgpack"), [1]),
        Call("call-depth", "a header of 300 levels", new Raw([.. Pack.Repeat(300, [0x81, 0xa1, (byte)'a']), 0xc0])),
    ];

    private static CorpusFile Function(string name, string attacks, object? header, params byte[][] frames) =>
        new(name, WireRecordKind.Function, attacks, [Pack.Of(header), .. frames]);

    private static CorpusFile Call(string name, string attacks, object? header, params byte[][] frames) =>
        new(name, WireRecordKind.TaskCall, attacks, [Pack.Of(header), .. frames]);

    private static Map Header(
        string assembly, string type, string method, string signature, byte[]? module = null, int target = 0,
        string? arguments = null) => new(Entries(
        assembly, type, method, signature, module ?? OtherBuild, target, arguments));

    private static object?[] Entries(
        string assembly, string type, string method, string signature, byte[] module, int target, string? arguments) =>
    [
        "serializer", "function", "assembly", assembly, "module", module, "type", type, "method", method, "arguments",
        arguments is null ? Pack.List() : Pack.List(arguments), "signature", signature, "target", target,
    ];

    private static Map Captured(object? captured) => new(
    [
        .. Entries("Weft.Fuzz", "[Weft.Fuzz]Weft.Fuzz.SampleFunctions", "Sum", "(double[])double", OtherBuild, 1, null),
        "captured", captured,
    ]);

    private static object? Nested(int depth)
    {
        object? header = Pack.Map("serializer", "function", "registered", "none");
        for (int i = 0; i < depth; i++)
            header = Pack.Map("serializer", "function", "captured", Pack.List(Pack.List(Pack.List("f"), header, 0)));
        return header;
    }
}
