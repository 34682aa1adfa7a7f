using System.Diagnostics;

namespace Weft.Actors.Tests;

/// <summary>A process that runs <see cref="NodeProgram"/>; killed when disposed.</summary>
internal sealed class ChildNode : IDisposable
{
    private readonly Process _process;

    private ChildNode(Process process) => _process = process;

    public static ChildNode Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var argument in new[] { "exec", typeof(ChildNode).Assembly.Location }.Concat(arguments))
            start.ArgumentList.Add(argument);
        return new ChildNode(Process.Start(start)!);
    }

    /// <summary>What the process says first.</summary>
    public async Task<string> AddressAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60))
            ?? throw new InvalidOperationException("the child process has ended without a word");

    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
