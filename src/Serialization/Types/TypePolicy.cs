using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;

namespace Weft.Serialization;

/// <summary>
/// Which types a peer's bytes may name. Closed by default: a type is decoded only if it is built in, carries
/// <see cref="WeftSerializableAttribute"/>, or was allowed by type, by name or by assembly; what is denied stays denied
/// whatever else is said. A constructed type is allowed where its definition and all its arguments are, an array where
/// its elements are. Names from the wire are parsed by our own grammar and looked up in tables of allowed types; no
/// text from a peer reaches the runtime's loader.
/// <para>
/// The sending side asks too, so that a forgotten type is noticed at home, with the path of the member that holds it.
/// A role that answers others who decide for themselves what they take (a worker) uses <see cref="EncodeUnlisted"/>.
/// </para>
/// Immutable and safe to share between threads; each method returns another policy.
/// </summary>
public sealed partial class TypePolicy
{
    // Names that are kept with their types; others are parsed again.
    private const int ResolvedMax = 65_536;
    private const int ResolvedCharsMax = 512;

    private readonly Rules _rules;
    private readonly ConcurrentDictionary<string, Type> _resolved = new(StringComparer.Ordinal);

    // A peer may name ever new combinations of allowed types, and the runtime never forgets a combination.
    private readonly ConcurrentDictionary<TypeMaking, Type> _made = new();
    private readonly ConcurrentDictionary<Type, bool> _allowed = new();
    private readonly ConcurrentDictionary<Type, bool> _encodable = new();
    private readonly ConcurrentDictionary<Type, bool> _denied = new();
    private readonly bool _deniesAny;
    private readonly LateTypes? _late;
    private int _madeCount;

    private TypePolicy(Rules rules, LateTypes? late = null) => (_rules, _late, _deniesAny) =
        (rules, late, rules.DeniedTypes.Count > 0 || rules.DeniedAssemblies.Count > 0 || late is not null);

    /// <summary>Built-in and attributed types, nothing else.</summary>
    public static TypePolicy Closed { get; } = new(new Rules());

    /// <summary>Allows one type; a generic definition stands for all its constructions over allowed
    /// arguments.</summary>
    public TypePolicy AllowType<T>() => AllowType(typeof(T));

    /// <inheritdoc cref="AllowType{T}"/>
    public TypePolicy AllowType(Type type)
    {
        var definition = Definition(type);
        OwnTypes.Add(type);
        return With(_rules with { Types = _rules.Types.SetItem(TypeNames.OfDefinition(definition), definition) });
    }

    /// <summary>
    /// Allows a type by its name on the wire, <c>[Shop]Shop.Trade</c> or <c>[Shop]Shop.Box`1</c>. It is found once its
    /// assembly is loaded; the name loads nothing.
    /// </summary>
    /// <exception cref="ArgumentException">The text is not the name of a definition with its assembly.</exception>
    public TypePolicy AllowType(string name) => With(_rules with { TypeNames = _rules.TypeNames.Add(Parsed(name)) });

    /// <summary>Allows every type of an assembly, private and compiler-made ones included.</summary>
    public TypePolicy AllowAssembly(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return With(_rules with { Assemblies = _rules.Assemblies.Add(assembly) });
    }

    /// <summary>Allows every type of the loaded assemblies with this simple name; the name loads nothing.</summary>
    public TypePolicy AllowAssembly(string simpleName)
    {
        ArgumentException.ThrowIfNullOrEmpty(simpleName);
        return With(_rules with { AssemblyNames = _rules.AssemblyNames.Add(simpleName) });
    }

    /// <summary>Denies a type, or with a generic definition all its constructions, whatever else allows it.</summary>
    public TypePolicy DenyType<T>() => DenyType(typeof(T));

    /// <inheritdoc cref="DenyType{T}"/>
    public TypePolicy DenyType(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return With(_rules with { DeniedTypes = _rules.DeniedTypes.Add(type) });
    }

    /// <summary>Denies every type of an assembly, whatever else allows them.</summary>
    public TypePolicy DenyAssembly(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return With(_rules with { DeniedAssemblies = _rules.DeniedAssemblies.Add(assembly) });
    }

    /// <summary>
    /// The same policy for decoding, while encoding refuses only what is denied: the receiver's policy decides. Meant
    /// for workers, whose results go to clients that allow more than they do.
    /// </summary>
    public TypePolicy EncodeUnlisted() => With(_rules with { EncodesUnlisted = true });

    /// <summary>What this policy allows and what the other does; what either denies stays denied.</summary>
    public TypePolicy Union(TypePolicy other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var theirs = other._rules;
        return With(new Rules
        {
            Types = _rules.Types.SetItems(theirs.Types),
            TypeNames = _rules.TypeNames.Union(theirs.TypeNames),
            Assemblies = _rules.Assemblies.Union(theirs.Assemblies),
            AssemblyNames = _rules.AssemblyNames.Union(theirs.AssemblyNames),
            DeniedTypes = _rules.DeniedTypes.Union(theirs.DeniedTypes),
            DeniedAssemblies = _rules.DeniedAssemblies.Union(theirs.DeniedAssemblies),
            EncodesUnlisted = _rules.EncodesUnlisted || theirs.EncodesUnlisted,
        });
    }

