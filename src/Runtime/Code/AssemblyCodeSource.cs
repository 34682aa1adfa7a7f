using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;
using Weft.Serialization;

namespace Weft.Runtime;

/// <summary>
/// Finds the code of function references among the assemblies that this process was deployed with. An assembly is
/// loaded only after the policy has admitted its name, and used only where its module version id is the sender's:
/// names of lambdas shift when code is added, so with another build the same name may mean another function. Safe for
/// any thread.
/// </summary>
public sealed class AssemblyCodeSource : ICodeSource
{
    private readonly ConcurrentDictionary<string, Assembly> _loaded = new(StringComparer.OrdinalIgnoreCase);
    private readonly AssemblyDirectories _directories;

    /// <summary>Code from beside the program only.</summary>
    public AssemblyCodeSource(CodePolicy policy)
        : this(policy, [])
    {
    }

    /// <summary>Code from beside the program and from further directories, which serve the whole process.</summary>
    /// <param name="policy">Whose functions are admitted.</param>
    /// <param name="directories">Where admitted assemblies and what they depend on are looked for as well.</param>
    /// <exception cref="DirectoryNotFoundException">A directory is not there; names it.</exception>
    public AssemblyCodeSource(CodePolicy policy, IReadOnlyList<string> directories)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(directories);
        Policy = policy;
        _directories = new AssemblyDirectories(directories);
    }

    /// <summary>Whose functions are admitted.</summary>
    public CodePolicy Policy { get; }

    /// <inheritdoc/>
    public bool TryGetAssembly(
        string name,
        Guid moduleVersionId,
        [NotNullWhen(true)] out Assembly? assembly,
        [NotNullWhen(false)] out string? refusal)
    {
        assembly = null;
        if (!Policy.Admits(name))
        {
            refusal = $"this worker's code policy does not admit assembly '{name}' (it admits {Admitted()}); name " +
                "it in LocalClusterOptions.Assemblies or weft.worker.admit, or register the function by name on the " +
                "worker";
            return false;
        }
        if (!TryLoad(name, out var found, out var reason))
        {
            refusal = $"assembly '{name}' is admitted but cannot be loaded on this worker: {reason}; deploy it with " +
                "the worker";
            return false;
        }
        var here = found.ManifestModule.ModuleVersionId;
        if (here != moduleVersionId)
        {
            refusal = $"assembly '{name}' is of another build: the sender's module version id is {moduleVersionId}, " +
                $"this worker's is {here}; deploy the same build on both sides (set PathMap when building in " +
                "several places), or register the function by name";
            return false;
        }
        (assembly, refusal) = (found, null);
        return true;
    }

    /// <summary>
    /// Loads every admitted assembly, so that the types it marks as serializable are known before the first value
    /// arrives: what comes from the wire never makes anything load. One that is not deployed here is passed over; its
    /// functions are refused with the reason when they come.
    /// </summary>
    public void LoadAdmitted()
    {
        foreach (var name in Policy.Assemblies) TryLoad(name, out _, out _);
    }

    /// <summary>As <see cref="LoadAdmitted"/>, for a worker that shall not start with a part of its code.</summary>
    /// <exception cref="FileNotFoundException">An admitted assembly cannot be loaded; says which and why.</exception>
    public void RequireAdmitted()
    {
        foreach (string name in Policy.Assemblies)
        {
            if (TryLoad(name, out _, out string reason)) continue;
            string looked = string.Join(", ", _directories.Directories.Prepend(AppContext.BaseDirectory));
            throw new FileNotFoundException(
                $"the admitted assembly '{name}' cannot be loaded; looked in {looked}: {reason}", name);
        }
    }

    private string Admitted() =>
        Policy.Assemblies is { Count: > 0 } names ? string.Join(", ", names.Select(name => $"'{name}'")) : "none";

    private bool TryLoad(string name, [NotNullWhen(true)] out Assembly? assembly, out string reason)
    {
        reason = "";
        if (_loaded.TryGetValue(name, out assembly)) return true;
        try
        {
            assembly = AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName(name));
            _loaded[name] = assembly;
            return true;
        }
        catch (Exception error) when (error is IOException or BadImageFormatException)
        {
            reason = error.Message;
            return false;
        }
    }
}
