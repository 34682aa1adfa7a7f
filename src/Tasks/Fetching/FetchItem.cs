using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>
/// A value that a machine wants from one of its holders. It is idle, queued at one holder, or in flight from one;
/// only <see cref="FetchQueue"/> moves it between the three.
/// </summary>
internal abstract class FetchItem(string key)
{
    // Made on first use: most values of a worker are its own results and have no other holder.
    private List<PeerAddress>? _holders;
    private List<PeerAddress>? _tried;

    /// <summary>The value's name.</summary>
    public string Key { get; } = key;

    /// <summary>Its bytes as the scheduler knows them; must not change while it is queued or in flight.</summary>
    public long Bytes { get; set; }

    /// <summary>The priority of the most urgent task that wants it.</summary>
    public TaskPriority Urgency { get; set; }

    /// <summary>Who may still be asked, in the order in which the scheduler named them.</summary>
    public IReadOnlyList<PeerAddress> Holders => (IReadOnlyList<PeerAddress>?)_holders ?? [];

    /// <summary>Who was asked in vain since the scheduler named them last.</summary>
    public IReadOnlyList<PeerAddress> Tried => (IReadOnlyList<PeerAddress>?)_tried ?? [];

    /// <summary>Where it is queued or in flight; null while it is idle.</summary>
    public FetchPeer? Peer { get; set; }

    /// <summary>Which of the entries in the peer's queue is the valid one.</summary>
    public long Ticket { get; set; }

    /// <summary>The request that asked for it; 0 while none is out.</summary>
    public long Request { get; set; }

    /// <summary>True while it waits in the queue of a peer.</summary>
    public bool IsQueued => Peer is not null && Request == 0;

    /// <summary>True while a request for it is out.</summary>
    public bool IsInFlight => Request != 0;

    /// <summary>Takes holders that the scheduler names; a holder tried in vain before may be tried again.</summary>
    /// <param name="named">The holders.</param>
    /// <param name="self">Whoever fetches: it is never asked, and where it is named it counts as tried.</param>
    public void AddHolders(IReadOnlyList<PeerAddress> named, PeerAddress self)
    {
        for (var i = 0; i < named.Count; i++)
        {
            var holder = named[i];
            if (holder == self)
            {
                AddTried(holder);
                continue;
            }

            _tried?.Remove(holder);
            _holders ??= [];
            if (!_holders.Contains(holder)) _holders.Add(holder);
        }
    }

    /// <summary>Strikes a holder that is lost or has not got the value.</summary>
    public void StrikeHolder(PeerAddress holder)
    {
        if (_holders is not null && _holders.Remove(holder)) AddTried(holder);
    }

    /// <summary>Forgets all holders: the scheduler is about to name them anew.</summary>
    public void ClearHolders()
    {
        _holders?.Clear();
        _tried?.Clear();
    }

    private void AddTried(PeerAddress holder)
    {
        _tried ??= [];
        if (!_tried.Contains(holder)) _tried.Add(holder);
    }
}
