using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Weft.Node.Demo;

namespace Weft.Node.Nodes;

/// <summary>A node as a child process of this program. It ends when its standard input does.</summary>
internal sealed class DemoNode : IDisposable
{
    private const int LinesKept = 20;
    private const string AddressWord = "address ";

    private readonly Process _process;
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _said = new();

    private DemoNode(string name, Process process) => (Name, _process) = (name, process);

    /// <summary>The node's name, also the worker's.</summary>
    public string Name { get; }

    /// <summary>True until the process has ended.</summary>
    public bool IsRunning => !_process.HasExited;

    /// <summary>Starts this program with other arguments.</summary>
    public static DemoNode Start(string name, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        var program = typeof(DemoCommand).Assembly.Location;
        if (program.Length > 0)
        {
            start.FileName = Dotnet();
            start.ArgumentList.Add("exec");
            start.ArgumentList.Add(program);
        }
        else
        {
            // Published as a single file: the process is the program.
            start.FileName = Environment.ProcessPath!;
        }

        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        // What the user's environment says of nodes is not meant for these.
        foreach (var variable in start.Environment.Keys.Where(IsOfNodes).ToArray()) start.Environment.Remove(variable);
        // Hexadecimal: 64 MiB.
        start.Environment.TryAdd("DOTNET_GCgen0size", "4000000");

        var node = new DemoNode(name, Process.Start(start)!);
        node._process.OutputDataReceived += (_, line) => node.Hear(line.Data);
        node._process.ErrorDataReceived += (_, line) => node.Hear(line.Data);
        node._process.BeginOutputReadLine();
        node._process.BeginErrorReadLine();
        return node;
    }

    /// <summary>The address it said.</summary>
    /// <exception cref="IOException">It ended before.</exception>
    public async Task<string> AddressAsync()
    {
        await await Task.WhenAny(_address.Task, EndedAsync());
        return await _address.Task;
    }

    /// <summary>Fails when the process has ended, with what it said last.</summary>
    /// <exception cref="IOException">Always.</exception>
    public async Task EndedAsync()
    {
        await _process.WaitForExitAsync();
        string said;
        lock (_said) said = string.Join(" | ", _said);
        throw new IOException($"the node {Name} ended early with exit code {_process.ExitCode}: {said}");
    }

    /// <summary>Ends the process at once, as a crash would, and waits until it has ended.</summary>
    public async Task KillAsync()
    {
        if (_process.HasExited) return;
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private static bool IsOfNodes(string variable) => variable.StartsWith("WEFT_", StringComparison.OrdinalIgnoreCase);

    // The one this process runs on, so that parent and child are of one runtime also where several are installed.
    private static string Dotnet()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(beside) ? beside : name;
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        lock (_said)
        {
            _said.Enqueue(line);
            if (_said.Count > LinesKept) _said.Dequeue();
        }

        if (line.StartsWith(AddressWord, StringComparison.Ordinal))
            _address.TrySetResult(line[AddressWord.Length..].Trim());
    }
}
