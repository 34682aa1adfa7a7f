using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text;

namespace Weft.Serialization;

/// <summary>
/// What a registry held at one moment. Immutable but for its memory of look-ups: a call that began with a view ends
/// with it, whatever is registered meanwhile.
/// </summary>
internal sealed record RegistryView
{
    private readonly ConcurrentDictionary<Type, ITypeSerializer?> _found = new();

    private readonly ConcurrentDictionary<Type, bool> _holding = new();

    private volatile PlainRuns _plainRuns;

    private volatile TypePolicy? _policy;

    // Names as they stand in headers; made when the first payload is decoded.
    private volatile FamilyName[]? _familyNames;

    // Most calls ask for the same list as the call before.
    private volatile SerializerFamily[] _lastResolved = [];

    public RegistryView(SerializerRegistry registry) => Registry = registry;

    private RegistryView(RegistryView other)
    {
        // What was found before may be found elsewhere after a change: the memory is not copied.
        _found = new ConcurrentDictionary<Type, ITypeSerializer?>();
        _holding = new ConcurrentDictionary<Type, bool>();
        _lastResolved = [];
        Registry = other.Registry;
        Families = other.Families;
        ByType = other.ByType;
        ByName = other.ByName;
        ByDefinition = other.ByDefinition;
        Factories = other.Factories;
        Lazy = other.Lazy;
        Functions = other.Functions;
        Codecs = other.Codecs;
        Types = other.Types;
        HasUsers = other.HasUsers;
    }

    public SerializerRegistry Registry { get; }

    public ImmutableDictionary<string, SerializerFamily> Families { get; init; } =
        ImmutableDictionary.Create<string, SerializerFamily>(StringComparer.Ordinal);

    public ImmutableDictionary<Type, ITypeSerializer> ByType { get; init; } =
        ImmutableDictionary<Type, ITypeSerializer>.Empty;

    public ImmutableDictionary<string, ITypeSerializer> ByName { get; init; } =
        ImmutableDictionary.Create<string, ITypeSerializer>(StringComparer.Ordinal);

    public ImmutableDictionary<Type, Func<Type, ITypeSerializer>> ByDefinition { get; init; } =
        ImmutableDictionary<Type, Func<Type, ITypeSerializer>>.Empty;

    public ImmutableArray<ITypeSerializerFactory> Factories { get; init; } = [];

    public ImmutableDictionary<string, Action<SerializerRegistry>> Lazy { get; init; } =
        ImmutableDictionary.Create<string, Action<SerializerRegistry>>(StringComparer.OrdinalIgnoreCase);

    public ImmutableDictionary<string, Delegate> Functions { get; init; } =
        ImmutableDictionary.Create<string, Delegate>(StringComparer.Ordinal);

    public ImmutableDictionary<string, ICompressionCodec> Codecs { get; init; } =
        ImmutableDictionary.Create<string, ICompressionCodec>(StringComparer.Ordinal);

    public TypePolicy Types { get; init; } = TypePolicy.Closed;

    /// <summary>True where a per-type serializer may be registered beside those that every registry begins
    /// with.</summary>
    public bool HasUsers { get; init; }

    /// <summary><see cref="Types"/>, which first registers what was put off until a type is met.</summary>
    public TypePolicy Policy => _policy ??= Lazy.IsEmpty ? Types : Types.With(new LateTypes(this));

    /// <summary>True where the family <c>dask</c> and its readers of runs are Weft's own.</summary>
    public bool ReadsPlainRuns
    {
        get
        {
            if (_plainRuns == PlainRuns.Unknown) _plainRuns = HasPlainRuns() ? PlainRuns.Read : PlainRuns.Foreign;
            return _plainRuns == PlainRuns.Read;
        }
    }

    /// <summary>The families of a list, in its order.</summary>
    /// <exception cref="UnknownFamilyException">A name that is not registered.</exception>
    public SerializerFamily[] Resolve(IReadOnlyList<string> names)
    {
        var last = _lastResolved;
        if (IsSame(last, names)) return last;
        var families = new SerializerFamily[names.Count];
        for (int i = 0; i < families.Length; i++) families[i] = Family(names[i]);
        return _lastResolved = families;
    }

