using System.Linq.Expressions;
using System.Net.Sockets;
using System.Reflection;
using Weft.Serialization.Tests.Pickle;

namespace Weft.Serialization.Tests.Functions;

public class FunctionReferenceTests
{
    private static readonly SerializerRegistry Registry = new();

    private static readonly WeftSerializer Serializer = new(Registry, new WeftSerializerOptions
    {
        TypePolicy = TypePolicy.Closed.AllowAssembly(typeof(FunctionReferenceTests).Assembly),
    });

    private readonly double _rate = 0.5;

    [Fact]
    public void Static_methods_and_lambdas_run_after_the_journey()
    {
        Assert.Equal(7, Travel<Func<int, int, int>>(Add)(3, 4));
        Assert.Equal(12, Travel<Func<int, int>>(x => x * 4)(3));
        Assert.Equal("ab", Travel<Func<string, string, string>>(Join<string>)("a", "b"));
        Assert.Equal(6, Travel<Func<int>>(Generic<int>.Six)());
        static int Local(int x) => x + 1;
        Assert.Equal(2, Travel<Func<int, int>>(Local)(1));
        Assert.Equal(4.0, Travel((double[] values) => values.Sum())([1, 3]));
    }

    [Fact]
    public void Captured_variables_travel_by_name_and_value()
    {
        int factor = 3;
        string label = "n=";
        Func<int, string> function = x => label + (x * factor);
        var reference = FunctionReference.From(function, Registry);
        Assert.Equal([new("factor", 3), new("label", "n=")], reference.Captured);
        Assert.Equal("n=15", Travel(function)(5));
    }

    [Fact]
    public void Scopes_within_scopes_are_followed_and_local_functions_too()
    {
        int outer = 10;
        var functions = new List<Func<int, int>>();
        for (int i = 0; i < 2; i++)
        {
            int inner = i;
            int Local(int x) => x + inner + outer;
            functions.Add(x => Local(x) + new[] { 1 }.Select(y => y + inner).Single());
        }

        Assert.Equal(functions[1](5), Travel(functions[1])(5));
    }

    [Fact]
    public void Only_what_the_body_reads_travels()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var huge = new byte[10_000_000];
        int number = 5;
        Func<bool> other = () => socket.Connected || huge.Length == 0;
        Func<int> function = () => number + 1;
        Func<int> nested = () => new Func<int>(() => number + 2)();
        Assert.Same(other.Target, function.Target);
        var payload = FunctionReference.From(function, Registry).ToPayload(Serializer);
        Assert.True(payload.FrameBytes < 100, $"{payload.FrameBytes} bytes");
        Assert.Equal(["number"], FunctionReference.From(function, Registry).Captured.Select(c => c.Name));
        Assert.Equal(["number"], FunctionReference.From(nested, Registry).Captured.Select(c => c.Name));
        Assert.Equal(7, Travel(nested)());
        Assert.Equal(["huge", "socket"], FunctionReference.From(other, Registry).Captured.Select(c => c.Name));
        var error =
            Assert.Throws<SerializationFailedException>(
                () => FunctionReference.From(other, Registry).ToPayload(Serializer));
        Assert.Contains("captured variable 'socket'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Async_lambdas_take_along_what_their_state_machine_reads()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        int number = 5;
        Func<bool> other = () => socket.Connected;
        Func<int, Task<int>> function = async x =>
        {
            await Task.Yield();
            return x + number;
        };
        Assert.Same(other.Target, function.Target);
        Assert.Equal(["number"], FunctionReference.From(function, Registry).Captured.Select(c => c.Name));
        Assert.Equal(8, await Travel(function)(3));
        Func<int, IEnumerable<int>> iterator = n => Enumerable.Range(0, n).Select(i => i + number);
        Assert.Equal([5, 6], Travel(iterator)(2));
    }

