using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Weft.Node.Tests;

public sealed class QuickstartTests
{
    [Fact]
    [Trait("reference", "79")]
    public async Task The_readmes_program_runs_and_prints_what_it_says()
    {
        var root = RepositoryRoot();
        var readme = await File.ReadAllTextAsync(Path.Combine(root, "README.md"));
        var program = await File.ReadAllTextAsync(Path.Combine(root, "examples", "Quickstart", "Program.cs"));
        Assert.Equal(program.Trim(), Block("csharp").Match(readme).Groups[1].Value.Trim());

        // The example is built with the solution, in the configuration of this test.
        var bin = $"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}";
        var below = AppContext.BaseDirectory[(AppContext.BaseDirectory.LastIndexOf(bin, StringComparison.Ordinal) + 1)..];
        var assembly = Path.Combine(root, "examples", "Quickstart", below, "Weft.Quickstart.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", assembly])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        Assert.Equal(Block("text").Match(readme).Groups[1].Value, output.ReplaceLineEndings("\n"));
    }

    private static Regex Block(string language) => new($"```{language}\n(.*?)```", RegexOptions.Singleline);

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Cluster.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the tests run inside the repository");
    }
}
