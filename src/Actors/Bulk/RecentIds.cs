namespace Weft.Actors;

/// <summary>
/// Numbers of tickets of which one half is expected no more: its value, or the ticket itself. Many never come, since
/// the sender has heard of the failure; so the oldest are forgotten beyond a number. A value that still comes then is taken
/// for early and dropped in its time. One user at a time.
/// </summary>
/// <param name="most">How many are remembered.</param>
internal sealed class RecentIds(int most)
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

    /// <summary>The other half came; true where it was remembered, which it is no longer.</summary>
    public bool Remove(long id) => _ids.Remove(id);
}
