using System.Diagnostics;
using Weft.Node.Demo;

namespace Weft.Node.Tests;

/// <summary>The command <c>weft</c> in a process of its own.</summary>
internal sealed class WeftProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly List<string> _errors = [];

    private WeftProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public IReadOnlyList<string> Output
    {
        get
        {
            lock (_output) return [.. _output];
        }
    }

    public IReadOnlyList<string> Errors
    {
        get
        {
            lock (_errors) return [.. _errors];
        }
    }

    public static WeftProcess Start(params string[] arguments) =>
        Start(new Dictionary<string, string>(), arguments);

    public static WeftProcess Start(IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(DemoCommand).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var started = new WeftProcess(Process.Start(start)!);
        started._process.OutputDataReceived += (_, line) => Keep(started._output, line.Data);
        started._process.ErrorDataReceived += (_, line) => Keep(started._errors, line.Data);
        started._process.BeginOutputReadLine();
        started._process.BeginErrorReadLine();
        return started;
    }

    /// <summary>A node on loopback whose input is held by the test, with a cluster that forms quickly.</summary>
    public static WeftProcess StartNode(params string[] arguments) => Start(
    [
        .. arguments, "--port", "0", "--end-with-input",
        "--set", "akka.cluster.periodic-tasks-initial-delay = 20ms",
        "--set", "akka.cluster.gossip-interval = 100ms",
        "--set", "akka.cluster.leader-actions-interval = 100ms",
    ]);

    /// <summary>The text behind a word, once it has been said that often.</summary>
    public async Task<string> TextOfAsync(string word, int times = 1)
    {
        var until = DateTime.UtcNow + Patience;
        while (true)
        {
            var lines = Output.Where(each => each.StartsWith($"{word} ", StringComparison.Ordinal)).ToArray();
            if (lines.Length >= times) return lines[times - 1][word.Length..].Trim();
            if (_process.HasExited || DateTime.UtcNow > until)
                throw new TimeoutException($"no '{word}' in: {string.Join(" | ", [.. Output, .. Errors])}");
            await Task.Delay(10);
        }
    }

    /// <summary>
    /// What Ctrl-C sends. A process keeps ignoring it that was started where it is ignored, as shells do in the
    /// background; there SIGTERM has to do.
    /// </summary>
    public static string Interrupt()
    {
        const string status = "/proc/self/status";
        if (!File.Exists(status)) return "INT";
        var ignored = File.ReadLines(status).Single(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[7..];
        const ulong interrupt = 1 << (2 - 1);
        return (Convert.ToUInt64(ignored.Trim(), 16) & interrupt) == 0 ? "INT" : "TERM";
    }

    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for a line that ends so.</summary>
    public async Task SaidAsync(string ending)
    {
        var until = DateTime.UtcNow + Patience;
        while (!Output.Any(line => line.EndsWith(ending, StringComparison.Ordinal)))
        {
            if (_process.HasExited || DateTime.UtcNow > until)
                throw new TimeoutException($"no '{ending}' in: {string.Join(" | ", [.. Output, .. Errors])}");
            await Task.Delay(10);
        }
    }

    public void EndInput() => _process.StandardInput.Close();

    public async Task<int> ExitCodeAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"it did not end; it said: {string.Join(" | ", [.. Output, .. Errors])}");
        }

        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private static void Keep(List<string> lines, string? line)
    {
        if (line is null) return;
        lock (lines) lines.Add(line);
    }
}
