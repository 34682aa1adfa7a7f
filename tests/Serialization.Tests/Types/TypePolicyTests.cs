using Weft.Serialization.Tests.Pickle;

namespace Weft.Serialization.Tests.Types;

public class TypePolicyTests
{
    private static readonly System.Reflection.Assembly Here = typeof(TypePolicyTests).Assembly;

    [Fact]
    public void The_closed_policy_knows_built_in_and_attributed_types_only()
    {
        Assert.True(TypePolicy.Closed.Allows(typeof(Dictionary<string, List<int?>[,]>)));
        Assert.True(TypePolicy.Closed.Allows(typeof(List<Marked>)));
        Assert.False(TypePolicy.Closed.Allows(typeof(List<Unmarked>)));
        Assert.False(TypePolicy.Closed.Allows(typeof(System.Diagnostics.Process)));
        Assert.False(TypePolicy.Closed.Allows(typeof(Wrapper<int>)));
    }

    [Fact]
    public void A_type_may_be_allowed_by_itself_by_name_or_by_assembly()
    {
        const string name = "[Weft.Serialization.Tests]Weft.Serialization.Tests.Pickle.Unmarked";
        TypePolicy[] policies =
        [
            TypePolicy.Closed.AllowType<Unmarked>(), TypePolicy.Closed.AllowType(name),
                TypePolicy.Closed.AllowAssembly(Here),
            TypePolicy.Closed.AllowAssembly("Weft.Serialization.Tests"),
                TypePolicy.Closed.Union(TypePolicy.Closed.AllowType<Unmarked>()),
        ];
        foreach (var policy in policies)
        {
            Assert.True(policy.Allows(typeof(Unmarked)));
            Assert.Equal(typeof(Unmarked), policy.Resolve(name, Limits.Default));
        }

        Assert.Throws<ArgumentException>(() => TypePolicy.Closed.AllowType("Unmarked"));
        Assert.Throws<ArgumentException>(() => TypePolicy.Closed.AllowType("[A]B[]"));
    }

    [Fact]
    public void A_name_that_means_nothing_here_costs_no_listing_of_what_is_loaded()
    {
        long least = long.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            string name = $"[Weft.Serialization.Tests]Nowhere.Type{i}";
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.False(TypePolicy.Closed.TryResolve(name, out _));
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.InRange(least, 1, 16_000);
    }

    [Fact]
    public void A_type_of_an_assembly_that_is_loaded_later_is_found()
    {
        const string assembly = "Weft.Serialization.Tests";
        const string name = $"[{assembly}]{assembly}.Pickle.Marked";
        Assert.False(TypePolicy.Closed.TryResolve($"[{assembly}]Nowhere.Type", out _));
        var context = new System.Runtime.Loader.AssemblyLoadContext("later", isCollectible: true);
        var later = context.LoadFromAssemblyPath(Here.Location);
        Assert.Contains(later, LoadedAssemblies.Named(assembly));
        Assert.Contains(Here, LoadedAssemblies.Named(assembly));
        Assert.Equal(typeof(Marked), TypePolicy.Closed.Resolve(name, Limits.Default));
        context.Unload();
    }

    [Fact]
    public void A_generic_definition_stands_for_its_constructions_over_allowed_arguments()
    {
        var policy = TypePolicy.Closed.AllowType(typeof(Wrapper<>));
        Assert.True(policy.Allows(typeof(Wrapper<int[]>)));
        Assert.False(policy.Allows(typeof(Wrapper<Unmarked>)));
        Assert.Equal(typeof(Wrapper<int[]>[]), policy.Resolve(policy.NameOf(typeof(Wrapper<int[]>[])), Limits.Default));
    }

    [Fact]
    public void Denial_wins_over_whatever_allows()
    {
        var policy =
            TypePolicy.Closed.AllowAssembly(Here).DenyType<Unmarked>().DenyType<Marked>().DenyType(
                typeof(Stack<>)).AllowType<Unmarked>();
        foreach (
            var type in new[] { typeof(Unmarked), typeof(Marked), typeof(Stack<int>), typeof(List<Unmarked>),
                typeof(Unmarked[]) })
        {
            Assert.False(policy.Allows(type));
            Assert.False(policy.AllowsEncoding(type));
            var error =
                Assert.Throws<DeserializationRefusedException>(
                    () => policy.Resolve(policy.NameOf(type), Limits.Default));
            Assert.Contains("denied", error.Message, StringComparison.Ordinal);
        }

        Assert.False(TypePolicy.Closed.AllowType<Marked>().DenyAssembly(Here).Allows(typeof(Marked)));
        Assert.False(policy.EncodeUnlisted().AllowsEncoding(typeof(Unmarked)));
        Assert.True(TypePolicy.Closed.EncodeUnlisted().AllowsEncoding(typeof(Unmarked)));
    }

