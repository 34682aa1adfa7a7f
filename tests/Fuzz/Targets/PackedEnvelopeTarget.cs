using Weft.Serialization;
using Weft.Tasks;
using Weft.Tasks.Tests.Messages;

namespace Weft.Fuzz;

/// <summary>Envelopes as one run of bytes.</summary>
internal sealed class PackedEnvelopeTarget : FuzzTarget
{
    public override string Name => "packed-envelope";

    public override WireRecordKind Kind => WireRecordKind.Packed;

    public override IReadOnlyList<FuzzInput> Corpus { get; } = [.. MakeCorpus()];

    public override void Read(FuzzInput input)
    {
        var envelope = PackedEnvelope.Unpack(input.Run(0), Limits.Default);
        MessageCodec.Decode(envelope, Limits.Default);
    }

    private static IEnumerable<FuzzInput> MakeCorpus()
    {
        var serializer = SamplePayloads.NewSerializer();
        foreach (var type in MessageSamples.AllTypes)
        {
            var envelope = MessageCodec.Encode(MessageSamples.Make(type, true));
            yield return new FuzzInput([PackedEnvelope.Pack(envelope, serializer, new SerializeOptions())]);
        }
    }
}
