using System.Runtime.CompilerServices;

namespace Weft.Serialization.Tests;

/// <summary>The tables of docs/wire.md.</summary>
internal static class WireDocument
{
    /// <summary>The rows of the table whose first column has this title; cells without back quotes.</summary>
    public static IReadOnlyList<string[]> Table(string title, [CallerFilePath] string path = "")
    {
        string file = Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "..", "docs", "wire.md");
        return File.ReadLines(file)
            .SkipWhile(line => !line.StartsWith($"| {title} |", StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith('|'))
            .Skip(2)
            .Select(line => line.Replace("\\|", "¦", StringComparison.Ordinal).Trim('|').Split('|')
                .Select(cell => cell.Trim().Trim('`').Replace('¦', '|')).ToArray())
            .ToList();
    }
}
