using Weft.Serialization;

namespace Weft.Fuzz;

/// <summary>One attack, or one value at the edge of what is legal, as it lies in tests/corpus.</summary>
/// <param name="Name">The file's name without its ending; begins with what it attacks.</param>
/// <param name="Kind">What its runs are, and so which reader it is fed to.</param>
/// <param name="Attacks">What would go wrong in a reader that believes it.</param>
/// <param name="Runs">The bytes.</param>
public sealed record CorpusFile(string Name, WireRecordKind Kind, string Attacks, IReadOnlyList<byte[]> Runs)
{
    /// <summary>The file as bytes.</summary>
    public byte[] Encode() =>
        new WireRecord(Kind, Attacks, [.. Runs.Select(run => (ReadOnlyMemory<byte>)run)]).Encode();

    /// <summary>The file as an input.</summary>
    public FuzzInput ToInput() => new(Runs);

    internal static CorpusFile MsgPack(string name, string attacks, params byte[] run) =>
        new(name, WireRecordKind.MsgPack, attacks, [run]);

    internal static CorpusFile Header(string name, string attacks, object? header) =>
        new(name, WireRecordKind.Header, attacks, [Pack.Of(header)]);

    internal static CorpusFile Payload(string name, string attacks, object? header, params byte[][] frames) =>
        new(name, WireRecordKind.Payload, attacks, [Pack.Of(header), .. frames]);
}
