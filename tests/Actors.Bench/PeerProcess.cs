using System.Diagnostics;

namespace Weft.Actors.Bench;

/// <summary>The other process of the bench, as its parent sees it; ends with this.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);

    private PeerProcess(Process process) => _process = process;

    /// <summary>Where something of the peer's is to be found.</summary>
    public string this[string name] => _places[name];

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <exception cref="IOException">It ended instead.</exception>
    public static async Task<PeerProcess> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["exec", typeof(PeerProcess).Assembly.Location, "peer", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var peer = new PeerProcess(Process.Start(start)!);
        while (await peer._process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (line == PeerProgram.Ready) return peer;
            if (line.Split(' ') is [var name, var place]) peer._places[name] = place;
        }

        throw new IOException($"the peer process ended with exit code {peer._process.ExitCode}");
    }

    /// <summary>What both processes have used so far.</summary>
    public TimeSpan ProcessorTime()
    {
        _process.Refresh();
        return Environment.CpuUsage.TotalTime + _process.TotalProcessorTime;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
