using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>A collection without comparer: its elements in order.</summary>
/// <param name="count">How many elements it has.</param>
/// <param name="elements">They, in the order in which <paramref name="build"/> takes them.</param>
/// <param name="build">The collection of elements; the array is its own.</param>
internal sealed class SequenceCodec<TCollection, T>(
    Func<TCollection, int> count, Func<TCollection, IEnumerable<T>> elements, Func<T[], TCollection> build)
    : GraphCodec<TCollection>
{
    public override void Write(ref GraphWriter writer, TCollection value)
    {
        int expected = count(value);
        writer.Pack.WriteArrayHeader(expected);
        int index = 0;
        foreach (var item in elements(value))
        {
            writer.State.At(index++);
            Slot<T>.Instance.Write(ref writer, item);
        }

        if (index != expected) throw writer.State.Failed("changed while it was written");
    }

    public override TCollection Read(ref GraphReader reader)
    {
        int found = reader.Pack.ReadArrayHeader();
        reader.State.Charge((long)found * Unsafe.SizeOf<T>() + 64, "a collection");
        return build(Elements.Read<T>(ref reader, found));
    }
}

/// <summary>A set: its comparer, then its elements, which are complete before the first is inserted.</summary>
internal sealed class SetCodec<TCollection, T>(
    Func<TCollection, int> count,
    Func<TCollection, IEnumerable<T>> elements,
    KeyRule<TCollection, T> rule,
    Func<T[], object?, TCollection> build)
    : GraphCodec<TCollection>
{
    public override void Write(ref GraphWriter writer, TCollection value)
    {
        int expected = count(value);
        writer.Pack.WriteArrayHeader(checked(expected + 1));
        rule.Write(ref writer, value);
        writer.State.EnterKey();
        int index = 0;
        foreach (var item in elements(value))
        {
            writer.State.At(index++);
            Slot<T>.Instance.Write(ref writer, item);
        }

        writer.State.LeaveKey();
        if (index != expected) throw writer.State.Failed("changed while it was written");
    }

    public override TCollection Read(ref GraphReader reader)
    {
        int offset = reader.Pack.Offset;
        int found = reader.Pack.ReadArrayHeader() - 1;
        if (found < 0) throw new WireFormatException("a set begins with its comparer", offset);
        object? comparer = rule.Read(ref reader);
        reader.State.Charge(3L * found * (Unsafe.SizeOf<T>() + 16) + 96, "a set");
        reader.State.EnterKey();
        var items = Elements.Read<T>(ref reader, found);
        reader.State.LeaveKey();
        rule.Guard(items, comparer, reader.State.Limits);
        return build(items, comparer);
    }
}

/// <summary>A dictionary: its comparer, then keys and values by turns; all are complete before the first is
/// inserted.</summary>
internal sealed class MapCodec<TCollection, TKey, TValue>(
    Func<TCollection, IEnumerable<KeyValuePair<TKey, TValue>>> pairs,
    Func<TCollection, int> count,
    KeyRule<TCollection, TKey> rule,
    Func<KeyValuePair<TKey, TValue>[], object?, TCollection> build)
    : GraphCodec<TCollection>
    where TKey : notnull
{
    public override void Write(ref GraphWriter writer, TCollection value)
    {
        int expected = count(value);
        writer.Pack.WriteArrayHeader(checked(2 * expected + 1));
        rule.Write(ref writer, value);
        int index = 0;
        foreach (var (key, item) in pairs(value))
        {
            writer.State.At(index++);
            writer.State.EnterKey();
            Slot<TKey>.Instance.Write(ref writer, key);
            writer.State.LeaveKey();
            Slot<TValue>.Instance.Write(ref writer, item);
        }

        if (index != expected) throw writer.State.Failed("changed while it was written");
    }

    public override TCollection Read(ref GraphReader reader)
    {
        int offset = reader.Pack.Offset;
        int entries = reader.Pack.ReadArrayHeader();
        if (entries % 2 == 0) throw new WireFormatException("a dictionary is a comparer and pairs", offset);
        object? comparer = rule.Read(ref reader);
        int found = entries / 2;
        reader.State.Charge(3L * found * (Unsafe.SizeOf<KeyValuePair<TKey, TValue>>() + 16) + 128, "a dictionary");
        var keys = new TKey[found];
        var items = new KeyValuePair<TKey, TValue>[found];
        for (int i = 0; i < found; i++)
        {
            reader.State.EnterKey();
            keys[i] = Slot<TKey>.Instance.Read(ref reader);
            reader.State.LeaveKey();
            items[i] = new(keys[i], Slot<TValue>.Instance.Read(ref reader));
        }

        rule.Guard(keys, comparer, reader.State.Limits);
        return build(items, comparer);
    }
}
