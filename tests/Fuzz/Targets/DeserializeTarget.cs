using Weft.Serialization;

namespace Weft.Fuzz;

/// <summary>Payloads at hand, in every family.</summary>
internal sealed class DeserializeTarget : FuzzTarget
{
    private readonly WeftSerializer _serializer = SamplePayloads.NewSerializer();

    public override string Name => "deserialize";

    public override WireRecordKind Kind => WireRecordKind.Payload;

    public override IReadOnlyList<FuzzInput> Corpus { get; } = [.. SamplePayloads.All.Select(SamplePayloads.ToInput)];

    public override void Read(FuzzInput input) => _serializer.Deserialize(SamplePayloads.ToPayload(input));

    public override long AllocatedBytesMax(FuzzInput input) =>
        base.AllocatedBytesMax(input) + DecompressedAllocationMax(input.Run(0), input.Bytes);

    public override bool Documents(Exception error) =>
        error is WireFormatException or DeserializationRefusedException or RemoteErrorException;
}
