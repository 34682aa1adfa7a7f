using System.Runtime.CompilerServices;

namespace Weft.Serialization.Tests;

/// <summary>The tables of docs/wire.md.</summary>
internal static class WireDocument
{
    /// <summary>The rows of the table whose first column has this title; cells without back quotes.</summary>
    public static IReadOnlyList<string[]> Table(string title) => File.ReadLines(Root("docs", "wire.md"))
        .SkipWhile(line => !line.StartsWith($"| {title} |", StringComparison.Ordinal))
        .TakeWhile(line => line.StartsWith('|'))
        .Skip(2)
        .Select(line => line.Replace("\\|", "¦", StringComparison.Ordinal).Trim('|').Split('|')
            .Select(cell => cell.Trim().Trim('`').Replace('¦', '|')).ToArray())
        .ToList();

    /// <summary>The lines that the document sets apart by four spaces, without these.</summary>
    public static string Indented() => string.Join('\n', File.ReadLines(Root("docs", "wire.md"))
        .Where(line => line.StartsWith("    ", StringComparison.Ordinal)).Select(line => line[4..]));

    /// <summary>The lines of the code block in the comment of a type that holds messages.</summary>
    public static string[] GrammarAbove(string type) =>
        [.. File.ReadLines(Root("src", "Serialization", "Messages", type + ".cs"))
            .SkipWhile(line => line != "/// <code>").Skip(1)
            .TakeWhile(line => line != "/// </code>").Select(line => line[4..])];

    private static string Root(params string[] file) => Path.Combine([Here(), "..", "..", "..", .. file]);

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
