namespace Weft.Architecture.Tests;

public sealed class NamingTests
{
    private static readonly string[] BannedEndings = ["Helper", "Helpers", "Manager", "Util", "Utils", "Impl", "Info"];

    /// <summary>Names that would hide a type everyone uses beside Weft.</summary>
    private static readonly string[] BannedNames = ["Task", "Serializer", "Cluster", "Thread"];

    [Fact]
    public void Every_type_lives_below_the_root_namespace_and_has_a_telling_name()
    {
        foreach (var type in WeftAssemblies.All.SelectMany(assembly => assembly.GetTypes()).Where(IsWritten))
        {
            var isOurs = type.Namespace is "Weft" || type.Namespace!.StartsWith("Weft.", StringComparison.Ordinal);
            Assert.True(isOurs, type.FullName);
            Assert.DoesNotContain(BannedNames, name => type.Name == name);
            Assert.DoesNotContain(BannedEndings, ending => type.Name.EndsWith(ending, StringComparison.Ordinal));
        }
    }

    // Types that the compiler or a generator made have no names to judge.
    private static bool IsWritten(Type type) =>
        type.Namespace is not null
        && !type.FullName!.Contains('<', StringComparison.Ordinal)
        && !type.Namespace.StartsWith("System.", StringComparison.Ordinal)
        && !type.Namespace.StartsWith("Microsoft.", StringComparison.Ordinal)
        && !type.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute), inherit: false);
}
