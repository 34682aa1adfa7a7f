using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Weft.Actors.Soak;

/// <summary>A node in a process of its own: what it says is kept, and it can be killed, frozen and woken.</summary>
internal sealed partial class NodeProcess : IDisposable
{
    private const int LinesKept = 25;

    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<(string Word, TaskCompletionSource<string> Heard)> _awaited = [];

    private NodeProcess(string name, Process process) => (Name, _process) = (name, process);

    public string Name { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public static NodeProcess Start(string program, string name, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["exec", program, .. arguments]) start.ArgumentList.Add(argument);
        var node = new NodeProcess(name, Process.Start(start)!);
        node._process.OutputDataReceived += (_, line) => node.Hear(line.Data);
        node._process.ErrorDataReceived += (_, line) => node.Hear(line.Data);
        node._process.BeginOutputReadLine();
        node._process.BeginErrorReadLine();
        return node;
    }

    /// <summary>How often it has said a line that begins with this word.</summary>
    public int Count(string word)
    {
        lock (_gate) return _lines.Count(line => line.StartsWith(word, StringComparison.Ordinal));
    }

    /// <summary>The next line that begins with this word, or the last one that did.</summary>
    public Task<string> HearAsync(string word)
    {
        lock (_gate)
        {
            if (_lines.FindLast(line => line.StartsWith(word, StringComparison.Ordinal)) is { } said)
                return Task.FromResult(said);
            var heard = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((word, heard));
            return UnlessEndedAsync(heard.Task);
        }
    }

    /// <summary>What it said last.</summary>
    public IReadOnlyList<string> LastLines()
    {
        lock (_gate) return [.. _lines.TakeLast(LinesKept)];
    }

    /// <summary>As <c>kill -9</c>; waits for the end.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and the exit code.</summary>
    public async Task<int> TerminateAsync(CancellationToken cancellation)
    {
        Signal(15);
        await _process.WaitForExitAsync(cancellation);
        return _process.ExitCode;
    }

    /// <summary>SIGSTOP: all its threads stand still.</summary>
    public void Freeze() => Signal(OperatingSystem.IsMacOS() ? 17 : 19);

    /// <summary>SIGCONT.</summary>
    public void Wake() => Signal(OperatingSystem.IsMacOS() ? 19 : 18);

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private void Signal(int signal)
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("processes can be frozen on Linux and macOS only");
        if (Kill(_process.Id, signal) != 0)
            throw new InvalidOperationException($"signal {signal} to {Name}: error {Marshal.GetLastPInvokeError()}");
    }

    private async Task<string> UnlessEndedAsync(Task<string> heard)
    {
        if (await Task.WhenAny(heard, _process.WaitForExitAsync()) == heard) return await heard;
        throw new InvalidOperationException(
            $"{Name} ended with exit code {_process.ExitCode}: {string.Join(" | ", LastLines().TakeLast(5))}");
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        lock (_gate)
        {
            _lines.Add(line);
            for (var i = _awaited.Count - 1; i >= 0; i--)
            {
                if (!line.StartsWith(_awaited[i].Word, StringComparison.Ordinal)) continue;
                _awaited[i].Heard.TrySetResult(line);
                _awaited.RemoveAt(i);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
