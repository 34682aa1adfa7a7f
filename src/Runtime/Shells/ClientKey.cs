using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>What a client's shell keeps of one key while futures hold it.</summary>
internal sealed class ClientKey
{
    // Nearly every key has one future: the list is made for the second.
    private FutureCell? _first;
    private List<FutureCell>? _more;

    public FutureState State { get; private set; } = FutureState.Pending;

    /// <summary>The key whose function failed, where the scheduler has said so.</summary>
    public string? Cause { get; set; }

    public bool IsHeld => _first is not null || _more is { Count: > 0 };

    public void Add(FutureCell cell)
    {
        if (_first is null) _first = cell;
        else (_more ??= []).Add(cell);
        if (State != FutureState.Pending) cell.Set(State);
    }

    /// <summary>False where the cell was not held.</summary>
    public bool Remove(FutureCell cell)
    {
        if (_first != cell) return _more?.Remove(cell) ?? false;
        _first = null;
        return true;
    }

    public void Set(FutureState state)
    {
        State = state;
        _first?.Set(state);
        if (_more is null) return;
        foreach (var cell in _more) cell.Set(state);
    }
}
