using System.Globalization;
using System.Text;
using Weft.Serialization;

namespace Weft.Fuzz;

/// <summary>
/// The corpus of attacks: made here, kept in tests/corpus, so that a change of the wire changes the files and other
/// readers can take them. Names order it.
/// </summary>
public static class HostileCorpus
{
    /// <summary>The ending of a record's file.</summary>
    public const string Ending = ".weft";

    /// <summary>The file that lists the others.</summary>
    public const string Index = "README.md";

    /// <summary>All files, by name.</summary>
    public static IReadOnlyList<CorpusFile> All { get; } =
    [
        .. ((IEnumerable<CorpusFile>)
        [
            .. MsgPackAttacks.All(), .. ArrayAttacks.All(), .. CollectionAttacks.All(), .. GraphAttacks.All(),
            .. NameAttacks.All(), .. MessageAttacks.All(), .. FunctionAttacks.All(), .. ConnectionAttacks.All(),
            .. LayerAttacks.All(), .. TableAttacks.All(), .. LaterAttacks.All(),
        ]).OrderBy(file => file.Name, StringComparer.Ordinal),
    ];

    /// <summary>Writes the files and their index into a folder; files that are no longer made are removed.</summary>
    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string old in Directory.GetFiles(folder, "*" + Ending)) File.Delete(old);
        foreach (var file in All) File.WriteAllBytes(Path.Combine(folder, file.Name + Ending), file.Encode());
        File.WriteAllText(Path.Combine(folder, Index), MakeIndex());
    }

    /// <summary>The list of the files: what each attacks, and what its reader makes of it.</summary>
    public static string MakeIndex()
    {
        var targets = FuzzTargets.Make().ToDictionary(target => target.Kind);
        var text = new StringBuilder(
            """
            # Hostile inputs

            One file, one attack, or one value at the edge of what is legal. Each is a record as `docs/wire.md` has it;
            `weft inspect FILE` prints one. Tests feed every file to its reader: whole, cut at every position, with
            every byte changed. The fuzzer begins with them.

            Made by `dotnet run build.cs fuzz --write-corpus tests/corpus`; a test compares the files with what that
            makes. The outcome is what the whole file comes to: malformed (`WireFormatException`), refused (a family, a
            type or a function that is not accepted), or taken: a value, or a stream in which no rule is broken.

            | file | bytes | attacks | outcome |
            | --- | --- | --- | --- |

            """);
        foreach (var file in All)
        {
            long bytes = file.ToInput().Bytes;
            string attacks = file.Attacks.Replace("|", "\\|", StringComparison.Ordinal);
            text.Append(CultureInfo.InvariantCulture, $"| {file.Name} | {bytes} | {attacks} | ")
                .Append(Outcome(targets[file.Kind], file)).Append(" |\n");
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    private static string Outcome(FuzzTarget target, CorpusFile file)
    {
        try
        {
            target.Read(file.ToInput());
            return "taken";
        }
        catch (Exception error) when (target.Documents(error))
        {
            return error switch
            {
                WireFormatException => "malformed",
                RemoteErrorException => "the sender's error",
                _ => "refused",
            };
        }
    }
}
