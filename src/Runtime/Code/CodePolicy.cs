namespace Weft.Runtime;

/// <summary>
/// Whose functions a worker runs when they are sent by reference. Functions registered by name are always run; they
/// need no admission. Closed by default. Immutable.
/// </summary>
public sealed class CodePolicy
{
    private readonly HashSet<string> _assemblies;

    private CodePolicy(IEnumerable<string> assemblies)
    {
        _assemblies = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in assemblies)
        {
            if (string.IsNullOrWhiteSpace(name) || name.Contains(',', StringComparison.Ordinal))
            {
                throw new ArgumentException(
                    $"'{name}' is not the simple name of an assembly: expected a name such as 'Contoso.Pricing', " +
                    "without version, culture or key", nameof(assemblies));
            }
            _assemblies.Add(name);
        }
    }

    /// <summary>Admits no code at all: what a node starts with.</summary>
    public static CodePolicy Nothing { get; } = new([]);

    /// <summary>Admits every function of these assemblies, given by their simple names.</summary>
    public static CodePolicy Admit(IEnumerable<string> assemblies)
    {
        ArgumentNullException.ThrowIfNull(assemblies);
        return new CodePolicy(assemblies);
    }

    /// <summary>The simple names, sorted.</summary>
    public IReadOnlyList<string> Assemblies => [.. _assemblies.Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>True where functions of this assembly may run.</summary>
    public bool Admits(string assemblyName) => _assemblies.Contains(assemblyName);
}