    [Fact]
    public void Captured_arrays_are_frames_that_alias_them()
    {
        var weights = new double[1000];
        weights[999] = 3;
        Func<double> function = () => weights[999];
        var payload = FunctionReference.From(function, Registry).ToPayload(Serializer, PickleTesting.Only);
        var frame = Assert.Single(payload.Frames, f => f.Length == 8000);
        weights[999] = 4;
        Assert.Equal(4.0, BitConverter.ToDouble(frame.Span[^8..]));
        Assert.Equal(4.0, Travel(function)());
    }

    [Fact]
    public void Methods_of_objects_take_their_object_along_as_this()
    {
        var scale = new Scale { Factor = 4 };
        var reference = FunctionReference.From((Func<int, int>)scale.Apply, Registry);
        Assert.Equal("this", Assert.Single(reference.Captured).Name);
        Assert.Equal(8, Travel<Func<int, int>>(scale.Apply)(2));
        var trade = new Trade(1, "A", 2, 3, Side.Buy);
        Assert.Equal("A!", Travel<Func<string>>(trade.Shout)());
        var error = Assert.Throws<SerializationFailedException>(
            () => FunctionReference.From((Func<double>)(() => _rate), new SerializerRegistry()).ToPayload(
                WeftSerializer.Default));
        Assert.Contains("captured variable 'this'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Captured_functions_travel_as_functions()
    {
        int n = 2;
        Func<int, int> inner = x => x + n;
        Comparison<int> custom = (a, b) => b - a;
        Func<int, int> outer = x => inner(inner(x)) + Math.Sign(custom(1, 2));
        Assert.Equal(10, Travel(outer)(5));
        Func<int, int>? self = null;
        self = x => x == 0 ? 0 : self!(x - 1);
        Assert.Contains(
            "captures itself",
                Assert.Throws<UnsupportedFunctionException>(() => FunctionReference.From(self, Registry)).Message,
                    StringComparison.Ordinal);
    }

    [Fact]
    public void What_no_reference_can_stand_for_is_refused_with_its_reason()
    {
        Action both = Quiet;
        both += Quiet;
        AssertUnsupported(both, "multicast");
        AssertUnsupported(
            Expression.Lambda<Func<int>>(Expression.Constant(1)).Compile(), "compiled from an expression");
        AssertUnsupported(
            new System.Reflection.Emit.DynamicMethod("d", typeof(void), []).WithReturn().CreateDelegate<Action>(),
                "made at run time");
        AssertUnsupported(
            Delegate.CreateDelegate(typeof(Func<Scale, int, int>), null, typeof(Scale).GetMethod("Apply")!),
                "open delegate");
        AssertUnsupported(new ByReference(ByRef), "takes or returns");
    }

    [Fact]
    public void A_registered_function_travels_by_its_name_and_needs_no_admission()
    {
        var here = new SerializerRegistry();
        Func<int, int> function = x => x + 100;
        here.RegisterFunction("plus-100", function);
        var reference = FunctionReference.From(function, here);
        Assert.Equal("plus-100", reference.Name);
        var back = FunctionReference.FromPayload(PickleTesting.Travel(reference.ToPayload(Serializer)), Serializer);
        Assert.Equal(101, ((Func<int, int>)back.Resolve(new Nothing(), here))(1));
        Assert.Contains(
            "'plus-100'",
                Assert.Throws<CodeRefusedException>(
                    () => back.Resolve(new Nothing(), new SerializerRegistry())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_that_the_policy_does_not_admit_is_refused()
    {
        var back = There<Func<int, int, int>>(Add);
        var error = Assert.Throws<CodeRefusedException>(() => back.Resolve(new Nothing(), Registry));
        Assert.Contains("nothing is admitted", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_build_is_refused_with_both_ids_and_the_remedy()
    {
        var payload = FunctionReference.From((Func<int, int, int>)Add, Registry).ToPayload(Serializer);
        var id = typeof(FunctionReferenceTests).Module.ModuleVersionId;
        var other = Guid.Parse("11111111-2222-3333-4444-555555555555");
        var bytes = payload.Header.Encoded.ToArray();
        int at = bytes.AsSpan().IndexOf(id.ToByteArray());
        other.TryWriteBytes(bytes.AsSpan(at));
        var reference = FunctionReference.FromPayload(new Payload(Header.FromEncoded(bytes)), Serializer);
        var error = Assert.Throws<CodeRefusedException>(() => reference.Resolve(new Admitted(), Registry));
        foreach (
            string part in new[] { id.ToString(), other.ToString(), "Weft.Serialization.Tests", "PathMap",
                "RegisterFunction" })
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_outside_of_the_admitted_assembly_is_refused()
    {
        var header = new HeaderBuilder().Set("serializer", "function").Set("assembly", "Weft.Serialization.Tests")
            .SetBytes("module", typeof(FunctionReferenceTests).Module.ModuleVersionId.ToByteArray())
            .Set("type", "[System.Diagnostics.Process]System.Diagnostics.Process").Set("method", "Start")
            .Set("arguments", new List<string>()).Set("signature", "(string)void").Set("target", 0).Build();
        var reference = FunctionReference.FromPayload(new Payload(header), Serializer);
        Assert.Throws<DeserializationRefusedException>(() => reference.Resolve(new Admitted(), Registry));
    }

    [Fact]
    public void Every_cut_and_every_flipped_byte_ends_in_a_function_or_a_typed_error()
    {
        int number = 77;
        Func<int, int> function = x => x + number;
        var payload = FunctionReference.From(function, Registry).ToPayload(Serializer);
        var original = payload.Header.Encoded.ToArray();
        for (int i = 0; i < original.Length; i++)
        {
            foreach (byte mask in new byte[] { 1, 0x80, 0xff })
            {
                var bytes = (byte[])original.Clone();
                bytes[i] ^= mask;
                Try(bytes, payload);
            }

            Try(original[..i], payload);
        }
    }

    [Fact]
    public void Overloads_are_told_apart_and_a_missing_object_is_noticed()
    {
        Assert.Equal(3, Travel<Func<int, int>>(Overloaded)(2));
        Assert.Equal("2!", Travel<Func<string, string>>(Overloaded)("2"));
        var scale = new Scale { Factor = 4 };
        var reference = FunctionReference.From((Func<int, int>)scale.Apply, Registry);
        var header = new HeaderBuilder().Set("serializer", "function").Set("assembly", reference.AssemblyName)
            .SetBytes("module", reference.ModuleVersionId.ToByteArray()).Set("type", reference.TypeName)
            .Set("method", reference.MethodName).Set("arguments", new List<string>())
            .Set("signature", reference.Signature).Set("target", 0).Build();
        var back = FunctionReference.FromPayload(new Payload(header), Serializer);
        Assert.Throws<WireFormatException>(() => back.Resolve(new Admitted(), Registry));
    }

    [Fact]
    public void Captured_values_that_claim_frames_beyond_32_bits_together_are_refused()
    {
        double one = _rate, other = 2;
        var payload = FunctionReference.From((Func<double, double>)(x => (x * one) + other), Registry)
            .ToPayload(Serializer);
        string header = Convert.ToHexString(payload.Header.Encoded.Span);
        string lying = header.Replace("A67069636B6C6501", "A67069636B6C65CE7FFFFFFF", StringComparison.Ordinal);
        Assert.Equal(header.Length + 16, lying.Length);

        var error = Assert.Throws<WireFormatException>(() => FunctionReference.FromPayload(
            new Payload(Header.FromEncoded(Convert.FromHexString(lying)), [.. payload.Frames]), Serializer));

        Assert.Contains("4294967294 frames, found 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_function_has_one_payload_and_one_delegate()
    {
        Func<int, int> function = static x => x + 1;
        var first = FunctionReference.From(function, Registry);
        Assert.Same(first, FunctionReference.From(function, Registry));
        Assert.Same(first.ToPayload(Serializer), first.ToPayload(Serializer));
        var source = new Admitted();
        var back = FunctionReference.FromPayload(PickleTesting.Travel(first.ToPayload(Serializer)), Serializer);
        var again = FunctionReference.FromPayload(PickleTesting.Travel(first.ToPayload(Serializer)), Serializer);
        Assert.Same(back, again);
        Assert.Same(back.Resolve(source, Registry), again.Resolve(source, Registry));
        Assert.Equal(1, source.Asked);
    }

    [Fact]
    public void Names_for_keys_are_short()
    {
        static int Twice(int x) => 2 * x;
        Assert.Equal("Add", FunctionReference.From((Func<int, int, int>)Add, Registry).Name);
        Assert.Equal("Twice", FunctionReference.From((Func<int, int>)Twice, Registry).Name);
        Assert.Equal(
            $"{nameof(Names_for_keys_are_short)}.lambda", FunctionReference.From((Func<int>)(() => 1), Registry).Name);
    }

    [Fact]
    public void A_reference_does_not_keep_the_captured_values_alive()
    {
        // test_pickle.py test_pickle_functions: no leaked references
        var weak = Make();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(weak.TryGetTarget(out _));

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference<object> Make()
        {
            var captured = new List<int> { 1 };
            Func<int> function = () => captured.Count;
            Assert.Equal(1, Travel(function)());
            return new WeakReference<object>(captured);
        }
    }

    private static void Try(byte[] header, Payload payload)
    {
        try
        {
            var reference =
                FunctionReference.FromPayload(new Payload(Header.FromEncoded(header), [.. payload.Frames]), Serializer);
            reference.Resolve(new Admitted(), Registry);
        }
        catch (Exception error) when (
            error is WireFormatException or DeserializationRefusedException or CodeRefusedException)
        {
            Assert.NotEmpty(error.Message);
        }
    }

    private static FunctionReference There<T>(T function)
        where T : Delegate =>
        FunctionReference.FromPayload(
            PickleTesting.Travel(FunctionReference.From(function, Registry).ToPayload(Serializer)), Serializer);

    private static T Travel<T>(T function)
        where T : Delegate => (T)There(function).Resolve(new Admitted(), Registry);

    private static void AssertUnsupported(Delegate function, string reason)
    {
        var error = Assert.Throws<UnsupportedFunctionException>(() => FunctionReference.From(function, Registry));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static int Add(int a, int b) => a + b;

    private static string Join<T>(T a, T b) => $"{a}{b}";

    private static int Overloaded(int x) => x + 1;

    private static string Overloaded(string x) => x + "!";

    private static int Overloaded(ref int x) => x++;

    private static void Quiet()
    {
    }

    private static void ByRef(ref int value) => value++;

    private delegate void ByReference(ref int value);

    private static class Generic<T>
    {
        public static T Six() => (T)(object)6;
    }

    private sealed class Scale
    {
        public int Factor { get; init; }

        public int Apply(int x) => x * Factor;
    }

    private sealed class Admitted : ICodeSource
    {
        public int Asked { get; private set; }

        public bool TryGetAssembly(string name, Guid moduleVersionId, out Assembly assembly, out string refusal)
        {
            Asked++;
            assembly = typeof(FunctionReferenceTests).Assembly;
            refusal = "only the tests are admitted";
            return name == assembly.GetName().Name;
        }
    }

    private sealed class Nothing : ICodeSource
    {
        public bool TryGetAssembly(string name, Guid moduleVersionId, out Assembly assembly, out string refusal)
        {
            assembly = null!;
            refusal = "nothing is admitted";
            return false;
        }
    }
}

internal static class FunctionTesting
{
    public static string Shout(this Trade trade) => trade.Symbol + "!";

    public static System.Reflection.Emit.DynamicMethod WithReturn(this System.Reflection.Emit.DynamicMethod method)
    {
        method.GetILGenerator().Emit(System.Reflection.Emit.OpCodes.Ret);
        return method;
    }
}
