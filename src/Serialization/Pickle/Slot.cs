using System.Reflection;

namespace Weft.Serialization;

/// <summary>
/// A place of a declared type: a field, an element, a key. Where the declared type alone says what a value is (scalars,
/// enums, tuples of structures and their like) the body stands there bare; everywhere else a value with its type's
/// name.
/// </summary>
/// <typeparam name="T">The declared type.</typeparam>
internal abstract class Slot<T>
{
    /// <summary>The slot of this type.</summary>
    public static Slot<T> Instance { get; } =
        Slots.TryGetExact(typeof(T)) is GraphCodec<T> codec ? new BareSlot(codec) : new ValueSlot();

    /// <summary>A slot that holds a value with its type's name, whatever the declared type says.</summary>
    public static Slot<T> OfValue { get; } = new ValueSlot();

    /// <summary>True where the body stands bare.</summary>
    public abstract bool IsBare { get; }

    /// <summary>Writes a value of the declared type.</summary>
    public abstract void Write(ref GraphWriter writer, T value);

    /// <summary>Reads a value of the declared type.</summary>
    public abstract T Read(ref GraphReader reader);

    /// <summary>A value that was read, as the declared type.</summary>
    /// <exception cref="WireFormatException">It is none.</exception>
    public static T Cast(object? value, int offset)
    {
        if (value is T typed) return typed;
        if (value is null && default(T) is null) return default!;
        throw new WireFormatException(
            $"expected a value of type {typeof(T)}, found {value?.GetType().ToString() ?? "null"}", offset);
    }

    private sealed class BareSlot(GraphCodec<T> codec) : Slot<T>
    {
        public override bool IsBare => true;

        public override void Write(ref GraphWriter writer, T value) => codec.Write(ref writer, value);

        public override T Read(ref GraphReader reader) => codec.Read(ref reader);
    }

    private sealed class ValueSlot : Slot<T>
    {
        public override bool IsBare => false;

        public override void Write(ref GraphWriter writer, T value) => writer.WriteValue(value);

        public override T Read(ref GraphReader reader)
        {
            if (typeof(T).IsValueType && reader.Pack.PeekType() == MsgPackType.Array) return reader.ReadStructure<T>();
            int offset = reader.Pack.Offset;
            return Cast(reader.ReadValue(), offset);
        }
    }
}

/// <summary>Which declared types say all about their values.</summary>
internal static class Slots
{
    /// <summary>The codec of a type whose values stand bare in slots, or null.</summary>
    public static GraphCodec? TryGetExact(Type type)
    {
        if (ScalarCodecs.TryGet(type, out var scalar))
            return type.IsValueType || type == typeof(string) ? scalar : null;
        if (type.IsEnum) return Make(typeof(EnumCodec<>), type);
        if (!type.IsGenericType) return null;
        var definition = type.GetGenericTypeDefinition();
        var arguments = type.GetGenericArguments();
        if (definition == typeof(Nullable<>)) return Make(typeof(NullableCodec<>), arguments);
        if (definition == typeof(KeyValuePair<,>)) return Make(typeof(PairCodec<,>), arguments);
        return type.IsValueType ? TupleCodecs.TryMake(type, definition, arguments) : null;
    }

    /// <summary>A codec class closed over type arguments.</summary>
    public static GraphCodec Make(Type codec, params Type[] arguments)
    {
        try
        {
            return (GraphCodec)Activator.CreateInstance(codec.MakeGenericType(arguments), nonPublic: true)!;
        }
        catch (TargetInvocationException error) when (error.InnerException is not null)
        {
            throw error.InnerException;
        }
    }
}
