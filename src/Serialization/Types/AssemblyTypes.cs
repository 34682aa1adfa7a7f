using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// The types of one assembly by full name, listed once. What names from the wire are looked up in, so that no text
/// from a peer reaches the runtime's own name parser or loader. Does not keep the assembly alive.
/// </summary>
internal sealed class AssemblyTypes
{
    private static readonly ConditionalWeakTable<Assembly, AssemblyTypes> Tables = [];

    private readonly FrozenDictionary<string, Type> _byName;

    private AssemblyTypes(Assembly assembly)
    {
        var byName = new Dictionary<string, Type>(StringComparer.Ordinal);
        foreach (var type in TypesOf(assembly))
        {
            if (type?.FullName is { } name) byName.TryAdd(name, type);
        }

        _byName = byName.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The table of an assembly; built when it is first asked for.</summary>
    public static AssemblyTypes Of(Assembly assembly) => Tables.GetValue(assembly, static a => new AssemblyTypes(a));

    /// <summary>The definition with this full name.</summary>
    public bool TryGet(string fullName, [NotNullWhen(true)] out Type? type) => _byName.TryGetValue(fullName, out type);

    private static IEnumerable<Type?> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException partial)
        {
            // Types whose own references are missing cannot be built here anyway.
            return partial.Types;
        }
    }
}
