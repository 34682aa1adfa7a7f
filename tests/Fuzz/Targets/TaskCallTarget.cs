using Microsoft.Extensions.Logging.Abstractions;
using Weft.Runtime;
using Weft.Serialization;

namespace Weft.Fuzz;

/// <summary>
/// Task specs: taken apart, the function resolved, the arguments decoded and laid out. The call is not made.
/// </summary>
internal sealed class TaskCallTarget : FuzzTarget
{
    private static readonly Dictionary<string, object?> Held = new() { ["k"] = new[] { 1.0 }, ["n"] = 1 };
    private readonly WeftSerializer _serializer = SamplePayloads.NewSerializer();
    private readonly TaskCallDecoder _decoder;

    public TaskCallTarget()
    {
        var code = new AssemblyCodeSource(CodePolicy.Admit([typeof(TaskCallTarget).Assembly.GetName().Name!]));
        _decoder = new TaskCallDecoder(_serializer, code, null);
        Corpus = [.. MakeCorpus()];
    }

    public override string Name => "task-call";

    public override WireRecordKind Kind => WireRecordKind.TaskCall;

    public override IReadOnlyList<FuzzInput> Corpus { get; }

    public override void Read(FuzzInput input)
    {
        var spec = new Serialized(SamplePayloads.ToPayload(input));
        _decoder.Bind(new TaskRun("task", 1, spec, Held));
    }

    public override bool Documents(Exception error) => error is WireFormatException or CodeRefusedException
        or DeserializationRefusedException or RemoteErrorException || error.GetType() == typeof(ArgumentException);

    private IEnumerable<FuzzInput> MakeCorpus()
    {
        var encoder = new TaskCallEncoder(_serializer, null, NullLogger.Instance);
        TaskArgument[][] lists =
        [
            [new TaskArgument.Key("k")], [new TaskArgument.Value(new double[] { 1, 2 })],
            [new TaskArgument.Value(1.5)],
            [new TaskArgument.Keys(["n", "n"])], [new TaskArgument.Value(1)],
            [new TaskArgument.Value(new double[200])], [],
        ];
        foreach (var function in SampleFunctions.All)
        {
            foreach (var arguments in lists)
            {
                if (arguments.Length != function.Method.GetParameters().Length) continue;
                yield return SamplePayloads.ToInput(encoder.Encode(function, arguments).Payload);
            }
        }
    }
}
