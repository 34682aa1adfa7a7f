using System.Diagnostics;

namespace Weft.Actors.Tests;

/// <summary>A program of examples/, built with these tests and run as users run it.</summary>
internal sealed class ExampleProgram : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private ExampleProgram(string name, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", AssemblyOf(name), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts it; it ends with the test at the latest.</summary>
    public static ExampleProgram Start(string name, params string[] arguments) => new(name, arguments);

    /// <summary>Its whole output, once it has ended well.</summary>
    public static async Task<string> RunAsync(string name, string[] arguments, CancellationToken cancellation)
    {
        using var program = Start(name, arguments);
        var output = await program._process.StandardOutput.ReadToEndAsync(cancellation);
        await program._process.WaitForExitAsync(cancellation);
        Assert.True(program._process.ExitCode == 0, $"{name}: {output}{await program._errors}");
        return output.ReplaceLineEndings("\n");
    }

    /// <summary>The folder in which an example was built.</summary>
    public static string FolderOf(string name) => Path.GetDirectoryName(AssemblyOf(name))!;

    /// <summary>Its next line.</summary>
    public async Task<string> ReadLineAsync(CancellationToken cancellation) =>
        await _process.StandardOutput.ReadLineAsync(cancellation)
            ?? throw new InvalidOperationException($"it has ended: {await _errors}");

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    // The example is built with the solution, in the configuration of this test.
    private static string AssemblyOf(string name)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Cluster.sln"))) root = root.Parent;
        Assert.NotNull(root);
        var bin = $"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}";
        var below = AppContext.BaseDirectory[(AppContext.BaseDirectory.LastIndexOf(bin, StringComparison.Ordinal) + 1)..];
        return Path.Combine(root.FullName, "examples", name, below, $"Weft.{name}.dll");
    }
}
