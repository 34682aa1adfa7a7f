using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Weft.Serialization;

/// <summary>
/// The families, per-type serializers, allowed types and named functions of a process. May be changed at any time and
/// by any thread: each change replaces an immutable view, and a call ends with the view it began with. Nothing that is
/// registered here travels: every process registers the same.
/// </summary>
public sealed class SerializerRegistry
{
    private readonly Lock _changing = new();
    private readonly LazyRegistrations _loading = new();
    private volatile RegistryView _view;

    /// <summary>A registry with the families and per-type serializers that Weft brings.</summary>
    public SerializerRegistry()
    {
        _view = new RegistryView(this);
        DefaultFamilies.AddTo(this);
        _view = _view with { HasUsers = false };
    }

    /// <summary>The registry of <see cref="WeftSerializer.Default"/>.</summary>
    public static SerializerRegistry Default { get; } = new();

    /// <summary>The types that may be decoded, as allowed and denied so far.</summary>
    public TypePolicy Types => _view.Types;

    internal RegistryView View => _view;

    /// <summary>True within a registration that was put off.</summary>
    internal bool IsLoading => _loading.IsRunning;

    /// <summary>Adds a family, or replaces the one of the same name.</summary>
    public void RegisterFamily(SerializerFamily family)
    {
        ArgumentNullException.ThrowIfNull(family);
        ArgumentException.ThrowIfNullOrEmpty(family.Name, nameof(family));
        if (family.Name == ErrorFamily.FamilyName && family is not ErrorFamily)
        {
            throw new ArgumentException("the family 'error' carries senders' reasons and cannot be replaced");
        }

        Change(v => v with { Families = v.Families.SetItem(family.Name, family) });
    }

    /// <summary>Adds a family made of two functions, or replaces the one of the same name.</summary>
    /// <param name="name">The name that headers carry.</param>
    /// <param name="dumps">Makes the payload, or returns null to decline; null for a family that only decodes.</param>
    /// <param name="loads">Makes the value from the header and exactly the frames that dumps made.</param>
    public void RegisterFamily(
        string name,
        Func<object?, Payload?>? dumps,
        Func<Header, IReadOnlyList<ReadOnlyMemory<byte>>, object?> loads) =>
        RegisterFamily(name, dumps is null ? null : (value, _) => dumps(value), loads);

    /// <summary>Adds a family made of two functions of which the first sees the context of each write.</summary>
    /// <param name="name">The name that headers carry.</param>
    /// <param name="dumps">Makes the payload, or returns null to decline; null for a family that only decodes.</param>
    /// <param name="loads">Makes the value from the header and exactly the frames that dumps made.</param>
    public void RegisterFamily(
        string name,
        Func<object?, SerializationContext, Payload?>? dumps,
        Func<Header, IReadOnlyList<ReadOnlyMemory<byte>>, object?> loads)
    {
        ArgumentNullException.ThrowIfNull(loads);
        RegisterFamily(new DelegateFamily(name, dumps, loads));
    }

    /// <summary>
    /// Adds a per-type serializer to the family <c>dask</c>, or replaces the one of the same type and name.
    /// </summary>
    public void Register(ITypeSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        ArgumentException.ThrowIfNullOrEmpty(serializer.Name, nameof(serializer));
        Change(v => v with
        {
            HasUsers = true,
            ByType = v.ByType.SetItem(serializer.Type, serializer),
            ByName = v.ByName.SetItem(serializer.Name, serializer),
            Types = BuiltInTypes.IsFramework(serializer.Type) ? v.Types : v.Types.AllowType(serializer.Type),
        });
    }

