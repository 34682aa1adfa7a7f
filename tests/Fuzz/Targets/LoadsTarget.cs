using Weft.Serialization;

namespace Weft.Fuzz;

/// <summary>Messages as frames, with values inline and beside them, decoded whole.</summary>
internal sealed class LoadsTarget : FuzzTarget
{
    private readonly WeftSerializer _serializer = SamplePayloads.NewSerializer();

    public LoadsTarget() => Corpus = [.. Messages().Select(Encode)];

    public override string Name => "loads";

    public override WireRecordKind Kind => WireRecordKind.Message;

    public override IReadOnlyList<FuzzInput> Corpus { get; }

    public override void Read(FuzzInput input)
    {
        var frames = input.Frames(0);
        _serializer.Loads(frames, deserialize: false);
        _serializer.Loads(frames);
    }

    public override bool Documents(Exception error) =>
        error is WireFormatException or DeserializationRefusedException or RemoteErrorException;

    // Read twice, decoded once. The heads of values may stand in any run but the first; all share one budget.
    public override long AllocatedBytesMax(FuzzInput input)
    {
        var limits = Limits.Default;
        long claimed = 0;
        foreach (var run in input.Runs.Skip(1))
            claimed += Math.Min(WeftSerializer.DecompressedBytes(run, limits), limits.DecompressedBytesMax - claimed);
        return (2 * base.AllocatedBytesMax(input)) +
            ExpandedMax(Math.Min(claimed, input.Bytes * limits.DecompressionRatioMax));
    }

    private FuzzInput Encode(object? message) =>
        new([.. _serializer.Dumps(message).Select(frame => frame.ToArray())]);

    private static IEnumerable<object?> Messages()
    {
        yield return new Dictionary<string, object?>
        {
            ["op"] = "put",
            ["n"] = 3,
            ["data"] = new ToSerialize(new[] { 1.0 }),
        };
        yield return new List<object?> { 1, "a", null, new List<object?> { new ToSerialize(7), new byte[] { 1, 2 } } };
        yield return new Dictionary<string, object?>
        {
            ["nested"] = new Dictionary<string, object?> { ["x"] = new List<object?> { 1.5, true, ulong.MaxValue } },
        };
        foreach (var graph in SampleValues.Graphs)
            yield return new List<object?> { new ToSerialize(graph), new ToSerialize(new[] { 1, 2 }) };
    }
}
