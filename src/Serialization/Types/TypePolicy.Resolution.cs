using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text;

namespace Weft.Serialization;

// How a name from the wire becomes a type, and how a type is judged.
public sealed partial class TypePolicy
{
    // Names up to this length are looked up without a text being made of them.
    private const int KnownCharsMax = 128;

    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    /// <summary>The type that a name from the wire means under this policy.</summary>
    /// <param name="name">Text in the grammar of docs/wire-pickle.md; foreign bytes.</param>
    /// <param name="limits">How long, deep and wide the name may be.</param>
    /// <exception cref="WireFormatException">The text breaks the grammar, a limit, or a type's constraints.</exception>
    /// <exception cref="DeserializationRefusedException">A type that it names is denied or not allowed.</exception>
    public Type Resolve(string name, Limits limits)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(limits);
        return name.Length <= limits.TypeNameCharsMax && _resolved.TryGetValue(name, out var known)
            ? known
            : ResolveNew(name, limits, null);
    }

    /// <summary>As <see cref="Resolve(string, Limits)"/>; no text is made of a name that was met before.</summary>
    internal Type Resolve(ReadOnlySpan<byte> utf8, Limits limits, int offset)
    {
        Span<char> name = stackalloc char[KnownCharsMax];
        if (utf8.Length <= Math.Min(name.Length, limits.TypeNameCharsMax) &&
            Ascii.ToUtf16(utf8, name, out int chars) == OperationStatus.Done &&
            _resolved.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name[..chars], out var known))
        {
            return known;
        }

        try
        {
            return Resolve(StrictUtf8.GetString(utf8), limits);
        }
        catch (DecoderFallbackException error)
        {
            throw new WireFormatException($"a type's name of {utf8.Length} bytes is not UTF-8", offset, error);
        }
    }

    /// <summary>As <see cref="Resolve(string, Limits)"/> with the default limits; false where it would throw.</summary>
    public bool TryResolve(string name, [NotNullWhen(true)] out Type? type)
    {
        type = null;
        try
        {
            type = Resolve(name, Limits.Default);
        }
        catch (Exception error) when (error is WireFormatException or DeserializationRefusedException)
        {
            // The caller has its own words for a name that means nothing here.
        }

        return type is not null;
    }

    /// <summary>
    /// As <see cref="Resolve(string, Limits)"/>, where the types of one assembly count as allowed unless denied.
    /// </summary>
    internal Type ResolveWithin(Assembly admitted, string name, Limits limits) => ResolveNew(name, limits, admitted);

    private Type ResolveNew(string name, Limits limits, Assembly? admitted)
    {
        var parsed = TypeNameParser.Parse(name, TypeNameLimits.From(limits));
        if (_late?.After(parsed) is { } later) return later.ResolveNew(name, limits, admitted);
        var type = Bind(parsed, limits, admitted);
        if (admitted is null && name.Length <= ResolvedCharsMax && _resolved.Count < ResolvedMax)
            _resolved.TryAdd(name, type);
        return type;
    }

    private Type Bind(TypeName name, Limits limits, Assembly? admitted)
    {
        var definition = Find(name, admitted);
        int arity = definition.IsGenericTypeDefinition ? definition.GetGenericArguments().Length : 0;
        if (arity != name.Arguments.Count)
        {
            throw new WireFormatException(
                $"type {name.Definition} takes {arity} generic arguments, the name gives {name.Arguments.Count}");
        }

        var type = definition;
        try
        {
            if (arity > 0) type = Construct(definition, name, limits, admitted);
            foreach (int rank in name.Ranks) type = Make(new TypeMaking(type, [], rank), limits);
        }
        catch (Exception error) when (error is ArgumentException or TypeLoadException or NotSupportedException)
        {
            throw new WireFormatException($"the type {name} cannot be made: {error.Message}", -1, error);
        }

        if (IsDenied(type)) throw Refused(name, $"type {type} is denied by the type policy (DenyType or DenyAssembly)");
        return type;
    }

    private Type Construct(Type definition, TypeName name, Limits limits, Assembly? admitted)
    {
        var arguments = new Type[name.Arguments.Count];
        for (int i = 0; i < arguments.Length; i++) arguments[i] = Bind(name.Arguments[i], limits, admitted);
        return Make(new TypeMaking(definition, arguments, 0), limits);
    }

    // What the program itself knows is there whatever peers have named; what peers name is made once and counted.
    private Type Make(in TypeMaking making, Limits limits)
    {
        if (OwnTypes.TryGet(making, out var type) || _made.TryGetValue(making, out type)) return type;
        if (Interlocked.Increment(ref _madeCount) > limits.PeerTypesMax)
        {
            Interlocked.Decrement(ref _madeCount);
            string what = making.Rank > 0 ? $"array of {making.Definition}" : $"combination {making.Definition}";
            throw new WireFormatException(
                $"peers have named {limits.PeerTypesMax} types that this process did not know " +
                $"(Limits.PeerTypesMax); the new {what} is refused: name it in code (AllowType, Deserialize<T>), " +
                "or restart the process");
        }

        try
        {
            type = making.Make();
        }
        catch
        {
            Interlocked.Decrement(ref _madeCount);
            throw;
        }

        if (!_made.TryAdd(making, type)) Interlocked.Decrement(ref _madeCount);
        return type;
    }

    private Type Find(TypeName name, Assembly? admitted)
    {
        if (name.Assembly is null)
        {
            if (BuiltInTypes.TryGet(name.Name, out var builtIn)) return builtIn;
        }
        else if (TryFindListed(name, admitted, out var listed))
        {
            if (IsDeniedItself(listed))
                throw Refused(name, $"type {listed} is denied by the type policy (DenyType or DenyAssembly)");
            return listed;
        }

        int dot = name.Name.LastIndexOfAny(['.', '+']);
        throw Refused(name, NotAllowed(name.ToString(), name.Name[(dot + 1)..], name.Assembly));
    }

    private bool TryFindListed(TypeName name, Assembly? admitted, [NotNullWhen(true)] out Type? type)
    {
        if (_rules.Types.TryGetValue(name.Definition, out type)) return true;
        if (admitted is not null && LoadedAssemblies.NameOf(admitted) == name.Assembly &&
            AssemblyTypes.Of(admitted).TryGet(name.Name, out type))
        {
            return true;
        }

        foreach (var assembly in _rules.Assemblies)
        {
            if (LoadedAssemblies.NameOf(assembly) == name.Assembly &&
                AssemblyTypes.Of(assembly).TryGet(name.Name, out type))
            {
                return true;
            }
        }

        // Names, and attributes that nobody has seen yet: among what is loaded, never by loading.
        foreach (var assembly in LoadedAssemblies.Named(name.Assembly!))
        {
            if (AssemblyTypes.Of(assembly).TryGet(name.Name, out type) && IsListed(type)) return true;
        }

        type = null;
        return false;
    }

    private bool IsAllowed(Type type)
    {
        if (IsDenied(type)) return false;
        foreach (var part in Parts(type))
        {
            if (!IsListed(part)) return false;
        }

        return true;
    }

    private bool IsDenied(Type type) => DeniedIn(type) is not null;

    // The type, or what it is made of, that is denied. An array may be denied although its elements are not.
    private Type? DeniedIn(Type type)
    {
        if (!_deniesAny) return null;
        for (var array = type; array.HasElementType; array = array.GetElementType()!)
        {
            if (IsDeniedItself(array)) return array;
        }

        return Parts(type).FirstOrDefault(IsDeniedItself);
    }

    private bool IsDeniedItself(Type type) =>
        _rules.DeniedTypes.Contains(type) || _rules.DeniedAssemblies.Contains(type.Assembly) ||
        (type.IsGenericType && _rules.DeniedTypes.Contains(type.GetGenericTypeDefinition()));

    private bool IsListed(Type type)
    {
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        if (BuiltInTypes.Contains(definition) || _rules.Assemblies.Contains(definition.Assembly)) return true;
        if (definition.IsDefined(typeof(WeftSerializableAttribute), inherit: false)) return true;
        if (_rules.AssemblyNames.Count > 0 &&
            _rules.AssemblyNames.Contains(LoadedAssemblies.NameOf(definition.Assembly)))
        {
            return true;
        }

        if (_rules.Types.Count == 0 && _rules.TypeNames.Count == 0) return false;
        string name = Weft.Serialization.TypeNames.OfDefinition(definition);
        return _rules.TypeNames.Contains(name) || (_rules.Types.TryGetValue(name, out var own) && own == definition);
    }

    // The type itself and everything it is constructed from: element types, generic arguments. Each is judged alone.
    private static IEnumerable<Type> Parts(Type type)
    {
        if (type.HasElementType)
        {
            foreach (var part in Parts(type.GetElementType()!)) yield return part;
            yield break;
        }

        yield return type;
        if (!type.IsConstructedGenericType) yield break;
        foreach (var argument in type.GetGenericArguments())
        {
            foreach (var part in Parts(argument)) yield return part;
        }
    }

    private static DeserializationRefusedException Refused(TypeName name, string reason) =>
        new($"the payload names the type {name}: {reason}");
}
