using Weft.Serialization;

namespace Weft.Fuzz;

/// <summary>What a target is fed: runs of bytes, such as a header and its frames. Immutable by convention.</summary>
public sealed class FuzzInput
{
    private const int HexBytesMax = 4096;

    /// <summary>An input over runs that are handed over.</summary>
    public FuzzInput(IReadOnlyList<byte[]> runs) => Runs = runs;

    /// <summary>The runs of a record.</summary>
    public static FuzzInput Of(WireRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new FuzzInput([.. record.Runs.Select(run => run.ToArray())]);
    }

    /// <summary>The runs.</summary>
    public IReadOnlyList<byte[]> Runs { get; }

    /// <summary>The bytes of all runs.</summary>
    public long Bytes => Runs.Sum(run => (long)run.Length);

    /// <summary>Run number <paramref name="index"/>; empty where there are fewer.</summary>
    public byte[] Run(int index) => index < Runs.Count ? Runs[index] : [];

    /// <summary>The runs from <paramref name="first"/> on, as frames.</summary>
    public ReadOnlyMemory<byte>[] Frames(int first = 1) =>
        [.. Runs.Skip(first).Select(run => (ReadOnlyMemory<byte>)run)];

    /// <summary>The runs in hex, with a bar between them; what is very long is cut and says so.</summary>
    public override string ToString() => string.Join(" | ", Runs.Select(Hex));

    private static string Hex(byte[] run) => run.Length <= HexBytesMax
        ? Convert.ToHexStringLower(run)
        : $"{Convert.ToHexStringLower(run.AsSpan(0, HexBytesMax))}… ({run.Length} bytes)";
}
