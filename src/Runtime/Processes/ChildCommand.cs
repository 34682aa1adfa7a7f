using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace Weft.Runtime;

/// <summary>
/// How a child worker is started: the worker host under the user's own dependency and runtime files
/// (<c>dotnet exec --depsfile U.deps.json --runtimeconfig U.runtimeconfig.json Weft.WorkerHost.dll</c>), so that the
/// user's types and packages resolve in the child as they do in the parent. Never the user's own program again.
/// </summary>
internal sealed record ChildCommand(string Dotnet, string Host, string? DependencyFile, string RuntimeFile)
{
    private const string HostName = "Weft.WorkerHost";

    /// <summary>The command for the program that <paramref name="user"/> belongs to.</summary>
    /// <exception cref="InvalidOperationException">The worker host does not lie beside Weft.Runtime.dll.</exception>
    public static ChildCommand For(Assembly user)
    {
        var folder = Path.GetDirectoryName(typeof(ChildCommand).Assembly.Location);
        var host = string.IsNullOrEmpty(folder) ? "" : Path.Combine(folder, HostName + ".dll");
        if (!File.Exists(host))
        {
            throw new InvalidOperationException(
                $"{HostName}.dll is not beside Weft.Runtime.dll (looked in '{folder}'): reference the project or " +
                "package from the program that starts the cluster, or set LocalClusterOptions.Processes to false");
        }
        var dependencies = Beside(user, ".deps.json");
        var runtime = Beside(user, ".runtimeconfig.json") ?? Path.Combine(folder!, HostName + ".runtimeconfig.json");
        return new ChildCommand(FindDotnet(), host, dependencies, runtime);
    }

    /// <summary>True where the assembly is a program of its own, with the files that say how it runs.</summary>
    public static bool IsProgram(Assembly assembly) =>
        Beside(assembly, ".deps.json") is not null && Beside(assembly, ".runtimeconfig.json") is not null;

    /// <summary>The process to start, its three streams redirected.</summary>
    /// <param name="environment">Set over what the parent has; the children's own settings do not override it.</param>
    public ProcessStartInfo ToStartInfo(IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(Dotnet)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        start.ArgumentList.Add("exec");
        if (DependencyFile is not null)
        {
            start.ArgumentList.Add("--depsfile");
            start.ArgumentList.Add(DependencyFile);
        }
        start.ArgumentList.Add("--runtimeconfig");
        start.ArgumentList.Add(RuntimeFile);
        start.ArgumentList.Add(Host);
        foreach (var (name, value) in ChildMemory.Environment) start.Environment.TryAdd(name, value);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return start;
    }

    private static string? Beside(Assembly assembly, string extension)
    {
        if (assembly.IsDynamic || string.IsNullOrEmpty(assembly.Location)) return null;
        var file = Path.ChangeExtension(assembly.Location, null) + extension;
        return File.Exists(file) ? file : null;
    }

    // The one this process runs on, so that parent and child are of one runtime also where several are installed.
    private static string FindDotnet()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var beside = Path.Combine(root, name);
        if (File.Exists(beside)) return beside;
        return Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : name;
    }
}
