using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;

namespace Weft.Serialization.Tests;

public class DispatchTests
{
    private static readonly SerializeOptions Dask = new() { Serializers = ["dask"], OnError = OnError.Raise };
    private static readonly SerializeOptions Both = Dask with { Serializers = ["dask", "pickle"] };

    [Fact]
    public void A_value_of_a_derived_type_is_never_silently_made_its_base()
    {
        var weft = WithAnimal(typeof(Dog).Assembly);
        Assert.Equal(typeof(Animal), weft.Deserialize(weft.Serialize(new Animal(), Dask))!.GetType());
        var payload = weft.Serialize(new Dog { Name = "Rex" }, Both);
        Assert.Equal("pickle", payload.Header.Serializer);
        Assert.Equal("Rex", Assert.IsType<Dog>(weft.Deserialize(payload)).Name);
        Assert.IsType<Dog>(weft.Deserialize<object[]>(weft.Serialize(new object[] { new Dog() }, Both))[0]);
    }

    [Fact]
    public void Where_no_family_takes_a_derived_value_the_error_names_class_base_and_remedy()
    {
        var error = Assert.Throws<SerializationFailedException>(() => WithAnimal().Serialize(new Dog(), Dask));
        Assert.Equal(
            $"Could not serialize object of type {typeof(Dog)}: none of the families [dask] takes it; " +
            $"{typeof(Animal)} has a serializer, which would make a Animal of the Dog: register {typeof(Dog)} too, " +
            $"or {typeof(Animal)} with SerializerRegistry.RegisterHierarchy",
            error.Message);
        error = Assert.Throws<SerializationFailedException>(() => WithAnimal().Serialize(new Dog(), Both));
        Assert.Contains("is not allowed", error.Message, StringComparison.Ordinal);
        Assert.Contains("RegisterHierarchy", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.InnerException);
        var payload = WithAnimal().Serialize(new Dog(), Dask with { OnError = OnError.Message });
        var remote = Assert.Throws<RemoteErrorException>(() => WithAnimal().Deserialize(payload));
        Assert.Contains(typeof(Dog).ToString(), remote.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_serializer_of_an_interface_is_used_only_where_it_keeps_the_class()
    {
        var registry = new SerializerRegistry();
        registry.Register<ITagged>(_ => new Payload(Header.Empty), (_, _) => new Tagged());
        Assert.Throws<SerializationFailedException>(() =>
            new WeftSerializer(registry).Serialize(new Tagged(), Dask));
        registry = new SerializerRegistry();
        registry.AllowType(typeof(Tagged));
        registry.RegisterHierarchy<ITagged>(
            (tagged, _) => new Payload(new HeaderBuilder().Set("tag", tagged.Tag).Build()),
            (type, header, _) =>
            {
                var made = (ITagged)Activator.CreateInstance(type)!;
                made.Tag = header.TryGetString("tag", out string? tag) ? tag : "";
                return made;
            });
        var weft = new WeftSerializer(registry);
        var payload = weft.Serialize(new Tagged { Tag = "t" }, Dask);
        Assert.Equal("t", Assert.IsType<Tagged>(weft.Deserialize(payload)).Tag);
        var stranger = new SerializerRegistry();
        stranger.RegisterHierarchy<ITagged>((_, _) => null, (_, _, _) => throw new InvalidOperationException());
        var error = Assert.Throws<DeserializationRefusedException>(() =>
            new WeftSerializer(stranger).Deserialize(payload));
        Assert.Contains("Tagged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_on_the_wire_that_is_none_of_the_served_type_is_malformed()
    {
        var registry = new SerializerRegistry();
        registry.AllowAssembly(typeof(Dog).Assembly);
        registry.RegisterHierarchy<Animal>((_, _) => new Payload(Header.Empty), (_, _, _) => new Animal());
        var weft = new WeftSerializer(registry);
        foreach (string name in new[] { "int", TypeNames.Of(typeof(Tagged)), TypeNames.Of(typeof(Mythical)), "string" })
        {
            var sub = new HeaderBuilder().Set("class", name).Set("sub-header", Header.Empty).Build();
            var header = new HeaderBuilder().Set("serializer", "dask").Set("type", TypeNames.Of(typeof(Animal)))
                .Set("sub-header", sub).Build();
            Assert.Throws<WireFormatException>(() => weft.Deserialize(new Payload(header)));
        }

        // A serializer that makes another class than it was asked for is found out.
        var error = Assert.Throws<WireFormatException>(() => weft.Deserialize(weft.Serialize(new Dog(), Dask)));
        Assert.Contains("must make the class it is given", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_nearest_registered_base_that_keeps_the_class_serves()
    {
        var registry = new SerializerRegistry();
        registry.Register<OwnError>(_ => new Payload(Header.Empty), (_, _) => new OwnError("lost"));
        registry.AllowType(typeof(FinerError));
        var weft = new WeftSerializer(registry);
        var back = weft.Deserialize(weft.Serialize(new FinerError("kept"), Dask));
        Assert.Equal("kept", Assert.IsType<FinerError>(back).Message);
    }

    [Fact]
    public void An_open_generic_type_has_one_registration_for_all_its_constructions()
    {
        var registry = new SerializerRegistry();
        registry.RegisterOpenGeneric(typeof(Box<>), typeof(BoxSerializer<>));
        var weft = new WeftSerializer(registry);
        Assert.Equal(5, weft.Deserialize<Box<int>>(weft.Serialize(new Box<int>(5), Dask)).Content);
        var array = new[] { 1.0, 2.0 };
        var payload = weft.Serialize(new Box<double[]>(array), Dask);
        Assert.Equal(array, weft.Deserialize<Box<double[]>>(payload).Content);

        // A reader that has not met the construction finds it by its name.
        var reader = new SerializerRegistry();
        reader.RegisterOpenGeneric(typeof(Box<>), type => (ITypeSerializer)Activator.CreateInstance(
            typeof(BoxSerializer<>).MakeGenericType(type.GenericTypeArguments))!);
        Assert.Equal(array, new WeftSerializer(reader).Deserialize<Box<double[]>>(payload).Content);
        Assert.Throws<SerializationFailedException>(() => weft.Serialize(new IntBox(), Dask));
    }

    [Fact]
    public void A_construction_over_a_type_that_is_not_allowed_is_neither_sent_nor_taken()
    {
        var open = new SerializerRegistry();
        open.RegisterOpenGeneric(typeof(Box<>), typeof(BoxSerializer<>));
        open.AllowAssembly(typeof(Dog).Assembly);
        var payload = new WeftSerializer(open).Serialize(new Box<Dog?>(null), Dask);
        var closed = new SerializerRegistry();
        closed.RegisterOpenGeneric(typeof(Box<>), typeof(BoxSerializer<>));
        var weft = new WeftSerializer(closed);
        Assert.Throws<SerializationFailedException>(() => weft.Serialize(new Box<Dog?>(null), Dask));
        var error = Assert.Throws<DeserializationRefusedException>(() => weft.Deserialize(payload));
        Assert.Contains("Dog", error.Message, StringComparison.Ordinal);
        var stranger = Assert.Throws<DeserializationRefusedException>(() =>
            TestSerializers.New(typeof(Dog).Assembly).Deserialize(payload));
        Assert.Contains("no per-type serializer is registered", stranger.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_registrations_that_make_no_sense_are_refused_at_once()
    {
        var registry = new SerializerRegistry();
        Assert.Throws<ArgumentException>(() => registry.RegisterOpenGeneric(typeof(Box<int>), _ => null!));
        Assert.Throws<ArgumentException>(() => registry.RegisterOpenGeneric(typeof(Box<>), typeof(List<>)));
        Assert.Throws<ArgumentException>(() =>
            registry.RegisterOpenGeneric(typeof(Dictionary<,>), typeof(BoxSerializer<>)));
    }

    [Fact]
    public void A_type_registered_for_itself_wins_over_its_open_generic()
    {
        var registry = new SerializerRegistry();
        registry.RegisterOpenGeneric(typeof(Box<>), typeof(BoxSerializer<>));
        registry.Register<Box<int>>(_ => new Payload(Header.Empty), (_, _) => new Box<int>(7));
        var weft = new WeftSerializer(registry);
        Assert.Equal(7, weft.Deserialize<Box<int>>(weft.Serialize(new Box<int>(5), Dask)).Content);
    }

    [Fact]
    public void An_assembly_loaded_late_is_served_from_its_first_value_on()
    {
        const string name = "Weft.LoadedLate";
        int runs = 0;
        var registry = new SerializerRegistry();
        registry.RegisterLazy(name, r =>
        {
            runs++;
            var late = AppDomain.CurrentDomain.GetAssemblies().Single(a => a.GetName().Name == name);
            r.Register(new LateSerializer(late.GetType("Late.Model", throwOnError: true)!));
        });
        var weft = new WeftSerializer(registry);
        weft.Serialize(new List<object> { new Animal() }, Dask with { OnError = OnError.Message });
        Assert.Equal(0, runs);
        var type = Assembly.Load(Compile(name)).GetType("Late.Model")!;
        var jagged = Array.CreateInstance(type.MakeArrayType(), 1);
        jagged.SetValue(Array.CreateInstance(type, 1), 0);
        ((Array)jagged.GetValue(0)!).SetValue(Activator.CreateInstance(type), 0);
        var payload = weft.Serialize(jagged, Dask with { IterateCollection = true });
        Assert.Equal(1, runs);
        var back = (Array)((Array)weft.Deserialize(payload)!).GetValue(0)!;
        Assert.Equal(type, back.GetValue(0)!.GetType());

        // The reader's turn: nothing but the name has come.
        var reader = new SerializerRegistry();
        int read = 0;
        reader.RegisterLazy(name, r =>
        {
            read++;
            r.Register(new LateSerializer(type));
        });
        var single = weft.Serialize(Activator.CreateInstance(type), Dask);
        Assert.Equal(type, new WeftSerializer(reader).Deserialize(single)!.GetType());
        Assert.Equal(1, read);
    }

    [Fact]
    public void A_lazy_registration_that_throws_is_tried_again()
    {
        int runs = 0;
        var registry = new SerializerRegistry();
        registry.RegisterLazy(typeof(Animal).Assembly.GetName().Name!, r =>
        {
            if (++runs == 1) throw new InvalidOperationException("not yet");
            r.Register<Animal>(_ => new Payload(Header.Empty), (_, _) => new Animal());
        });
        var weft = new WeftSerializer(registry);
        var error = Assert.Throws<SerializationFailedException>(() => weft.Serialize(new Animal(), Dask));
        Assert.Contains("not yet", error.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(error.InnerException);
        Assert.IsType<Animal>(weft.Deserialize(weft.Serialize(new Animal(), Dask)));
        Assert.Equal(2, runs);
    }

    private static WeftSerializer WithAnimal(params Assembly[] allowed)
    {
        var registry = new SerializerRegistry();
        foreach (var assembly in allowed) registry.AllowAssembly(assembly);
        registry.Register<Animal>(_ => new Payload(Header.Empty), (_, _) => new Animal());
        return new WeftSerializer(registry);
    }

    private static byte[] Compile(string name)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name), typeof(object).Assembly);
        var model = assembly.DefineDynamicModule(name).DefineType("Late.Model", TypeAttributes.Public);
        model.DefineDefaultConstructor(MethodAttributes.Public);
        model.CreateType();
        var bytes = new MemoryStream();
        assembly.Save(bytes);
        return bytes.ToArray();
    }

    private interface ITagged
    {
        string Tag { get; set; }
    }

    private class Animal
    {
        public string Name { get; init; } = "";
    }

    private sealed class Dog : Animal;

    private abstract class Mythical : Animal;

    private sealed class Tagged : ITagged
    {
        public string Tag { get; set; } = "";
    }

    private class OwnError(string message) : Exception(message);

    private sealed class FinerError(string message) : OwnError(message);

    private class Box<T>(T content)
    {
        public T Content => content;
    }

    private sealed class IntBox() : Box<int>(1);

    private sealed class BoxSerializer<T> : ITypeSerializer
    {
        public Type Type => typeof(Box<T>);

        public string Name => "not used";

        public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
        {
            var part = request.Dumps(((Box<T>)value).Content, ["dask", "msgpack"]);
            payload = new Payload(new HeaderBuilder().Set("content", part.Header).Build(), [.. part.Frames]);
            return true;
        }

        public object? Deserialize(
            Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
            header.TryGetHeader("content", out var content)
                ? new Box<T>((T)request.Loads(content, frames)!)
                : throw new WireFormatException("a box lacks its content");
    }

    private sealed class LateSerializer(Type type) : ITypeSerializer
    {
        public Type Type => type;

        public string Name => TypeNames.Of(type);

        public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
        {
            payload = new Payload(Header.Empty);
            return true;
        }

        public object? Deserialize(
            Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
            Activator.CreateInstance(type);
    }
}