    [Theory]
    [InlineData(typeof(int), "int")]
    [InlineData(typeof(string[]), "string[]")]
    [InlineData(typeof(int[][,]), "int[,][]")]
    [InlineData(
        typeof(Dictionary<string, List<double>>),
            "System.Collections.Generic.Dictionary`2[string,System.Collections.Generic.List`1[double]]")]
    [InlineData(
        typeof(Wrapper<Side?>),
            "[Weft.Serialization.Tests]Weft.Serialization.Tests.Pickle.Wrapper`1[System.Nullable`1[[Weft.Serialization.Tests]Weft.Serialization.Tests.Pickle.Side]]")]
    [InlineData(
        typeof(Outer<int>.Inner<string>[]),
            "[Weft.Serialization.Tests]Weft.Serialization.Tests.Types.TypePolicyTests+Outer`1+Inner`1[int,string][]")]
    public void A_name_means_its_type_again(Type type, string name)
    {
        var policy = TypePolicy.Closed.AllowAssembly(Here);
        Assert.Equal(name, policy.NameOf(type));
        Assert.Equal(type, policy.Resolve(name, Limits.Default));
        Assert.Equal(name, TypeNameParser.Parse(name, TypeNameLimits.From(Limits.Default)).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("]")]
    [InlineData("[]")]
    [InlineData("[a]")]
    [InlineData("int[")]
    [InlineData("int[,")]
    [InlineData("int]")]
    [InlineData("int,int")]
    [InlineData("int*")]
    [InlineData("int&")]
    [InlineData("int\0")]
    [InlineData("System.Collections.Generic.List`1[]x")]
    [InlineData("System.Collections.Generic.List`1[int")]
    [InlineData("System.Collections.Generic.List`1[int,]")]
    [InlineData("System.Collections.Generic.List`1[int,int]")]
    [InlineData("System.Collections.Generic.List`1")]
    [InlineData("int[int]")]
    [InlineData("int[,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,]")]
    [InlineData("int[][][][][][][][][][][][][][][][][][][][][][][][][][][][][][]")]
    [InlineData("System.Nullable`1[string]")]
    public void A_name_that_breaks_the_grammar_is_malformed(string name) =>
        Assert.Throws<WireFormatException>(() => TypePolicy.Closed.AllowAssembly(Here).Resolve(name, Limits.Default));

    [Theory]
    [InlineData("[System.Diagnostics.Process]System.Diagnostics.Process")]
    [InlineData("System.Diagnostics.Process")]
    [InlineData("[Weft.Serialization.Tests]Weft.Serialization.Tests.Pickle.Unmarked")]
    [InlineData("[Weft.Serialization.Tests, Version=1.0.0.0]Weft.Serialization.Tests.Pickle.Marked")]
    [InlineData("[No.Such.Assembly]X")]
    [InlineData("System.Collections.Generic.List`1[System.IO.FileInfo]")]
    public void A_name_that_nobody_allowed_is_refused_with_the_remedy(string name)
    {
        // One of them breaks the grammar already: a comma is no part of an assembly's simple name.
        var error = Assert.ThrowsAny<Exception>(() => TypePolicy.Closed.Resolve(name, Limits.Default));
        if (name.Contains("Version", StringComparison.Ordinal)) Assert.IsType<WireFormatException>(error);
        else Assert.Contains(
            "AllowType<", Assert.IsType<DeserializationRefusedException>(error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_and_deep_names_stop_at_their_limits()
    {
        string deep = string.Concat(Enumerable.Repeat("System.Nullable`1[", 60)) + "int" + new string(']', 60);
        Assert.Throws<WireFormatException>(() => TypePolicy.Closed.Resolve(deep, Limits.Default));
        Assert.Throws<WireFormatException>(() => TypePolicy.Closed.Resolve(new string('x', 5000), Limits.Default));
        Assert.Throws<WireFormatException>(
            () => TypePolicy.Closed.Resolve("int", Limits.Default with { TypeNameCharsMax = 2 }));
    }

    [Fact]
    public void Random_names_end_in_a_type_or_a_typed_error()
    {
        var random = new Random(7);
        string[] words =
            ["[", "]", ",", "int", "string", "System.Collections.Generic.List`1", "System.Nullable`1",
                "[Weft.Serialization.Tests]",
            "Weft.Serialization.Tests.Pickle.Wrapper`1", "System.ValueTuple`2", "+", "`1", "*"];
        var policy = TypePolicy.Closed.AllowAssembly(Here);
        int resolved = 0;
        for (int i = 0; i < 20_000; i++)
        {
            string name =
                string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => words[random.Next(words.Length)]));
            try
            {
                Assert.NotNull(policy.Resolve(name, Limits.Default));
                resolved++;
            }
            catch (Exception error) when (error is WireFormatException or DeserializationRefusedException)
            {
                Assert.NotEmpty(error.Message);
            }
        }

        Assert.InRange(resolved, 100, 19_000);
    }

    public class Outer<T>
    {
        public class Inner<TInner>
        {
        }
    }
}
