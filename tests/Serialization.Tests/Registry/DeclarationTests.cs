using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using Weft.Serialization;
using Weft.Serialization.Tests;

[assembly: WeftFamily(typeof(DeclarationTests.DeclaredFamily))]
[assembly: WeftSerializer(typeof(DeclarationTests.DeclaredSerializer))]
[assembly: WeftSerializer(typeof(DeclarationTests.PairSerializer<,>), OpenGeneric = typeof(DeclarationTests.Pair<,>))]
[assembly: WeftCompression(typeof(DeclarationTests.DeclaredCodec))]

namespace Weft.Serialization.Tests;

public class DeclarationTests
{
    private static readonly SerializeOptions Raise = new() { OnError = OnError.Raise };

    [Fact]
    public void What_an_assembly_declares_is_registered_with_it_and_not_before()
    {
        var registry = new SerializerRegistry();
        var weft = new WeftSerializer(registry);
        Assert.Throws<SerializationFailedException>(() => weft.Serialize(new Declared(), Raise));
        registry.AllowAssembly(typeof(DeclarationTests).Assembly);
        Assert.Equal("pickle", weft.Serialize(new Declared(), Raise).Header.Serializer);
        registry.RegisterAssembly(typeof(DeclarationTests).Assembly);
        var dask = Raise with { Serializers = ["dask"] };
        Assert.IsType<Declared>(weft.Deserialize(weft.Serialize(new Declared(), dask)));
        var pair = weft.Serialize(new Pair<int, string>(), dask);
        Assert.IsType<Pair<int, string>>(weft.Deserialize(pair));
        Assert.Equal("declared", weft.Deserialize(weft.Serialize(1, Raise with { Serializers = ["declared"] })));
        Assert.Equal("declared-runs", registry.ResolveCompression("declared-runs"));
    }

    [Fact]
    public void Registering_an_assembly_allows_only_the_types_that_it_has_serializers_for()
    {
        var registry = new SerializerRegistry();
        registry.RegisterAssembly(typeof(DeclarationTests).Assembly);
        Assert.True(registry.Types.Allows(typeof(Declared)));
        Assert.False(registry.Types.Allows(typeof(DeclarationTests)));
    }

    [Fact]
    public void An_assembly_without_declarations_registers_nothing()
    {
        var registry = new SerializerRegistry();
        registry.RegisterAssembly(typeof(object).Assembly);
        Assert.Equal(new SerializerRegistry().FamilyNames.Order(), registry.FamilyNames.Order());
    }

    [Fact]
    public void A_declaration_of_a_class_that_cannot_serve_names_attribute_class_and_assembly()
    {
        var wrong = Assert.Throws<ArgumentException>(() =>
            new SerializerRegistry().RegisterAssembly(Declaring(typeof(WeftFamilyAttribute), typeof(string))));
        Assert.StartsWith(
            "[assembly: WeftFamily(typeof(System.String))] of Weft.Declaring: ", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("SerializerFamily", wrong.Message, StringComparison.Ordinal);
        var abstractClass = Assert.Throws<ArgumentException>(() => new SerializerRegistry().RegisterAssembly(
            Declaring(typeof(WeftSerializerAttribute), typeof(ITypeSerializer))));
        Assert.Contains("ITypeSerializer", abstractClass.Message, StringComparison.Ordinal);
        var failing = Assert.Throws<ArgumentException>(() => new SerializerRegistry().RegisterAssembly(
            Declaring(typeof(WeftCompressionAttribute), typeof(FailingCodec))));
        Assert.Contains("no licence", failing.Message, StringComparison.Ordinal);
    }

    private static AssemblyBuilder Declaring(Type attribute, Type argument)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(
            new AssemblyName("Weft.Declaring"), AssemblyBuilderAccess.Run);
        assembly.SetCustomAttribute(new CustomAttributeBuilder(attribute.GetConstructor([typeof(Type)])!, [argument]));
        return assembly;
    }

    public sealed class Declared;

    public sealed class Pair<TFirst, TSecond>;

    public sealed class DeclaredFamily : SerializerFamily
    {
        public override string Name => "declared";

        public override bool TryDumps(object? value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
        {
            payload = new Payload(Header.Empty);
            return true;
        }

        public override object? Loads(
            Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) => "declared";
    }

    public sealed class DeclaredSerializer : ITypeSerializer
    {
        public Type Type => typeof(Declared);

        public string Name => "declared-type";

        public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
        {
            payload = new Payload(Header.Empty);
            return true;
        }

        public object? Deserialize(
            Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) => new Declared();
    }

    public sealed class PairSerializer<TFirst, TSecond> : ITypeSerializer
    {
        public Type Type => typeof(Pair<TFirst, TSecond>);

        public string Name => "pair";

        public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
        {
            payload = new Payload(Header.Empty);
            return true;
        }

        public object? Deserialize(
            Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
            new Pair<TFirst, TSecond>();
    }

    public class DeclaredCodec : ICompressionCodec
    {
        private readonly RunsCodec _runs = new("declared-runs");

        public string Name => _runs.Name;

        public bool TryCompress(
            ReadOnlySpan<byte> source, System.Buffers.IBufferWriter<byte> destination, long bytesMax) =>
            _runs.TryCompress(source, destination, bytesMax);

        public void Decompress(ReadOnlySpan<byte> source, Span<byte> destination) =>
            _runs.Decompress(source, destination);
    }

    public sealed class FailingCodec : DeclaredCodec
    {
        public FailingCodec() => throw new InvalidOperationException("no licence");
    }
}
