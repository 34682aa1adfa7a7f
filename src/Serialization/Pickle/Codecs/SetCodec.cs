using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>A set: its comparer, then its elements, each whole before it is inserted.</summary>
/// <param name="count">How many elements it has.</param>
/// <param name="elements">They.</param>
/// <param name="rule">What finds them.</param>
/// <param name="make">An empty set for so many, which elements may refer back to; null where it cannot be made
/// empty.</param>
/// <param name="add">Adds an element; false where it is there already.</param>
/// <param name="build">The set of all its elements, whose memory is lent; used where there is no
/// <paramref name="make"/>.</param>
internal sealed class SetCodec<TCollection, T>(
    Func<TCollection, int> count,
    Func<TCollection, IEnumerable<T>> elements,
    KeyRule<TCollection, T> rule,
    Func<int, object?, TCollection>? make,
    Func<TCollection, T, bool>? add,
    Func<ArraySegment<T>, object?, TCollection>? build)
    : GraphCodec<TCollection>
{
    public override bool IsOpen => make is not null;

    public override void Write(ref GraphWriter writer, TCollection value)
    {
        int expected = count(value);
        writer.Pack.WriteArrayHeader(checked(expected + 1));
        object? comparer = rule.ComparerOf(value);
        rule.Write(ref writer, comparer);
        var kind = rule.KindOf(comparer);
        var guard = rule.Guard(expected, comparer, writer.State.Limits);
        int index = 0;
        foreach (var item in elements(value))
        {
            guard.Check(writer.State, item);
            writer.State.At(index++);
            writer.WriteKey(item, kind);
        }

        if (index != expected) throw writer.State.Failed("changed while it was written");
    }

    public override TCollection Read(ref GraphReader reader) => (TCollection)ReadBody(ref reader, -1)!;

    public override object? ReadBody(ref GraphReader reader, int number)
    {
        int offset = reader.Pack.Offset;
        int found = reader.Pack.ReadArrayHeader() - 1;
        if (found < 0) throw new WireFormatException("a set begins with its comparer, found no entry", offset);
        object? comparer = rule.Read(ref reader);
        reader.State.Charge(3L * found * (Unsafe.SizeOf<T>() + 16) + 96, "a set");
        var guard = rule.Guard(found, comparer, reader.State.Limits);
        object? value = make is null ? ReadAll(ref reader, found, comparer, guard)
            : ReadOneByOne(ref reader, number, make(found, comparer), found, comparer, guard);
        if (make is null) reader.State.Fill(number, value);
        return value;
    }

    private object? ReadOneByOne(
        ref GraphReader reader, int number, TCollection set, int found, object? comparer, in KeyGuard<T> guard)
    {
        reader.State.Fill(number, set);
        var kind = rule.KindOf(comparer);
        for (int i = 0; i < found; i++)
        {
            var item = reader.ReadKey<T>(kind);
            guard.Check(item);
            Twice.Refuse(add!(set, item), item);
        }

        return set;
    }

    private object? ReadAll(ref GraphReader reader, int found, object? comparer, in KeyGuard<T> guard)
    {
        var items = System.Buffers.ArrayPool<T>.Shared.Rent(found);
        var kind = rule.KindOf(comparer);
        for (int i = 0; i < found; i++)
        {
            items[i] = reader.ReadKey<T>(kind);
            guard.Check(items[i]);
        }

        var set = build!(new ArraySegment<T>(items, 0, found), comparer);
        Twice.Refuse(count(set), found);
        Elements.GiveBack(items);
        return set;
    }
}

/// <summary>The refusal of keys that stand twice.</summary>
internal static class Twice
{
    private const int ShownCharsMax = 40;

    /// <summary>Throws unless the key was new.</summary>
    public static void Refuse<T>(bool isNew, T key)
    {
        if (!isNew) throw new WireFormatException($"a dictionary or set has the key {Shown(key)} twice");
    }

    /// <summary>Throws unless a collection that was built at once has as many keys as there were.</summary>
    public static void Refuse(int built, int found)
    {
        if (built != found)
            throw new WireFormatException($"a dictionary or set has {found - built} of its {found} keys twice");
    }

    // Only what is written by code that we know: a key's own ToString is the user's.
    private static string Shown<T>(T key)
    {
        string text = key is string or bool or char or Guid or int or long or double or uint or ulong or short or byte
            ? Convert.ToString(key, System.Globalization.CultureInfo.InvariantCulture) ?? ""
            : $"of type {typeof(T)}";
        return text.Length <= ShownCharsMax ? text : string.Concat(text.AsSpan(0, ShownCharsMax), "…");
    }
}
