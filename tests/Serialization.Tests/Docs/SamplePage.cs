using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Weft.Serialization.Tests;

/// <summary>docs/serialization.md, and the code in this folder that it shows.</summary>
internal static partial class SamplePage
{
    /// <summary>The page.</summary>
    public static string Text => File.ReadAllText(Page).ReplaceLineEndings("\n");

    /// <summary>The blocks of code: the names of the samples above each, and what it shows.</summary>
    public static IReadOnlyList<(string[] Names, string Code)> Blocks =>
        [.. Block().Matches(Text).Select(block => (block.Groups[1].Value.Split(' '), block.Groups[2].Value))];

    /// <summary>What stands between the markers of the sources, by name.</summary>
    public static IReadOnlyDictionary<string, string> Samples { get; } = ReadSamples();

    /// <summary>The samples of a block, one after another.</summary>
    public static string Show(IEnumerable<string> names) => string.Join('\n', names.Select(name => Samples[name]));

    /// <summary>What stands on the page between the comments of a generated part.</summary>
    public static string Generated(string name) => Part(name).Match(Text).Groups[1].Value;

    /// <summary>
    /// Writes the page anew where the environment asks for it: its blocks from the sources, a part as it is generated.
    /// </summary>
    public static void Update(string? name = null, string generated = "")
    {
        if (Environment.GetEnvironmentVariable("WEFT_UPDATE_GOLDENS") != "1") return;
        string text = Block().Replace(Text, block =>
            $"<!-- sample: {block.Groups[1].Value} -->\n```csharp\n{Show(block.Groups[1].Value.Split(' '))}```\n");
        if (name is not null)
            text = Part(name).Replace(text, $"<!-- begin {name} -->\n{generated.Replace("$", "$$")}<!-- end {name} -->");
        File.WriteAllText(Page, text);
    }

    private static string Page => Path.Combine(Here(), "..", "..", "..", "docs", "serialization.md");

    private static Dictionary<string, string> ReadSamples()
    {
        var samples = new Dictionary<string, string>();
        foreach (var file in Directory.GetFiles(Here(), "*.cs", SearchOption.AllDirectories).Order())
        {
            if (Path.GetFileName(file) == nameof(SamplePage) + ".cs") continue;
            foreach (Match region in Region().Matches(File.ReadAllText(file).ReplaceLineEndings("\n")))
                samples.Add(region.Groups[2].Value, Dedent(region.Groups[3].Value, region.Groups[1].Length));
        }

        return samples;
    }

    private static string Dedent(string code, int spaces) => string.Concat(
        code.TrimEnd('\n').Split('\n').Select(line => (line.Length < spaces ? "" : line[spaces..]) + "\n"));

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private static Regex Part(string name) =>
        new($"<!-- begin {name} -->\n(.*?)<!-- end {name} -->", RegexOptions.Singleline);

    [GeneratedRegex("<!-- sample: ([a-z -]+) -->\n```csharp\n(.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("^( *)// sample: ([a-z-]+)\n(.*?)^ *// end\n", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Region();
}
