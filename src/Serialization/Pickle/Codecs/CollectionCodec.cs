using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>A collection without comparer, made empty: an element may refer back to it.</summary>
/// <param name="count">How many elements it has.</param>
/// <param name="elements">They, in the order in which they are added.</param>
/// <param name="make">An empty collection for so many.</param>
/// <param name="add">Adds one.</param>
internal sealed class SequenceCodec<TCollection, T>(
    Func<TCollection, int> count,
    Func<TCollection, IEnumerable<T>> elements,
    Func<int, TCollection> make,
    Action<TCollection, T> add)
    : GraphCodec<TCollection>
{
    public override bool IsOpen => true;

    public override void Write(ref GraphWriter writer, TCollection value) =>
        Sequences.Write(ref writer, count(value), elements(value));

    public override TCollection Read(ref GraphReader reader) => (TCollection)ReadBody(ref reader, -1)!;

    public override object? ReadBody(ref GraphReader reader, int number)
    {
        int found = reader.Pack.ReadArrayHeader();
        reader.State.Charge((long)found * Unsafe.SizeOf<T>() + 64, "a collection");
        var collection = make(found);
        reader.State.Fill(number, collection);
        for (int i = 0; i < found; i++) add(collection, Slot<T>.Instance.Read(ref reader));
        return collection;
    }
}

/// <summary>A list without raw elements; the commonest collection, so without a call for each element.</summary>
internal sealed class ListCodec<T> : GraphCodec<List<T>>
{
    public override bool IsOpen => true;

    public override void Write(ref GraphWriter writer, List<T> value)
    {
        int count = value.Count;
        writer.Pack.WriteArrayHeader(count);
        for (int i = 0; i < value.Count; i++)
        {
            writer.State.At(i);
            Slot<T>.Instance.Write(ref writer, value[i]);
        }

        if (count != value.Count) throw writer.State.Failed("changed while it was written");
    }

    public override List<T> Read(ref GraphReader reader) => (List<T>)ReadBody(ref reader, -1);

    public override object ReadBody(ref GraphReader reader, int number)
    {
        int found = reader.Pack.ReadArrayHeader();
        reader.State.Charge((long)found * Unsafe.SizeOf<T>() + 64, "a list");
        var list = new List<T>(found);
        reader.State.Fill(number, list);
        for (int i = 0; i < found; i++) list.Add(Slot<T>.Instance.Read(ref reader));
        return list;
    }
}

/// <summary>A collection without comparer, built of all its elements at once.</summary>
/// <param name="count">How many elements it has.</param>
/// <param name="elements">They, in the order in which <paramref name="build"/> takes them.</param>
/// <param name="build">The collection of elements; the memory is lent.</param>
internal sealed class BuiltSequenceCodec<TCollection, T>(
    Func<TCollection, int> count, Func<TCollection, IEnumerable<T>> elements, Func<ArraySegment<T>, TCollection> build)
    : GraphCodec<TCollection>
{
    public override void Write(ref GraphWriter writer, TCollection value) =>
        Sequences.Write(ref writer, count(value), elements(value));

    public override TCollection Read(ref GraphReader reader)
    {
        int found = reader.Pack.ReadArrayHeader();
        var items = Elements.Borrow<T>(ref reader, found);
        var collection = build(new ArraySegment<T>(items, 0, found));
        Elements.GiveBack(items);
        return collection;
    }
}

/// <summary>What collections without comparers share.</summary>
internal static class Sequences
{
    /// <summary>Writes the elements in order.</summary>
    public static void Write<T>(ref GraphWriter writer, int count, IEnumerable<T> elements)
    {
        writer.Pack.WriteArrayHeader(count);
        int index = 0;
        foreach (var item in elements)
        {
            writer.State.At(index++);
            Slot<T>.Instance.Write(ref writer, item);
        }

        if (index != count) throw writer.State.Failed("changed while it was written");
    }
}
