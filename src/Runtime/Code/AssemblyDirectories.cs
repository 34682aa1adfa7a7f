using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Weft.Runtime;

/// <summary>
/// Directories with assemblies that were not built with this program. What is loaded from them joins the program's own
/// context, so that a type has one identity however it came in. An assembly beside the program always comes first. What
/// a loaded assembly depends on is found by its own <c>.deps.json</c>, else by its name in the same directories. Safe
/// for any thread; it serves the process from its construction on.
/// </summary>
internal sealed class AssemblyDirectories
{
    private readonly string[] _directories;
    private readonly Lock _gate = new();
    private readonly List<AssemblyDependencyResolver> _resolvers = [];

    /// <exception cref="DirectoryNotFoundException">Names the first that is not there.</exception>
    public AssemblyDirectories(IReadOnlyList<string> directories)
    {
        _directories = [.. directories.Select(Path.GetFullPath)];
        foreach (string directory in _directories)
        {
            if (!Directory.Exists(directory))
                throw new DirectoryNotFoundException($"the directory of assemblies '{directory}' is not there");
        }

        if (_directories.Length == 0) return;
        AssemblyLoadContext.Default.Resolving += Resolve;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += ResolveUnmanaged;
    }

    /// <summary>Where it looks, as full paths.</summary>
    public IReadOnlyList<string> Directories => _directories;

    private Assembly? Resolve(AssemblyLoadContext context, AssemblyName name)
    {
        lock (_gate)
        {
            foreach (var resolver in _resolvers)
            {
                if (resolver.ResolveAssemblyToPath(name) is { } path) return Load(context, path);
            }

            if (name.Name is not { } simple || simple != Path.GetFileName(simple)) return null;
            foreach (string directory in _directories)
            {
                string path = Path.Combine(directory, simple + ".dll");
                if (File.Exists(path)) return Load(context, path);
            }
        }

        return null;
    }

    private Assembly Load(AssemblyLoadContext context, string path)
    {
        var assembly = context.LoadFromAssemblyPath(path);
        _resolvers.Add(new AssemblyDependencyResolver(path));
        return assembly;
    }

    private nint ResolveUnmanaged(Assembly assembly, string name)
    {
        lock (_gate)
        {
            foreach (var resolver in _resolvers)
            {
                if (resolver.ResolveUnmanagedDllToPath(name) is { } path) return NativeLibrary.Load(path);
            }
        }

        return 0;
    }
}
