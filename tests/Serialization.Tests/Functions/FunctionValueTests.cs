using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using Weft.Serialization.Tests.Pickle;

namespace Weft.Serialization.Tests.Functions;

/// <summary>Delegates as values: references to functions, made only of code that the receiver admits.</summary>
public class FunctionValueTests
{
    private static readonly Assembly Own = typeof(FunctionValueTests).Assembly;

    public delegate bool Check(string text, int length);

    public static TheoryData<bool> Modes => [true, false];

    [Theory]
    [MemberData(nameof(Modes))]
    public void Static_methods_lambdas_closures_and_bound_arguments_come_back_callable(bool compiled)
    {
        int factor = 3;
        var weights = new double[200];
        weights[199] = 0.5;
        Assert.Equal(5, RoundTrip<Func<double, double>>(Math.Abs, compiled, typeof(Math).Assembly)(-5));
        Assert.Equal(6, RoundTrip<Func<int, int>>(x => x * 2, compiled)(3));
        Assert.Equal(9, RoundTrip<Func<int, int>>(x => x * factor, compiled)(3));
        Assert.Equal(1.0, RoundTrip<Func<double>>(() => weights[199] * 2, compiled)());
        Assert.Equal(3, RoundTrip<Func<int>>("abc".Twin, compiled)());
        Assert.True(RoundTrip<Check>((text, length) => text.Length == length, compiled)("abc", 3));
        Assert.Equal(-1, RoundTrip<Comparison<int>>((a, b) => b - a, compiled)(2, 1));
    }

