namespace Weft.Actors;

/// <summary>
/// Tickets whose value is dropped when it comes. Many never come, since the sender has heard of the failure; so the
/// oldest are forgotten beyond a number. A value that still comes then is taken for early and dropped in its time. One
/// user at a time.
/// </summary>
/// <param name="most">How many are remembered.</param>
internal sealed class UnwantedIds(int most)
{
    private readonly HashSet<long> _ids = [];
    private readonly Queue<long> _inOrder = new();

    /// <summary>Remembers one.</summary>
    public void Add(long id)
    {
        if (!_ids.Add(id)) return;
        _inOrder.Enqueue(id);
        if (_inOrder.Count > most) _ids.Remove(_inOrder.Dequeue());
    }

    /// <summary>Its value came; true where it is not wanted.</summary>
    public bool Remove(long id) => _ids.Remove(id);
}
