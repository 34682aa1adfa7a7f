using System.Diagnostics;

namespace Weft.Actors.Tests;

/// <summary>
/// A process that runs <see cref="NodeProgram"/>, or one of <see cref="ChildPrograms"/>; killed where it has not ended by
/// itself.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly List<string> _passed = [];

    private ChildProcess(Process process) => _process = process;

    public int ExitCode => _process.ExitCode;

    public static ChildProcess Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var argument in (string[])["exec", typeof(ChildProcess).Assembly.Location, .. arguments])
            start.ArgumentList.Add(argument);
        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>The next line it writes.</summary>
    public async Task<string> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience)
            ?? throw new InvalidOperationException("the child has ended without a word");

    /// <summary>The next line that begins so.</summary>
    public async Task<string> ReadLineAsync(string beginning)
    {
        while (true)
        {
            var line = await ReadLineAsync();
            _passed.Add(line);
            if (line.StartsWith(beginning, StringComparison.Ordinal)) return line;
        }
    }

    /// <summary>Kills it; all that it wrote and nobody read but in search of a line.</summary>
    public string Explain()
    {
        if (!_process.HasExited) Kill();
        return string.Join('\n', _passed) + "\n" + _process.StandardOutput.ReadToEnd();
    }

    /// <summary>Everything it writes until it ends.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var text = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return text;
    }

    /// <summary>As <c>kill -9</c>.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Tells it a line, which its program may wait for.</summary>
    public void WriteLine(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Sends it a signal by its short name, which Windows has not.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }
}
