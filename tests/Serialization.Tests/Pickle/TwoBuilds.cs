using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;

namespace Weft.Serialization.Tests.Pickle;

/// <summary>One assembly of types as one build has it: made at run time, so that a test can have two builds.</summary>
internal sealed class TwoBuilds
{
    private readonly PersistedAssemblyBuilder _builder;
    private readonly ModuleBuilder _module;
    private readonly Dictionary<string, TypeBuilder> _types = [];
    private Assembly? _assembly;

    public TwoBuilds()
    {
        _builder = new PersistedAssemblyBuilder(new AssemblyName("Shop"), typeof(object).Assembly);
        _module = _builder.DefineDynamicModule("Shop");
    }

    public Assembly Assembly => _assembly ??= Load();

    public Type this[string type] => Assembly.GetType($"Shop.{type}", throwOnError: true)!;

    public WeftSerializer Serializer(bool compiled = true) => PickleTesting.Serializer(
        compiled, policy: TypePolicy.Closed.AllowAssembly(Assembly).AllowAssembly(typeof(TwoBuilds).Assembly));

    /// <summary>A public class, or a structure, with public fields.</summary>
    public TwoBuilds Type(
        string name, bool isTolerant, bool isStructure = false, params (string Name, object Type)[] fields)
    {
        var type = _module.DefineType(
            $"Shop.{name}",
            TypeAttributes.Public | (isStructure ? TypeAttributes.Sealed | TypeAttributes.SequentialLayout : default),
            isStructure ? typeof(ValueType) : typeof(object));
        _types.Add(name, type);
        foreach (var (field, fieldType) in fields)
            type.DefineField(field, fieldType as Type ?? _types[(string)fieldType], FieldAttributes.Public);
        if (!isStructure) type.DefineDefaultConstructor(MethodAttributes.Public);
        if (isTolerant) type.SetCustomAttribute(Tolerance());
        type.CreateType();
        return this;
    }

    /// <summary>A tolerant class with public fields.</summary>
    public TwoBuilds Tolerant(string name, params (string Name, object Type)[] fields) =>
        Type(name, true, false, fields);

    /// <summary>A new object with some of its fields set.</summary>
    public object New(string type, params (string Field, object? Value)[] values)
    {
        object made = Activator.CreateInstance(this[type])!;
        foreach (var (field, value) in values) made.GetType().GetField(field)!.SetValue(made, value);
        return made;
    }

    public static object? Get(object? owner, string field) => owner!.GetType().GetField(field)!.GetValue(owner);

    private static CustomAttributeBuilder Tolerance()
    {
        var attribute = typeof(WeftSerializableAttribute);
        return new CustomAttributeBuilder(
            attribute.GetConstructor([])!, [], [attribute.GetProperty("VersionTolerant")!], [true]);
    }

    private Assembly Load()
    {
        using var stream = new MemoryStream();
        _builder.Save(stream);
        stream.Position = 0;
        return new AssemblyLoadContext("build", isCollectible: true).LoadFromStream(stream);
    }
}
