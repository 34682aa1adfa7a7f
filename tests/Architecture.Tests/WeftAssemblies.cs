using System.Reflection;

namespace Weft.Architecture.Tests;

/// <summary>The compiled assemblies of the product, loaded from the test's own output folder.</summary>
internal static class WeftAssemblies
{
    /// <summary>Each assembly and the Weft assemblies it may reference: the design's picture, written once more.</summary>
    public static IReadOnlyDictionary<string, string[]> AllowedReferences { get; } = new Dictionary<string, string[]>
    {
        ["Weft.Serialization"] = [],
        ["Weft.Tasks"] = ["Weft.Serialization"],
        ["Weft.Transport"] = ["Weft.Serialization"],
        ["Weft.Runtime"] = ["Weft.Serialization", "Weft.Tasks", "Weft.Transport"],
        ["Weft.WorkerHost"] = ["Weft.Runtime"],
        ["Weft.Actors"] = ["Weft.Serialization", "Weft.Tasks", "Weft.Transport", "Weft.Runtime"],
        ["weft"] = ["Weft.Serialization", "Weft.Tasks", "Weft.Transport", "Weft.Runtime", "Weft.Actors"],
    };

    /// <summary>The assemblies that are there; Weft.Actors is missing where its packages are.</summary>
    public static IEnumerable<Assembly> All =>
        AllowedReferences.Keys
            .Where(name => File.Exists(Path.Combine(AppContext.BaseDirectory, name + ".dll")))
            .Select(Load);

    /// <summary>Assemblies that do no I/O at all.</summary>
    public static IEnumerable<Assembly> Pure => [Load("Weft.Serialization"), Load("Weft.Tasks")];

    public static Assembly Load(string name) =>
        Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
}
