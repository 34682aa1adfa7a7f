using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// A dictionary: its comparer, then keys and values by turns; each key is whole before it is inserted.
/// </summary>
/// <param name="pairs">Its entries.</param>
/// <param name="count">How many it has.</param>
/// <param name="rule">What finds its keys.</param>
/// <param name="make">An empty dictionary for so many, which values may refer back to; null where it cannot be made
/// empty.</param>
/// <param name="add">Adds an entry; false where its key is there already.</param>
/// <param name="build">The dictionary of all its entries, whose memory is lent; used where there is no
/// <paramref name="make"/>.</param>
/// <param name="valueComparer">What it compares values with, which has to be the default; null where it compares
/// none.</param>
internal sealed class MapCodec<TCollection, TKey, TValue>(
    Func<TCollection, IEnumerable<KeyValuePair<TKey, TValue>>> pairs,
    Func<TCollection, int> count,
    KeyRule<TCollection, TKey> rule,
    Func<int, object?, TCollection>? make,
    Func<TCollection, TKey, TValue, bool>? add,
    Func<ArraySegment<KeyValuePair<TKey, TValue>>, object?, TCollection>? build,
    Func<TCollection, IEqualityComparer<TValue>>? valueComparer = null)
    : GraphCodec<TCollection>
    where TKey : notnull
{
    public override bool IsOpen => make is not null;

    public override void Write(ref GraphWriter writer, TCollection value)
    {
        int expected = count(value);
        writer.Pack.WriteArrayHeader(checked(2 * expected + 1));
        object? comparer = rule.ComparerOf(value);
        if (valueComparer?.Invoke(value) is { } own && !ReferenceEquals(own, EqualityComparer<TValue>.Default))
        {
            throw writer.State.Failed(
                $"has the comparer {own.GetType()} for its values, which cannot travel: use the default");
        }

        rule.Write(ref writer, comparer);
        var kind = rule.KindOf(comparer);
        var guard = rule.Guard(expected, comparer, writer.State.Limits);
        int index = 0;
        foreach (var (key, item) in pairs(value))
        {
            guard.Check(writer.State, key);
            writer.State.At(index++);
            writer.WriteKey(key, kind);
            Slot<TValue>.Instance.Write(ref writer, item);
        }

        if (index != expected) throw writer.State.Failed("changed while it was written");
    }

    public override TCollection Read(ref GraphReader reader) => (TCollection)ReadBody(ref reader, -1)!;

    public override object? ReadBody(ref GraphReader reader, int number)
    {
        int offset = reader.Pack.Offset;
        int entries = reader.Pack.ReadArrayHeader();
        if (entries % 2 == 0)
            throw new WireFormatException($"a dictionary is a comparer and pairs, found {entries} entries", offset);
        object? comparer = rule.Read(ref reader);
        int found = entries / 2;
        reader.State.Charge(3L * found * (Unsafe.SizeOf<KeyValuePair<TKey, TValue>>() + 16) + 128, "a dictionary");
        var guard = rule.Guard(found, comparer, reader.State.Limits);
        object? value = make is null ? ReadAll(ref reader, found, comparer, guard)
            : ReadOneByOne(ref reader, number, make(found, comparer), found, comparer, guard);
        if (make is null) reader.State.Fill(number, value);
        return value;
    }

    private object? ReadOneByOne(
        ref GraphReader reader, int number, TCollection map, int found, object? comparer, in KeyGuard<TKey> guard)
    {
        reader.State.Fill(number, map);
        var kind = rule.KindOf(comparer);
        for (int i = 0; i < found; i++)
        {
            var key = reader.ReadKey<TKey>(kind);
            guard.Check(key);
            Twice.Refuse(add!(map, key, Slot<TValue>.Instance.Read(ref reader)), key);
        }

        return map;
    }

    private object? ReadAll(ref GraphReader reader, int found, object? comparer, in KeyGuard<TKey> guard)
    {
        var items = System.Buffers.ArrayPool<KeyValuePair<TKey, TValue>>.Shared.Rent(found);
        var kind = rule.KindOf(comparer);
        for (int i = 0; i < found; i++)
        {
            var key = reader.ReadKey<TKey>(kind);
            guard.Check(key);
            items[i] = new(key, Slot<TValue>.Instance.Read(ref reader));
        }

        var map = build!(new ArraySegment<KeyValuePair<TKey, TValue>>(items, 0, found), comparer);
        Twice.Refuse(count(map), found);
        Elements.GiveBack(items);
        return map;
    }
}
