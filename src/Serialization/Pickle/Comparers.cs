namespace Weft.Serialization;

/// <summary>
/// The comparers that travel: the default as nil, <see cref="StringComparer.Ordinal"/> as 1,
/// <see cref="StringComparer.OrdinalIgnoreCase"/> as 2, <see cref="ReferenceEqualityComparer"/> as 3, and an object of
/// a user's own class as a value. Any other of the base library depends on the process it is in.
/// </summary>
internal static class Comparers
{
    /// <summary>Writes the comparer of a collection.</summary>
    public static void Write(ref GraphWriter writer, object? comparer, bool isDefault)
    {
        if (comparer is null || isDefault) writer.Pack.WriteNil();
        else if (ReferenceEquals(comparer, StringComparer.Ordinal)) writer.Pack.WriteInt64(1);
        else if (ReferenceEquals(comparer, StringComparer.OrdinalIgnoreCase)) writer.Pack.WriteInt64(2);
        else if (comparer is ReferenceEqualityComparer) writer.Pack.WriteInt64(3);
        else WriteOwn(ref writer, comparer);
    }

    /// <summary>Reads the comparer of a hash collection.</summary>
    public static IEqualityComparer<T>? ReadEquality<T>(ref GraphReader reader) =>
        Read<IEqualityComparer<T>, T>(ref reader);

    /// <summary>Reads the comparer of a sorted collection.</summary>
    public static IComparer<T>? ReadOrder<T>(ref GraphReader reader) => Read<IComparer<T>, T>(ref reader);

    /// <summary>True where texts hash with a seed of the process.</summary>
    public static bool IsSeeded(object? comparer) =>
        comparer is null || ReferenceEquals(comparer, EqualityComparer<string>.Default) ||
        ReferenceEquals(comparer, StringComparer.Ordinal) ||
        ReferenceEquals(comparer, StringComparer.OrdinalIgnoreCase);

    private static void WriteOwn(ref GraphWriter writer, object comparer)
    {
        if (BuiltInTypes.IsFramework(comparer.GetType()))
        {
            throw writer.State.Failed(
                $"has the comparer {comparer.GetType()}, which cannot travel: use the default, " +
                "StringComparer.Ordinal, StringComparer.OrdinalIgnoreCase or a class of your own, or register a " +
                "serializer");
        }

        // Whole before the first key is compared, so nothing in it is shared or put off.
        writer.State.At("Comparer");
        writer.State.EnterKey();
        writer.WriteValue(comparer);
        writer.State.LeaveKey();
        writer.State.At(null);
    }

    private static TComparer? Read<TComparer, T>(ref GraphReader reader)
        where TComparer : class
    {
        if (reader.Pack.TryReadNil()) return null;
        int offset = reader.Pack.Offset;
        object? comparer = reader.Pack.PeekType() == MsgPackType.Integer ? Named<T>(ref reader) : ReadOwn(ref reader);
        return comparer as TComparer ?? throw new WireFormatException(
            $"expected a comparer of {typeof(T)}, found {comparer?.GetType().ToString() ?? "none of that number"}",
            offset);
    }

    private static object? ReadOwn(ref GraphReader reader)
    {
        reader.State.EnterKey();
        object? comparer = reader.ReadValue();
        reader.State.LeaveKey();
        return comparer;
    }

    private static object? Named<T>(ref GraphReader reader) => reader.Pack.ReadInt32() switch
    {
        1 when typeof(T) == typeof(string) => StringComparer.Ordinal,
        2 when typeof(T) == typeof(string) => StringComparer.OrdinalIgnoreCase,
        3 when !typeof(T).IsValueType => ReferenceEqualityComparer.Instance,
        _ => null,
    };
}
