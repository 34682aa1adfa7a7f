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
public sealed class AssemblyCodeSource(CodePolicy policy) : ICodeSource
{
    private readonly ConcurrentDictionary<string, Assembly> _loaded = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whose functions are admitted.</summary>
    public CodePolicy Policy { get; } = policy ?? throw new ArgumentNullException(nameof(policy));

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
            refusal = $"this worker's code policy does not admit assembly '{name}' (it admits {Admitted()}); name it " +
                "in LocalClusterOptions.Assemblies, or register the function by name on the worker";
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
