using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// The objects of one graph by reference, numbered in the order in which they are first met. A table of open slots that
/// is kept for the next graph, so that most graphs allocate nothing here.
/// </summary>
internal sealed class ObjectNumbers
{
    // A table that has grown beyond this is not kept.
    private const int KeptMax = 4096;

    private int[] _slots = new int[32];
    private object?[] _objects = new object?[16];

    /// <summary>Numbers given so far.</summary>
    public int Count { get; private set; }

    /// <summary>True with the next number for an object met for the first time; false with the one it has.</summary>
    public bool TryAdd(object value, out int number)
    {
        if (Count == _objects.Length) Grow();
        int mask = _slots.Length - 1;
        int at = RuntimeHelpers.GetHashCode(value) & mask;
        while (_slots[at] != 0)
        {
            number = _slots[at] - 1;
            if (ReferenceEquals(_objects[number], value)) return false;
            at = (at + 1) & mask;
        }

        number = Count++;
        _objects[number] = value;
        _slots[at] = number + 1;
        return true;
    }

    /// <summary>Gives a number to something that is never met again.</summary>
    public void Skip()
    {
        if (Count == _objects.Length) Grow();
        Count++;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        if (_objects.Length > KeptMax)
        {
            _slots = new int[32];
            _objects = new object?[16];
        }
        else if (Count > 0)
        {
            Array.Clear(_slots);
            Array.Clear(_objects, 0, Count);
        }

        Count = 0;
    }

    private void Grow()
    {
        Array.Resize(ref _objects, checked(2 * _objects.Length));
        var slots = new int[2 * _objects.Length];
        int mask = slots.Length - 1;
        for (int i = 0; i < Count; i++)
        {
            if (_objects[i] is not { } value) continue;
            int at = RuntimeHelpers.GetHashCode(value) & mask;
            while (slots[at] != 0) at = (at + 1) & mask;
            slots[at] = i + 1;
        }

        _slots = slots;
    }
}
