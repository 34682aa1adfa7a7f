using Weft.Serialization;

namespace Weft.Fuzz;

/// <summary>Headers: from bytes, then every kind of entry asked for by name.</summary>
internal sealed class HeaderTarget : FuzzTarget
{
    private static readonly string[] Entries =
        ["serializer", "type", "shape", "dtype", "sub-header", "lengths", "is-collection", "sub-headers", "nothing"];

    public override string Name => "header";

    public override WireRecordKind Kind => WireRecordKind.Header;

    public override IReadOnlyList<FuzzInput> Corpus { get; } =
        [.. SamplePayloads.All.Select(payload => new FuzzInput([payload.Header.Encoded.ToArray()]))];

    public override void Read(FuzzInput input)
    {
        var header = Header.FromEncoded(input.Run(0));
        GC.KeepAlive(header.Serializer);
        GC.KeepAlive(header.ToString());
        foreach (string entry in Entries)
        {
            header.TryGetString(entry, out _);
            header.TryGetInt64(entry, out _);
            header.TryGetBoolean(entry, out _);
            header.TryGetHeader(entry, out _);
        }
    }
}
