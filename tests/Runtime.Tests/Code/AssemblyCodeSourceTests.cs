namespace Weft.Runtime.Tests;

public sealed class AssemblyCodeSourceTests
{
    private static readonly string Name = typeof(AssemblyCodeSourceTests).Assembly.GetName().Name!;
    private static readonly Guid Build = typeof(AssemblyCodeSourceTests).Module.ModuleVersionId;

    [Fact]
    public void An_admitted_assembly_of_the_same_build_is_found()
    {
        var source = new AssemblyCodeSource(CodePolicy.Admit([Name]));

        Assert.True(source.TryGetAssembly(Name, Build, out var assembly, out var refusal));

        Assert.Same(typeof(AssemblyCodeSourceTests).Assembly, assembly);
        Assert.Null(refusal);
    }

    [Fact]
    public void Nothing_is_admitted_unless_named()
    {
        var source = new AssemblyCodeSource(CodePolicy.Nothing);

        Assert.False(source.TryGetAssembly(Name, Build, out var assembly, out var refusal));

        Assert.Null(assembly);
        Assert.Contains(Name, refusal, StringComparison.Ordinal);
        Assert.Contains("admits none", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_build_is_refused_with_both_ids_and_the_remedy()
    {
        var source = new AssemblyCodeSource(CodePolicy.Admit([Name]));
        var other = Guid.NewGuid();

        Assert.False(source.TryGetAssembly(Name, other, out _, out var refusal));

        Assert.Contains(Name, refusal, StringComparison.Ordinal);
        Assert.Contains(other.ToString(), refusal, StringComparison.Ordinal);
        Assert.Contains(Build.ToString(), refusal, StringComparison.Ordinal);
        Assert.Contains("deploy the same build", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void An_admitted_assembly_that_is_not_deployed_is_refused_as_missing()
    {
        var source = new AssemblyCodeSource(CodePolicy.Admit(["Contoso.Nowhere"]));

        Assert.False(source.TryGetAssembly("Contoso.Nowhere", Build, out _, out var refusal));

        Assert.Contains("cannot be loaded", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_takes_simple_names_only()
    {
        Assert.Throws<ArgumentException>(() => CodePolicy.Admit(["Contoso, Version=1.0.0.0"]));
        Assert.Throws<ArgumentException>(() => CodePolicy.Admit([" "]));
    }
}
