using Weft.Serialization;

namespace Weft.Fuzz;

/// <summary>One input that broke the law.</summary>
/// <param name="Target">Which reader.</param>
/// <param name="Kind">What the input is.</param>
/// <param name="Seed">The number that makes the input again, as long as neither corpus nor samples change.</param>
/// <param name="Input">The input.</param>
/// <param name="What">Which law, with the figures or the exception.</param>
public sealed record FuzzFailure(string Target, WireRecordKind Kind, long Seed, FuzzInput Input, string What)
{
    /// <summary>
    /// False where kept inputs were mutated too: the number then makes the input again only beside the same ones, and
    /// the kept file is the way to see it.
    /// </summary>
    public bool IsNumbered { get; init; } = true;

    /// <summary>The command that reads a kept input again.</summary>
    public static string ReplayOf(string file) => $"dotnet run build.cs fuzz --replay {file}";

    /// <summary>What failed, the input in hex and how to see it again.</summary>
    public override string ToString() =>
        $"{Target}: {What}{Environment.NewLine}input: {Input}" +
        (IsNumbered ? $"{Environment.NewLine}replay: dotnet run build.cs fuzz --seed {Seed}" : "");

    /// <summary>Keeps the input as a record, whatever becomes of the corpus, and returns the file.</summary>
    public string Keep(string folder)
    {
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, $"{Target}-{Seed}{HostileCorpus.Ending}");
        string note = What.Split('\n')[0].Trim();
        var runs = Input.Runs.Select(run => (ReadOnlyMemory<byte>)run);
        File.WriteAllBytes(file, new WireRecord(Kind, note[..Math.Min(note.Length, 500)], [.. runs]).Encode());
        return file;
    }
}
