using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Weft.Serialization.Tests.Peers;

/// <summary>A program beside this folder's tests that reads and writes msgpack with code that is not ours.</summary>
internal sealed class MsgPackPeer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _interpreter;
    private readonly string _script;

    private MsgPackPeer(string interpreter, string script) => (_interpreter, _script) = (interpreter, script);

    /// <summary>Debian's python3-msgpack; null where it is not there.</summary>
    public static MsgPackPeer? Python { get; } =
        Find(["/usr/bin/python3", "python3"], "peer.py", "-c", "import msgpack");

    /// <summary>Node's @msgpack/msgpack; null where it is not there.</summary>
    public static MsgPackPeer? Node { get; } =
        Find(["node"], "peer.cjs", "-e", "require('@msgpack/msgpack')");

    /// <summary>Runs the program; fails the test with what it said where it fails.</summary>
    public void Run(params string[] arguments)
    {
        var (code, said) = Start(_interpreter, [Path.Combine(Folder(), _script), .. arguments]);
        Assert.True(code == 0, $"{_script} {arguments[0]} ended with {code}: {said}");
    }

    private static MsgPackPeer? Find(string[] interpreters, string script, params string[] probe)
    {
        foreach (string interpreter in interpreters)
        {
            if (Start(interpreter, probe).Code == 0) return new MsgPackPeer(interpreter, script);
        }

        return null;
    }

    private static (int Code, string Said) Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Folder(),
        };
        try
        {
            using var process = Process.Start(start)!;
            var said = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            if (process.WaitForExit(Patience)) return (process.ExitCode, said.Result + output.Result);
            process.Kill();
            return (-1, $"no end within {Patience}");
        }
        catch (Win32Exception missing)
        {
            return (-1, missing.Message);
        }
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
