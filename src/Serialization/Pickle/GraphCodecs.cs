using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// Which codec a type has; looked up once per type. Knows nothing of policies: what is allowed is asked where a name
/// is written or read.
/// </summary>
/// <param name="compiled">True to reach fields by code made at run time, false by reflection.</param>
internal sealed class GraphCodecs(bool compiled)
{
    private readonly ConcurrentDictionary<Type, GraphCodec> _known = new();

    // Types that may unload are not held.
    private readonly ConditionalWeakTable<Type, GraphCodec> _unloadable = [];

    /// <summary>The codecs of this process: compiled where the runtime may make code.</summary>
    public static GraphCodecs Default { get; } = new(RuntimeFeature.IsDynamicCodeSupported);

    /// <summary>The codec of a type; a <see cref="RefusedCodec"/> for one whose values cannot travel.</summary>
    public GraphCodec Find(Type type)
    {
        if (_known.TryGetValue(type, out var codec)) return codec;
        return type.IsCollectible ? _unloadable.GetValue(type, Make) : _known.GetOrAdd(type, Make);
    }

    private GraphCodec Make(Type type)
    {
        if (ScalarCodecs.TryGet(type, out var scalar)) return scalar;
        if (typeof(Type).IsAssignableFrom(type))
            return ScalarCodecs.TryGet(typeof(Type), out var types) ? types : Refuse(type, "has no serializer");
        if (Slots.TryGetExact(type) is { } exact) return exact;
        if (type.IsArray) return MakeArray(type);
        if (type.IsGenericType
            && TupleCodecs.TryMake(type, type.GetGenericTypeDefinition(), type.GetGenericArguments()) is { } tuple)
            return tuple;
        if (type.IsSubclassOf(typeof(MulticastDelegate))) return new DelegateCodec(type);
        return CollectionCodecs.TryMake(type) ?? MakeWalked(type);
    }

    private static GraphCodec MakeArray(Type type)
    {
        var element = type.GetElementType()!;
        if (element.IsPointer || element.IsFunctionPointer)
            return Refuse(type, "holds pointers, which mean nothing in another process");
        if (type.GetArrayRank() == 1 && !type.IsSZArray) return Refuse(type, "has a lower bound that is not 0");
        if (RawArrays.TryGet(type, out var raw)) return new RawArrayCodec(type, raw);
        if (type.IsSZArray) return Slots.Make(typeof(ArrayCodec<>), element);
        return (GraphCodec)Activator.CreateInstance(typeof(GridCodec<>).MakeGenericType(element), type)!;
    }

    private GraphCodec MakeWalked(Type type) =>
        WhyNotWalked(type) is { } reason ? Refuse(type, reason) : new WalkedCodec(type, compiled);

    private static string? WhyNotWalked(Type type)
    {
        if (type.IsPointer || type.IsFunctionPointer || type == typeof(nint) || type == typeof(nuint))
            return "is a pointer, which means nothing in another process";
        if (type.IsInterface || type.IsAbstract || type.ContainsGenericParameters || type.IsByRefLike)
            return "is abstract, open or bound to the stack: no value has exactly this type";
        if (BuiltInTypes.IsFramework(type)) return "has no serializer";
        if (WalkedFields.FrameworkBase(type) is { } parent)
        {
            return $"has no serializer: its base {parent} keeps fields that belong to the base library; register one " +
                "(SerializerRegistry.Register)";
        }

        if (HasFinalizer(type))
        {
            return "has a finalizer, so it holds something outside of .NET's memory: register a serializer for it " +
                "(SerializerRegistry.Register)";
        }

        return WhyNotFields(type);
    }

    private static string? WhyNotFields(Type type)
    {
        if (type.IsDefined(typeof(InlineArrayAttribute), false)
            || type.Name.EndsWith("__FixedBuffer", StringComparison.Ordinal))
            return "is a buffer inside a structure, which has no serializer: use an array";
        if (type.IsExplicitLayout && WalkedFields.All(type).Any(f => !f.FieldType.IsValueType))
            return "lays references out by hand: register a serializer for it (SerializerRegistry.Register)";
        if (GraphCallbacks.FirstMalformed(type) is { } method)
        {
            return $"has the method {method.Name}, which a serialization attribute marks and which does not take one " +
                "StreamingContext and return nothing";
        }

        var pointer =
            WalkedFields.All(type).FirstOrDefault(
                f => f.FieldType.IsPointer || f.FieldType.IsFunctionPointer || f.FieldType.IsByRef);
        return pointer is null
            ? null
            : $"has the pointer field {pointer.Name}, which means nothing in another process: mark it [NonSerialized]";
    }

    private static bool HasFinalizer(Type type) => type.GetMethod(
        "Finalize", BindingFlags.Instance | BindingFlags.NonPublic, Type.EmptyTypes) is { } method &&
        method.DeclaringType != typeof(object);

    private static RefusedCodec Refuse(Type type, string reason) => new(type, reason);
}
