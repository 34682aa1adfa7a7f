using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>What a heap needs of its items: their order, and a place to keep each one's position.</summary>
internal interface IHeapOrder<T>
{
    /// <summary>True where <paramref name="first"/> comes out before <paramref name="second"/>.</summary>
    static abstract bool Precedes(T first, T second);

    /// <summary>The field that holds the item's position in the heap.</summary>
    static abstract ref int Slot(T item);
}

/// <summary>
/// A heap of four branches whose items know their position, so that one whose order has changed, or that leaves early,
/// is moved without a search. An item is in at most one heap at a time.
/// </summary>
internal sealed class IndexedHeap<T, TOrder>
    where T : class
    where TOrder : struct, IHeapOrder<T>
{
    private const int Branches = 4;

    private readonly List<T> _items = [];

    /// <summary>How many items it holds.</summary>
    public int Count => _items.Count;

    /// <summary>The item that comes out first, or null.</summary>
    public T? First => _items.Count == 0 ? null : _items[0];

    /// <summary>The items in no useful order.</summary>
    public IReadOnlyList<T> Items => _items;

    /// <summary>Adds an item.</summary>
    public void Add(T item)
    {
        _items.Add(item);
        TOrder.Slot(item) = _items.Count - 1;
        Rise(_items.Count - 1, item);
    }

    /// <summary>Takes an item out from wherever it is.</summary>
    public void Remove(T item)
    {
        var slot = TOrder.Slot(item);
        CheckException.Require((uint)slot < (uint)_items.Count && ReferenceEquals(_items[slot], item));
        var last = _items[^1];
        _items.RemoveAt(_items.Count - 1);
        TOrder.Slot(item) = -1;
        if (ReferenceEquals(last, item)) return;
        Place(slot, last);
        Update(last);
    }

    /// <summary>Moves an item whose order has changed to where it belongs now.</summary>
    public void Update(T item)
    {
        var slot = TOrder.Slot(item);
        if (slot > 0 && TOrder.Precedes(item, _items[(slot - 1) / Branches])) Rise(slot, item);
        else Sink(slot, item);
    }

    private void Rise(int slot, T item)
    {
        while (slot > 0)
        {
            var above = (slot - 1) / Branches;
            if (!TOrder.Precedes(item, _items[above])) break;
            Place(slot, _items[above]);
            slot = above;
        }

        Place(slot, item);
    }

    private void Sink(int slot, T item)
    {
        while (true)
        {
            var child = slot * Branches + 1;
            if (child >= _items.Count) break;
            var end = Math.Min(child + Branches, _items.Count);
            for (var next = child + 1; next < end; next++)
            {
                if (TOrder.Precedes(_items[next], _items[child])) child = next;
            }

            if (!TOrder.Precedes(_items[child], item)) break;
            Place(slot, _items[child]);
            slot = child;
        }

        Place(slot, item);
    }

    private void Place(int slot, T item)
    {
        _items[slot] = item;
        TOrder.Slot(item) = slot;
    }
}
