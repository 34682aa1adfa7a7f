namespace Weft.Simulation;

/// <summary>The fingerprint of a run: two runs of a seed are the same run if their hashes are equal.</summary>
public sealed class Trace
{
    /// <summary>The hash of all that was added so far.</summary>
    public ulong Hash { get; private set; } = Hashing.Start;

    /// <summary>Adds a number.</summary>
    public void Add(long value) => Hash = Hashing.Combine(Hash, (ulong)value);

    /// <summary>Adds a text.</summary>
    public void Add(string value) => Hash = Hashing.Combine(Hash, Hashing.Text(value));

    /// <summary>Adds bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes) => Hash = Hashing.Bytes(Hash, bytes);
}
