namespace Weft.Architecture.Tests;

public sealed class ReferenceTests
{
    /// <summary>What a project may reference beside the base library and Weft itself.</summary>
    private static readonly Dictionary<string, string[]> AllowedPackages = new()
    {
        ["Weft.Runtime"] = ["Microsoft.Extensions.Logging.Abstractions"],
        ["Weft.Actors"] = ["Akka", "MessagePack", "Newtonsoft.Json", "Microsoft.Extensions.Logging.Abstractions"],
        ["weft"] = ["Spectre.Console", "System.CommandLine", "Microsoft.Extensions.Logging.Abstractions"],
    };

    [Fact]
    public void Weft_assemblies_reference_one_another_as_in_the_design()
    {
        foreach (var assembly in WeftAssemblies.All)
        {
            var name = assembly.GetName().Name!;
            var references = assembly.GetReferencedAssemblies().Select(reference => reference.Name!)
                .Where(reference => reference.StartsWith("Weft.", StringComparison.Ordinal) || reference == "weft");
            Assert.Empty(references.Except(WeftAssemblies.AllowedReferences[name]).Select(r => $"{name} -> {r}"));
        }
    }

    [Fact]
    public void Packages_are_referenced_only_where_they_belong()
    {
        foreach (var assembly in WeftAssemblies.All)
        {
            var name = assembly.GetName().Name!;
            var allowed = AllowedPackages.GetValueOrDefault(name, []);
            var foreign = assembly.GetReferencedAssemblies().Select(reference => reference.Name!)
                .Where(r => !r.StartsWith("System.", StringComparison.Ordinal) && r is not ("System" or "netstandard"))
                .Where(r => !r.StartsWith("Weft.", StringComparison.Ordinal))
                .Where(r => !r.StartsWith("Microsoft.Win32", StringComparison.Ordinal))
                .Where(r => !allowed.Any(a => r == a || r.StartsWith(a + ".", StringComparison.Ordinal)));
            var commandLine = name == "weft" ? [] : assembly.GetReferencedAssemblies()
                .Select(reference => reference.Name!).Where(r => r == "System.CommandLine");
            Assert.Empty(foreign.Concat(commandLine).Select(reference => $"{name} -> {reference}"));
        }
    }

    [Fact]
    public void Versions_of_packages_stand_in_one_file()
    {
        var root = Repository.Root;
        var built = $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}";
        var projects = Directory.GetFiles(root, "*.csproj", SearchOption.AllDirectories)
            .Where(path => !path.Contains(built, StringComparison.Ordinal))
            .ToArray();
        Assert.True(projects.Length >= 14, $"only {projects.Length} projects found below {root}");
        foreach (var project in projects)
        {
            var text = File.ReadAllText(project);
            Assert.DoesNotMatch("<PackageReference[^>]*Version=", text);
            // The bench measures beside MessagePack where it is at hand, and only there.
            var mayNameAkka = project.Contains("Actors", StringComparison.Ordinal)
                || Path.GetFileName(project) == "Bench.csproj";
            if (!mayNameAkka) Assert.DoesNotMatch("Include=\"(Akka|MessagePack)", text);
        }
    }
}
