using System.Runtime.CompilerServices;

namespace Weft.Serialization.Tests.Errors;

/// <summary>
/// The generated tables of docs/security.md. A difference is a change of what users read: look at it, then write the
/// tables anew with WEFT_UPDATE_GOLDENS=1.
/// </summary>
internal static class SecurityDocument
{
    /// <summary>Holds a table against the one between its marks.</summary>
    public static void Compare(string mark, IEnumerable<string> rows)
    {
        string text = File.ReadAllText(Path()).ReplaceLineEndings("\n");
        string begin = $"<!-- begin {mark} -->\n";
        string end = $"<!-- end {mark} -->";
        int from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        int to = text.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from >= begin.Length && to > 0, $"docs/security.md has no table '{mark}'");
        string table = string.Concat(rows.Select(row => row + "\n"));
        if (Environment.GetEnvironmentVariable("WEFT_UPDATE_GOLDENS") == "1")
        {
            text = text[..from] + table + text[to..];
            File.WriteAllText(Path(), text);
            to = text.IndexOf(end, StringComparison.Ordinal);
        }

        Assert.Equal(text[from..to].Split('\n'), table.Split('\n'));
    }

    /// <summary>A cell of a table.</summary>
    public static string Cell(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static string Path([CallerFilePath] string path = "") => System.IO.Path.Combine(
        System.IO.Path.GetDirectoryName(path)!, "..", "..", "..", "docs", "security.md");
}
