using Weft.Runtime;
using Weft.Serialization;

namespace Weft.Fuzz;

/// <summary>Function references: from a payload, then resolved against this assembly. No function is called.</summary>
internal sealed class FunctionTarget : FuzzTarget
{
    private readonly WeftSerializer _serializer = SamplePayloads.NewSerializer();
    private readonly ICodeSource _code =
        new AssemblyCodeSource(CodePolicy.Admit([typeof(FunctionTarget).Assembly.GetName().Name!]));

    public FunctionTarget() => Corpus = [.. SampleFunctions.All.Select(Encode)];

    public override string Name => "function";

    public override WireRecordKind Kind => WireRecordKind.Function;

    public override IReadOnlyList<FuzzInput> Corpus { get; }

    public override void Read(FuzzInput input) =>
        FunctionReference.FromPayload(SamplePayloads.ToPayload(input), _serializer)
            .Resolve(_code, _serializer.Registry);

    public override bool Documents(Exception error) => error is WireFormatException or CodeRefusedException
        or DeserializationRefusedException or RemoteErrorException;

    private FuzzInput Encode(Delegate function) => SamplePayloads.ToInput(
        FunctionReference.From(function, _serializer.Registry).ToPayload(_serializer));
}