    /// <summary>True where a value of the type may be decoded.</summary>
    public bool Allows(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (_allowed.TryGetValue(type, out bool known)) return known;
        if (_late?.After(type) is { } later) return later.Allows(type);
        return Keep(_allowed, type, IsAllowed(type));
    }

    /// <summary>True where a value of the type may be encoded: see <see cref="EncodeUnlisted"/>.</summary>
    public bool AllowsEncoding(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (_encodable.TryGetValue(type, out bool known)) return known;
        if (_late?.After(type) is { } later) return later.AllowsEncoding(type);
        return Keep(_encodable, type, _rules.EncodesUnlisted ? !IsDenied(type) : IsAllowed(type));
    }

    /// <summary>True where anything is denied: what most policies need not ask further.</summary>
    internal bool DeniesAny => _deniesAny;

    /// <summary>
    /// True where a type, or one that it is made of, is denied: a serializer registered for it changes nothing. Costs a
    /// branch where nothing is denied.
    /// </summary>
    internal bool Denies(Type type) => _deniesAny && DeniesKnown(type);

    /// <summary>The same policy, which first registers what was put off until a type is met.</summary>
    internal TypePolicy With(LateTypes late) => new(_rules, late);

    /// <summary>Refuses what a payload holds without naming it: the header or the form says what it is.</summary>
    /// <exception cref="DeserializationRefusedException">The type, or one that it is made of, is denied.</exception>
    internal void RefuseDenied(Type type)
    {
        if (Denies(type)) throw new DeserializationRefusedException($"the payload holds a {type}: {WhyRefused(type)}");
    }

    /// <summary>One sentence that says why the type is refused and what would change that.</summary>
    public string WhyRefused(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (_late?.After(type) is { } later) return later.WhyRefused(type);
        if (DeniedIn(type) is { } denied)
            return $"type {denied} is denied by the type policy (DenyType or DenyAssembly)";
        foreach (var part in Parts(type))
        {
            if (part.IsAssignableTo(typeof(MessageValue)))
            {
                return $"a {part.Name} stands for its value alone, in a message, and in a collection that is taken " +
                    "apart (IterateCollection), not within an object: put the value itself there";
            }

            if (!IsListed(part)) return NotAllowed(part.ToString(), part.Name, part.Assembly.GetName().Name);
        }

        return $"type {type} is allowed";
    }

    /// <summary>The name under which a type travels; allowed or not.</summary>
    /// <exception cref="ArgumentException">The type is open, a pointer or a reference.</exception>
    public string NameOf(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Weft.Serialization.TypeNames.Of(type);
    }

    private bool DeniesKnown(Type type)
    {
        if (_denied.TryGetValue(type, out bool known)) return known;
        return _late?.After(type) is { } later ? later.Denies(type) : Keep(_denied, type, IsDenied(type));
    }

    // A refusal within a registration may be allowed a moment later.
    private bool Keep(ConcurrentDictionary<Type, bool> answers, Type type, bool answer)
    {
        if (_late is null || _late.IsFinal) answers.TryAdd(type, answer);
        return answer;
    }

    private static string NotAllowed(string type, string shortName, string? assembly) =>
        $"type {type} is not allowed here: mark it [WeftSerializable], or allow it with AllowType<{shortName}>() or " +
        $"AllowAssembly(\"{assembly ?? "its assembly"}\") on the serializer registry or the type policy";

    private static TypePolicy With(Rules rules) => new(rules);

    private static Type Definition(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        while (type.HasElementType) type = type.GetElementType()!;
        return type.IsGenericType ? type.GetGenericTypeDefinition() : type;
    }

    private static string Parsed(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        try
        {
            var parsed = TypeNameParser.Parse(name, TypeNameLimits.From(Limits.Default));
            if (parsed is { Assembly: not null, Arguments.Count: 0, Ranks.Count: 0 }) return parsed.Definition;
        }
        catch (WireFormatException error)
        {
            throw new ArgumentException($"'{name}' is not the name of a type: {error.Message}", nameof(name), error);
        }

        throw new ArgumentException(
            $"'{name}' does not name a definition with its assembly: [Shop]Shop.Trade", nameof(name));
    }

    private sealed record Rules
    {
        public ImmutableDictionary<string, Type> Types { get; init; } =
            ImmutableDictionary.Create<string, Type>(StringComparer.Ordinal);

        public ImmutableHashSet<string> TypeNames { get; init; } =
            ImmutableHashSet.Create<string>(StringComparer.Ordinal);

        public ImmutableHashSet<Assembly> Assemblies { get; init; } = [];

        public ImmutableHashSet<string> AssemblyNames { get; init; } =
            ImmutableHashSet.Create<string>(StringComparer.OrdinalIgnoreCase);

        public ImmutableHashSet<Type> DeniedTypes { get; init; } = [];

        public ImmutableHashSet<Assembly> DeniedAssemblies { get; init; } = [];

        public bool EncodesUnlisted { get; init; }
    }
}