    /// <summary>The family of a name.</summary>
    /// <exception cref="UnknownFamilyException">A name that is not registered.</exception>
    public SerializerFamily Family(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Families.TryGetValue(name, out var family)) return family;
        throw new UnknownFamilyException(name, Families.Keys);
    }

    /// <summary>The family of a name as it stands in a header: no text is made of it.</summary>
    public bool TryFamily(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out SerializerFamily? family)
    {
        foreach (var known in _familyNames ??= [.. Families.Values.Select(f => new FamilyName(f))])
        {
            family = known.Family;
            if (utf8.SequenceEqual(known.Utf8)) return true;
        }

        family = null;
        return false;
    }

    /// <summary>The name of the codec that a setting stands for; null where it asks for none.</summary>
    /// <exception cref="UnknownCompressionException">A name that is not registered.</exception>
    public string? ResolveCompression(string? setting) => setting switch
    {
        null or Compressions.Off => null,
        Compressions.Auto => Compressions.Preferred.First(Codecs.ContainsKey),
        _ when Codecs.ContainsKey(setting) => setting,
        _ => throw new UnknownCompressionException(setting, Codecs.Keys),
    };

    /// <summary>
    /// The serializer for a type: its own, one made for it, or the nearest of a base type or interface that keeps the
    /// types of the values it is lent to.
    /// </summary>
    public bool TryFind(Type type, [NotNullWhen(true)] out ITypeSerializer? serializer)
    {
        if (_found.TryGetValue(type, out serializer)) return serializer is not null;
        var view = Registry.LoadLazy(this, type);
        serializer = view.Search(type);

        // What is missed within a registration may come a moment later.
        if (serializer is null && Registry.IsLoading) return false;

        // Types that unload must not be held by the memory of look-ups.
        if (!type.IsCollectible) view._found.TryAdd(type, serializer);
        if (!type.IsCollectible) _found.TryAdd(type, serializer);
        return serializer is not null;
    }

    /// <summary>True where a user's serializer takes the values of a type.</summary>
    public bool IsUsers(Type type) => HasUsers && TryFind(type, out var found) &&
        (found is IUsersSerializer || found.GetType().Assembly != typeof(RegistryView).Assembly);

    /// <summary>
    /// True for a user's structure whose values, or some fields of it, a user's serializer takes: its memory is not
    /// what travels.
    /// </summary>
    public bool HoldsUsers(Type type)
    {
        bool mayHold = HasUsers && type is { IsValueType: true, IsPrimitive: false, IsEnum: false } &&
            !BuiltInTypes.IsFramework(type);
        if (!mayHold) return false;
        if (_holding.TryGetValue(type, out bool holds)) return holds;
        holds = IsUsers(type) || Array.Exists(
            type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic),
            field => HoldsUsers(field.FieldType));
        if (!type.IsCollectible) _holding.TryAdd(type, holds);
        return holds;
    }

    /// <summary>True where a type has a serializer in this view as it is; registers nothing that was put off.</summary>
    public bool Has(Type type) =>
        _found.TryGetValue(type, out var found) ? found is not null : Search(type) is not null;

    /// <summary>The serializer behind a name from the wire.</summary>
    /// <exception cref="DeserializationRefusedException">
    /// The name is that of a type made of others, some of which are not allowed.
    /// </exception>
    public bool TryFind(
        string name, in LoadsRequest request, [NotNullWhen(true)] out ITypeSerializer? serializer)
    {
        if (ByName.TryGetValue(name, out serializer)) return true;
        int end = name.StartsWith('[') ? name.IndexOf(']') : -1;
        var view = end > 0 ? Registry.LoadLazy(this, name[1..end]) : this;
        if (view.ByName.TryGetValue(name, out serializer)) return true;
        foreach (var definition in view.ByDefinition.Keys)
        {
            if (!name.StartsWith(TypeNames.OfDefinition(definition) + "[", StringComparison.Ordinal)) continue;
            var type = request.Types.Resolve(name, request.Limits);
            return view.TryFind(type, out serializer) && serializer.Type == type;
        }

        return false;
    }

    /// <summary>
    /// The registered base type or interface of a type that has no serializer, because that one would not keep it.
    /// </summary>
    public Type? FindBaseThatLosesType(Type type) =>
        Bases(type).FirstOrDefault(candidate => TryExact(candidate, out var found) && !found.KeepsActualType);

    private static bool IsSame(SerializerFamily[] families, IReadOnlyList<string> names)
    {
        if (families.Length != names.Count) return false;
        for (int i = 0; i < families.Length; i++)
        {
            if (families[i].Name != names[i]) return false;
        }

        return true;
    }

    private ITypeSerializer? Search(Type type)
    {
        if (TryExact(type, out var exact)) return exact;
        foreach (var factory in Factories)
        {
            if (factory.TryCreate(type, this, out var made)) return made;
        }

        foreach (var candidate in Bases(type))
        {
            if (TryExact(candidate, out var inherited) && inherited.KeepsActualType) return inherited;
        }

        return null;
    }

    private bool TryExact(Type type, [NotNullWhen(true)] out ITypeSerializer? serializer)
    {
        if (ByType.TryGetValue(type, out serializer)) return true;
        if (!type.IsConstructedGenericType || type.ContainsGenericParameters) return false;
        if (!ByDefinition.TryGetValue(type.GetGenericTypeDefinition(), out var create)) return false;
        serializer = new ConstructedSerializer(type, create(type));
        return true;
    }

    // Base types from the nearest. Interfaces have no order of their own: the most derived first, then by name, so that
    // all processes agree.
    private static IEnumerable<Type> Bases(Type type)
    {
        for (var parent = type.BaseType; parent is not null; parent = parent.BaseType) yield return parent;
        foreach (var contract in type.GetInterfaces()
            .OrderByDescending(i => i.GetInterfaces().Length)
            .ThenBy(i => i.FullName, StringComparer.Ordinal))
        {
            yield return contract;
        }
    }

    private bool HasPlainRuns() =>
        Families.GetValueOrDefault(DaskFamily.FamilyName) is DaskFamily &&
        BlockKinds.All.All(kind => ByName.GetValueOrDefault(BlockKinds.NameOf(kind)) is BlockReader);

    private enum PlainRuns
    {
        Unknown,
        Read,
        Foreign,
    }

    private sealed class FamilyName(SerializerFamily family)
    {
        public SerializerFamily Family => family;

        public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(family.Name);
    }
}
