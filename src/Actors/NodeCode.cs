using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Weft.Runtime;
using Weft.Serialization;

namespace Weft.Actors;

/// <summary>
/// Of whose code a system makes the functions that stand in values: that of <c>weft.serialization.functions-of</c>, and
/// that of every worker that was started in it, for as long as the system lives, since values arrive by the system and
/// not by the worker. Safe for any thread.
/// </summary>
internal sealed class NodeCode(IReadOnlyList<string> assemblies) : ICodeSource
{
    private ImmutableArray<AssemblyCodeSource> _sources = [new(CodePolicy.Admit(assemblies))];

    /// <summary>Admits what a worker of the system runs.</summary>
    public void Add(AssemblyCodeSource source) =>
        ImmutableInterlocked.Update(ref _sources, static (all, one) => all.Contains(one) ? all : all.Add(one), source);

    /// <inheritdoc/>
    public bool TryGetAssembly(
        string name,
        Guid moduleVersionId,
        [NotNullWhen(true)] out Assembly? assembly,
        [NotNullWhen(false)] out string? refusal)
    {
        var sources = _sources;
        foreach (var source in sources)
        {
            if (source.Policy.Admits(name))
                return source.TryGetAssembly(name, moduleVersionId, out assembly, out refusal);
        }

        string[] admitted = [.. sources.SelectMany(source => source.Policy.Assemblies).Distinct()];
        assembly = null;
        refusal = $"this node makes no functions of assembly '{name}' out of values (it does of " +
            $"{(admitted.Length > 0 ? string.Join(", ", admitted.Select(a => $"'{a}'")) : "none")}); name it in " +
            "weft.serialization.functions-of, or on a worker in weft.worker.admit, or register the function by name";
        return false;
    }
}