    [Fact]
    [Trait("reference", "75")]
    public void Closures_lambdas_and_bound_functions_are_callable_after_the_journey_and_nothing_holds_on_to_them()
    {
        var held = SendAndForget();
        for (int i = 0; i < 10 && held.Exists(h => h.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.DoesNotContain(held, h => h.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference> SendAndForget()
    {
        var seen = new List<string> { "a" };
        Func<int, int> closure = x => x + seen.Count;
        Func<int, int> lambda = x => x * 2;
        Func<int> bound = string.Concat("ab", seen[0]).Twin;
        var backs = (RoundTrip(closure), RoundTrip(lambda), RoundTrip(bound));
        Assert.Equal((3, 4, 3), (backs.Item1(2), backs.Item2(2), backs.Item3()));
        return [new(seen), new(closure), new(bound), new(backs.Item1), new(backs.Item1.Target), new(backs.Item3)];
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_delegate_in_a_graph_shares_what_it_captures_with_the_graph(bool compiled)
    {
        var log = new List<string>();
        var value = new Watched { Log = log, OnChange = text => log.Add(text) };
        value.Describe = value.Text;
        var back = RoundTrip(value, compiled);
        back.OnChange!("changed");
        Assert.Equal(["changed"], back.Log);
        Assert.Empty(log);
        Assert.Same(back, back.Describe!.Target);
        Assert.Equal("1 entries", back.Describe());
    }

    [Fact]
    public void A_function_captured_by_a_function_travels_with_its_own_captures()
    {
        int n = 2;
        Func<int, int> inner = x => x + n;
        Check check = (text, length) => inner(text.Length) == length;
        Assert.True(RoundTrip(check)("abc", 5));
        Func<int, int>? self = null;
        self = x => x == 0 ? 0 : self!(x - 1);
        var error = Assert.Throws<SerializationFailedException>(() => RoundTrip(self));
        Assert.Contains("Func.self refers back to a System.Func", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_top_level_delegate_and_one_in_a_collection_travel_with_the_default_families()
    {
        var registry = new SerializerRegistry();
        registry.AllowAssembly(Own);
        var weft = new WeftSerializer(registry, new WeftSerializerOptions { CodeSource = new Code(Own) });
        int one = 1;
        Func<int, int> function = x => x + one;
        Assert.Equal(3, weft.Deserialize<Func<int, int>>(PickleTesting.Travel(weft.Serialize(function)))(2));
        var list = weft.Deserialize<List<Func<int, int>>>(
            PickleTesting.Travel(weft.Serialize(new List<Func<int, int>> { function })));
        Assert.Equal(4, list[0](3));
    }

    [Fact]
    public void Where_no_code_source_is_given_a_delegate_is_refused_by_name_with_the_remedy()
    {
        var payload = Serializer().Serialize(new Pair(1, (Action)Touch), PickleTesting.Only);
        var error = Assert.Throws<DeserializationRefusedException>(() => Serializer().Deserialize(payload));
        Assert.Contains("FunctionValueTests.Touch of the assembly Weft.Serialization.Tests as a System.Action",
            error.Message, StringComparison.Ordinal);
        Assert.Contains("WeftSerializerOptions.CodeSource", error.Message, StringComparison.Ordinal);
        Assert.Contains("RegisterFunction", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, s_touches);
    }

    [Fact]
    public void Code_that_is_not_admitted_or_of_another_build_is_refused_and_nothing_runs()
    {
        var payload = Serializer().Serialize((Action)Touch, PickleTesting.Only);
        var error = Assert.Throws<DeserializationRefusedException>(
            () => Serializer(new Code(typeof(object).Assembly)).Deserialize(payload));
        Assert.Contains("is not admitted here", error.Message, StringComparison.Ordinal);
        var stream = payload.Frames[0].ToArray();
        int at = stream.AsSpan().IndexOf(Own.ManifestModule.ModuleVersionId.ToByteArray());
        stream[at] ^= 1;
        error = Assert.Throws<DeserializationRefusedException>(
            () => Serializer(new Code(Own)).Deserialize(new Payload(payload.Header, stream)));
        Assert.Contains("another build of Weft.Serialization.Tests", error.Message, StringComparison.Ordinal);
        Serializer(new Code(Own)).Deserialize(payload);
        Assert.Equal(0, s_touches);
    }

    [Fact]
    public void A_registered_function_needs_no_code_source()
    {
        var registry = new SerializerRegistry();
        registry.RegisterFunction("twice", (Func<int, int>)(x => 2 * x));
        registry.TryGetFunction("twice", out var twice);
        var weft = new WeftSerializer(registry);
        var payload = weft.Serialize(new List<object> { twice! }, PickleTesting.Only);
        Assert.Equal(8, ((Func<int, int>)((List<object>)weft.Deserialize(payload)!)[0])(4));
        var error = Assert.Throws<DeserializationRefusedException>(() => Serializer().Deserialize(payload));
        Assert.Contains("no function is registered under the name 'twice'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Multicast_open_and_compiled_delegates_are_refused_with_their_path()
    {
        Action both = Touch;
        both += Touch;
        var open = (Func<string, string>)typeof(string).GetMethod(nameof(string.Trim), [])!
            .CreateDelegate(typeof(Func<string, string>));
        AssertRefused(both, "multicast");
        AssertRefused(open, "open delegate");
        AssertRefused(Expression.Lambda<Func<int>>(Expression.Constant(1)).Compile(), "compiled from an expression");
    }

    [Fact]
    public void Every_flip_in_a_function_ends_in_a_value_or_the_typed_error()
    {
        int n = 4;
        var payload = Serializer().Serialize(new Pair((Func<int, int>)(x => x + n), null), PickleTesting.Only);
        Hostile.FlipEveryByte(Serializer(new Code(Own)), payload);
        Assert.Equal(0, s_touches);
    }

    private static int s_touches;

    private static void Touch() => s_touches++;

    private static void AssertRefused(Delegate function, string reason)
    {
        var error = Assert.Throws<SerializationFailedException>(
            () => Serializer().Serialize(new Pair(1, function), PickleTesting.Only));
        Assert.StartsWith("Pair.Right: the function ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static T RoundTrip<T>(T value, bool compiled = true, params Assembly[] admitted)
        where T : class =>
        (T)Serializer(new Code([Own, .. admitted]), compiled).Deserialize(
            PickleTesting.Travel(Serializer(null, compiled).Serialize(value, PickleTesting.Only)))!;

    private static WeftSerializer Serializer(ICodeSource? code = null, bool compiled = true)
    {
        var registry = new SerializerRegistry();
        registry.RegisterFamily(new PickleFamily(new GraphCodecs(compiled)));
        return new WeftSerializer(
            registry,
            new WeftSerializerOptions { CodeSource = code, TypePolicy = TypePolicy.Closed.AllowAssembly(Own) });
    }

    public sealed class Watched
    {
        public required List<string> Log { get; init; }

        public Action<string>? OnChange { get; init; }

        public Func<string>? Describe { get; set; }

        public string Text() => $"{Log.Count} entries";
    }

    private sealed class Code(params Assembly[] admitted) : ICodeSource
    {
        public bool TryGetAssembly(
            string name,
            Guid moduleVersionId,
            [NotNullWhen(true)] out Assembly? assembly,
            [NotNullWhen(false)] out string? refusal)
        {
            assembly = Array.Find(admitted, a => a.GetName().Name == name);
            refusal = assembly is null ? $"the assembly {name} is not admitted here" : null;
            return assembly is not null;
        }
    }
}

internal static class Twins
{
    public static int Twin(this string text) => text.Length;
}
