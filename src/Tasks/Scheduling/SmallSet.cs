namespace Weft.Tasks;

/// <summary>
/// A set that costs sixteen bytes while it holds at most one item, an array up to <see cref="IndexedFrom"/> and an
/// index beyond. Its order follows from the operations alone, never from hash codes; removal moves the last item into
/// the gap. Do not add or remove while walking it.
/// </summary>
internal struct SmallSet<T>
    where T : class
{
    /// <summary>The count from which on an index replaces the walk: below, comparing references is faster.</summary>
    private const int IndexedFrom = 16;

    private object? _items;

    /// <summary>How many items it holds.</summary>
    public int Count { get; private set; }

    /// <summary>The item at a position; positions change with every removal.</summary>
    public readonly T this[int index] => _items switch
    {
        T one => one,
        T[] some => some[index],
        _ => ((Many)_items!).Items[index],
    };

    /// <summary>True where the item is in the set.</summary>
    public readonly bool Contains(T item) => IndexOf(item) >= 0;

    /// <summary>Adds an item; false where it was there already.</summary>
    public bool Add(T item)
    {
        if (Count == 0)
        {
            _items = item;
            Count = 1;
            return true;
        }

        if (IndexOf(item) >= 0) return false;
        switch (_items)
        {
            case T one:
                _items = new[] { one, item, null! };
                break;
            case T[] some when Count < IndexedFrom:
                if (Count == some.Length)
                {
                    Array.Resize(ref some, Math.Min(IndexedFrom, Count * 2));
                    _items = some;
                }

                some[Count] = item;
                break;
            case T[] some:
                _items = new Many(some, Count);
                ((Many)_items).Append(item);
                break;
            default:
                ((Many)_items!).Append(item);
                break;
        }

        Count++;
        return true;
    }

    /// <summary>Removes an item; false where it was not there.</summary>
    public bool Remove(T item)
    {
        var index = IndexOf(item);
        if (index < 0) return false;
        Count--;
        if (Count == 0)
        {
            _items = null;
            return true;
        }

        switch (_items)
        {
            case T[] some:
                some[index] = some[Count];
                some[Count] = null!;
                break;
            default:
                ((Many)_items!).RemoveAt(index);
                break;
        }

        return true;
    }

    /// <summary>Empties the set.</summary>
    public void Clear()
    {
        _items = null;
        Count = 0;
    }

    private readonly int IndexOf(T item)
    {
        switch (_items)
        {
            case null:
                return -1;
            case T one:
                return ReferenceEquals(one, item) ? 0 : -1;
            case T[] some:
                for (var i = 0; i < Count; i++)
                {
                    if (ReferenceEquals(some[i], item)) return i;
                }

                return -1;
            default:
                return ((Many)_items).IndexOf(item);
        }
    }

    private sealed class Many
    {
        private readonly Dictionary<T, int> _index = [];

        public Many(T[] items, int count)
        {
            for (var i = 0; i < count; i++) Append(items[i]);
        }

        public List<T> Items { get; } = [];

        public int IndexOf(T item) => _index.TryGetValue(item, out var index) ? index : -1;

        public void Append(T item)
        {
            _index.Add(item, Items.Count);
            Items.Add(item);
        }

        public void RemoveAt(int index)
        {
            var last = Items.Count - 1;
            _index.Remove(Items[index]);
            if (index != last)
            {
                Items[index] = Items[last];
                _index[Items[index]] = index;
            }

            Items.RemoveAt(last);
        }
    }
}
