using System.Runtime.CompilerServices;

namespace Weft.Tasks.Tests;

/// <summary>
/// Compares a part of a document with what the code says, and writes it anew where WEFT_UPDATE_GOLDENS is 1. The part
/// stands between two marker lines.
/// </summary>
internal static class Golden
{
    public static void CheckSection(string document, string section, string expected, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(RootOf(here), "docs", document);
        var (begin, end) = ($"<!-- begin {section} -->\n", $"<!-- end {section} -->");
        var text = File.ReadAllText(path);
        var from = text.IndexOf(begin, StringComparison.Ordinal);
        var to = text.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from >= 0 && to > from, $"docs/{document} has no section '{section}'");
        var actual = text[(from + begin.Length)..to];
        if (actual == expected) return;
        if (Environment.GetEnvironmentVariable("WEFT_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(path, text[..(from + begin.Length)] + expected + text[to..]);
            return;
        }

        Assert.Fail(
            $"docs/{document}, section '{section}', differs from the code; run the tests once with "
            + $"WEFT_UPDATE_GOLDENS=1 and look at the difference.\nexpected:\n{expected}\nactual:\n{actual}");
    }

    private static string RootOf(string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        while (!File.Exists(Path.Combine(folder, "Cluster.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
