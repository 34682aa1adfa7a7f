using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Weft.Serialization;

/// <summary>
/// Which types may be decoded. Closed by default; deny wins. Names from the wire are looked up among allowed types and
/// never load anything. Immutable: each change returns another policy.
/// </summary>
public sealed class TypePolicy
{
    private readonly ImmutableDictionary<string, Type> _allowed;
    private readonly ImmutableHashSet<Type> _denied;

    private TypePolicy(ImmutableDictionary<string, Type> allowed, ImmutableHashSet<Type> denied) =>
        (_allowed, _denied) = (allowed, denied);

    /// <summary>Only what is built in.</summary>
    public static TypePolicy Closed { get; } = new(ImmutableDictionary<string, Type>.Empty, []);

    /// <summary>This policy and one more type.</summary>
    public TypePolicy AllowType(Type type) => new(_allowed.SetItem(NameOf(type), type), _denied);

    /// <summary>This policy and every type of an assembly.</summary>
    public TypePolicy AllowAssembly(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var types = assembly.GetTypes().Select(t => new KeyValuePair<string, Type>(NameOf(t), t));
        return new(_allowed.SetItems(types), _denied);
    }

    /// <summary>This policy without one type, whatever else allows it.</summary>
    public TypePolicy DenyType(Type type) => new(_allowed, _denied.Add(type));

    /// <summary>True where a value of the type may be decoded.</summary>
    public bool Allows(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return !_denied.Contains(type) && _allowed.ContainsKey(NameOf(type));
    }

    /// <summary>The name under which the type travels.</summary>
    public string NameOf(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return $"[{type.Assembly.GetName().Name}]{type.FullName}";
    }

    /// <summary>The allowed type of a name from the wire.</summary>
    public bool TryResolve(string name, [NotNullWhen(true)] out Type? type) =>
        _allowed.TryGetValue(name, out type) && !_denied.Contains(type);
}