    /// <summary>
    /// Adds a per-type serializer made of two functions. Values of types derived from T are not given to it: see
    /// <see cref="RegisterHierarchy{T}"/>.
    /// </summary>
    /// <param name="serialize">Makes header and frames, which may alias the value; null declines.</param>
    /// <param name="deserialize">Makes the value from the header and frames that serialize made.</param>
    public void Register<T>(
        Func<T, Payload?> serialize,
        Func<Header, IReadOnlyList<ReadOnlyMemory<byte>>, T> deserialize)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(serialize);
        Register((value, _) => serialize(value), deserialize);
    }

    /// <summary>Adds a per-type serializer of which the first function sees the context of each write.</summary>
    /// <param name="serialize">Makes header and frames, which may alias the value; null declines.</param>
    /// <param name="deserialize">Makes the value from the header and frames that serialize made.</param>
    public void Register<T>(
        Func<T, SerializationContext, Payload?> serialize,
        Func<Header, IReadOnlyList<ReadOnlyMemory<byte>>, T> deserialize)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(serialize);
        ArgumentNullException.ThrowIfNull(deserialize);
        Register(new DelegateTypeSerializer<T>(TypeNames.Of(typeof(T)), serialize, deserialize));
    }

    /// <summary>
    /// Adds a per-type serializer made of two functions for T and every type that derives from it or implements it.
    /// Each value comes back as its own class: the class's name travels beside the header, is held against the types
    /// allowed where it is decoded, and the class is given to deserialize.
    /// </summary>
    /// <param name="serialize">Makes header and frames, which may alias the value; null declines.</param>
    /// <param name="deserialize">Makes a value of exactly the class given.</param>
    public void RegisterHierarchy<T>(
        Func<T, SerializationContext, Payload?> serialize,
        Func<Type, Header, IReadOnlyList<ReadOnlyMemory<byte>>, T> deserialize)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(serialize);
        ArgumentNullException.ThrowIfNull(deserialize);
        Register(new HierarchySerializer<T>(TypeNames.Of(typeof(T)), serialize, deserialize));
    }

    /// <summary>
    /// Adds a per-type serializer for every construction of an open generic type, such as all <c>Box&lt;T&gt;</c>: it
    /// is made when the first value of a construction is met. Constructions travel under their own names, which are
    /// held against the types allowed where they are decoded; whatever the serializer calls itself is not used.
    /// </summary>
    /// <param name="definition">The open type, such as <c>typeof(Box&lt;&gt;)</c>, or an open interface.</param>
    /// <param name="create">Makes the serializer for a construction; any thread, perhaps more than once.</param>
    /// <exception cref="ArgumentException">The type is not an open generic definition.</exception>
    public void RegisterOpenGeneric(Type definition, Func<Type, ITypeSerializer> create)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(create);
        if (!definition.IsGenericTypeDefinition)
        {
            throw new ArgumentException(
                $"{definition} is not an open generic type: use Register for one type", nameof(definition));
        }

        Change(v => v with
        {
            HasUsers = true,
            ByDefinition = v.ByDefinition.SetItem(definition, create),
            Types = BuiltInTypes.IsFramework(definition) ? v.Types : v.Types.AllowType(definition),
        });
    }

    /// <summary>
    /// As <see cref="RegisterOpenGeneric(Type, Func{Type, ITypeSerializer})"/>, with an open serializer of the same
    /// type parameters: <c>BoxSerializer&lt;T&gt;</c> for <c>Box&lt;T&gt;</c>, with a public constructor without
    /// parameters.
    /// </summary>
    /// <exception cref="ArgumentException">The two do not fit each other.</exception>
    public void RegisterOpenGeneric(Type definition, Type serializerDefinition)
    {
        ArgumentNullException.ThrowIfNull(serializerDefinition);
        ArgumentNullException.ThrowIfNull(definition);
        if (!serializerDefinition.IsGenericTypeDefinition || !definition.IsGenericTypeDefinition ||
            serializerDefinition.GetGenericArguments().Length != definition.GetGenericArguments().Length ||
            !serializerDefinition.IsAssignableTo(typeof(ITypeSerializer)) ||
            serializerDefinition.GetConstructor(Type.EmptyTypes) is null)
        {
            throw new ArgumentException(
                $"{serializerDefinition} cannot serve {definition}: expected an open ITypeSerializer with as many " +
                "type parameters and a public constructor without parameters",
                nameof(serializerDefinition));
        }

        RegisterOpenGeneric(definition, type => (ITypeSerializer)Activator.CreateInstance(
            serializerDefinition.MakeGenericType(type.GetGenericArguments()))!);
    }

    /// <summary>
    /// Adds a per-type serializer that takes objects of T, and of every class derived from it, apart field by field:
    /// what is small and simple stands in the header, the rest is encoded by the family of the options, or else by the
    /// families of the call. No constructor runs on the way back; methods marked <c>[OnDeserialized]</c> and the like
    /// do. Each object keeps its class, which has to be allowed like any other. Objects must be acyclic; identity
    /// within one is not kept. A field that fails fails the object, with its path.
    /// </summary>
    /// <param name="options">Fields to leave out or to rename; null for all as they are.</param>
    /// <exception cref="ArgumentException">
    /// T has fields of the base library in a base, or the options name fields that it does not have.
    /// </exception>
    public void RegisterGeneric<T>(FieldwiseOptions? options = null)
        where T : notnull =>
        Register(new FieldwiseSerializer(typeof(T), TypeNames.Of(typeof(T)), options ?? new FieldwiseOptions()));

    /// <summary>As <see cref="RegisterGeneric{T}(FieldwiseOptions)"/>, with all fields and this family.</summary>
    public void RegisterGeneric<T>(string family)
        where T : notnull =>
        RegisterGeneric<T>(new FieldwiseOptions { Family = family });

    /// <summary>
    /// Registers what the author of an assembly declares on it: <see cref="WeftFamilyAttribute"/>,
    /// <see cref="WeftSerializerAttribute"/>, <see cref="WeftCompressionAttribute"/>. Loads nothing, and allows no
    /// types but those that serializers are registered for.
    /// </summary>
    /// <exception cref="ArgumentException">A class is not what its attribute says, or cannot be made.</exception>
    public void RegisterAssembly(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        AssemblyDeclarations.Apply(assembly, this);
    }

    /// <summary>
    /// Puts registrations off until a type of an assembly, or a name that carries it, is first met. Each runs once; one
    /// that throws fails the call that met it and is tried again the next time. It may wait for other threads that
    /// register; what meets the type from within it finds what is registered so far.
    /// </summary>
    /// <param name="assemblyName">The simple name, such as <c>Apache.Arrow</c>.</param>
    /// <param name="register">What to register then.</param>
    public void RegisterLazy(string assemblyName, Action<SerializerRegistry> register)
    {
        ArgumentException.ThrowIfNullOrEmpty(assemblyName);
        ArgumentNullException.ThrowIfNull(register);
        Change(v => v with
        {
            HasUsers = true,
            Lazy = v.Lazy.TryGetValue(assemblyName, out var earlier)
                ? v.Lazy.SetItem(assemblyName, earlier + register)
                : v.Lazy.Add(assemblyName, register),
        });
    }

    /// <summary>Adds a codec for frames, or replaces the one of the same name.</summary>
    /// <exception cref="ArgumentException">A name that is empty, too long, or means a setting.</exception>
    public void RegisterCompression(ICompressionCodec codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        Compressions.RequireName(codec.Name);
        Change(v => v with { Codecs = v.Codecs.SetItem(codec.Name, codec) });
    }

    /// <summary>
    /// The name of the codec that a setting stands for: a registered name itself; null for null and <c>off</c>; for
    /// <c>auto</c> the first that is registered of <c>lz4</c>, <c>snappy</c> and <c>brotli</c>.
    /// </summary>
    /// <exception cref="ArgumentException">A name that is not registered; the message lists those that are.</exception>
    public string? ResolveCompression(string? setting) => _view.ResolveCompression(setting);

    /// <summary>Allows values of a type to be decoded.</summary>
    public void AllowType(Type type) => Change(v => v with { Types = v.Types.AllowType(type) });

    /// <summary>Allows values of every type of an assembly to be decoded.</summary>
    public void AllowAssembly(Assembly assembly) => Change(v => v with { Types = v.Types.AllowAssembly(assembly) });

    /// <summary>Forbids values of a type, whatever else allows it.</summary>
    public void DenyType(Type type) => Change(v => v with { Types = v.Types.DenyType(type) });

    /// <summary>Gives a function a name by which tasks may call it in any process that registers the same.</summary>
    public void RegisterFunction(string name, Delegate function)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(function);
        Change(v => v with { Functions = v.Functions.SetItem(name, function) });
    }

    /// <summary>The function of a name.</summary>
    public bool TryGetFunction(string name, [NotNullWhen(true)] out Delegate? function) =>
        _view.Functions.TryGetValue(name, out function);

    /// <summary>The name under which a function was registered.</summary>
    public bool TryGetFunctionName(Delegate function, [NotNullWhen(true)] out string? name)
    {
        foreach (var entry in _view.Functions)
        {
            if (!entry.Value.Equals(function)) continue;
            name = entry.Key;
            return true;
        }

        name = null;
        return false;
    }

    internal IEnumerable<string> FamilyNames => _view.Families.Keys;

    internal IEnumerable<string> CodecNames => _view.Codecs.Keys;

    internal IEnumerable<string> TypeSerializerNames => _view.ByName.Keys;

    internal void AddReader(ITypeSerializer serializer) =>
        Change(v => v with { ByName = v.ByName.SetItem(serializer.Name, serializer) });

    internal void AddFactory(ITypeSerializerFactory factory) =>
        Change(v => v with { Factories = v.Factories.Add(factory) });

    /// <summary>The view after all that was put off for a type's assemblies has been registered.</summary>
    internal RegistryView LoadLazy(RegistryView view, Type type)
    {
        if (view.Lazy.IsEmpty) return view;
        if (type.HasElementType) return LoadLazy(view, type.GetElementType()!);
        for (var level = type; level is not null; level = level.BaseType) view = LoadLazy(view, NameOf(level));
        foreach (var contract in type.GetInterfaces()) view = LoadLazy(view, NameOf(contract));
        foreach (var argument in type.GenericTypeArguments) view = LoadLazy(view, argument);
        return view;

        static string NameOf(Type part) => LoadedAssemblies.NameOf(part.Assembly);
    }

    /// <summary>The view after all that was put off for an assembly has been registered.</summary>
    internal RegistryView LoadLazy(RegistryView view, string assemblyName)
    {
        if (!view.Lazy.ContainsKey(assemblyName)) return view;
        _loading.Run(this, assemblyName);
        return _view;
    }

    /// <summary>Forgets what was put off and has run; what was put off meanwhile stays.</summary>
    internal void RemoveLazy(string assemblyName, Action<SerializerRegistry> done) => Change(v =>
        v.Lazy.GetValueOrDefault(assemblyName) - done is { } left
            ? v with { Lazy = v.Lazy.SetItem(assemblyName, left) }
            : v with { Lazy = v.Lazy.Remove(assemblyName) });

    private void Change(Func<RegistryView, RegistryView> change)
    {
        lock (_changing) _view = change(_view);
    }
}
