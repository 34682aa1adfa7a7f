using Weft.Serialization;
using Weft.Tasks;
using Weft.Tasks.Tests.Messages;

namespace Weft.Fuzz;

/// <summary>Administrative messages: the body first, then a header and at most one frame for each value.</summary>
internal sealed class MessageTarget : FuzzTarget
{
    public override string Name => "message";

    public override WireRecordKind Kind => WireRecordKind.Administrative;

    public override IReadOnlyList<FuzzInput> Corpus { get; } =
    [
        .. from type in MessageSamples.AllTypes
           from full in new[] { true, false }
           select ToInput(MessageCodec.Encode(MessageSamples.Make(type, full))),
    ];

    public override void Read(FuzzInput input)
    {
        var values = new MessageValue[input.Runs.Count / 2];
        for (int i = 0; i < values.Length; i++)
            values[i] = new Serialized(new Payload(Header.Empty, input.Run(2 + (2 * i))));
        MessageCodec.Decode(new Envelope(input.Run(0), values), Limits.Default);
    }

    private static FuzzInput ToInput(Envelope envelope)
    {
        var runs = new List<byte[]> { envelope.Body.ToArray() };
        foreach (var value in envelope.Values)
        {
            var payload = ((Serialized)value).Payload;
            runs.Add(payload.Header.Encoded.ToArray());
            runs.Add(payload.Frames.Count == 0 ? [] : payload.Frames[0].ToArray());
        }

        return new FuzzInput(runs);
    }
}
