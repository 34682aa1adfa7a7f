namespace Weft.Simulation;

/// <summary>
/// Virtual time: what will happen, in order of time and then of entry. Nothing else moves time. Entries are work
/// (something in the world is under way) or background (the machines' ticks), so that the world knows when it is quiet.
/// </summary>
public sealed class Agenda
{
    private readonly PriorityQueue<Entry, (long At, long Order)> _entries = new();
    private long _order;

    /// <summary>Nanoseconds since the start of the run.</summary>
    public long Now { get; private set; }

    /// <summary>Entries of work that are still to come.</summary>
    public int WorkCount { get; private set; }

    /// <summary>When an entry of work was last carried out.</summary>
    public long LastWorkAt { get; private set; }

    /// <summary>Work to be done so many nanoseconds from now.</summary>
    public void After(long nanoseconds, Action work) => At(Now + nanoseconds, work);

    /// <summary>Work to be done at a moment that is not past.</summary>
    public void At(long moment, Action work)
    {
        WorkCount++;
        _entries.Enqueue(new Entry(work, true), (Math.Max(moment, Now), _order++));
    }

    /// <summary>Background work to be done so many nanoseconds from now.</summary>
    public void InBackgroundAfter(long nanoseconds, Action work) =>
        _entries.Enqueue(new Entry(work, false), (Now + nanoseconds, _order++));

    /// <summary>Carries out the next entry; false where nothing is to come by <paramref name="until"/>.</summary>
    public bool TryAdvance(long until)
    {
        if (!_entries.TryPeek(out var entry, out var when) || when.At > until)
        {
            Now = Math.Max(Now, until);
            return false;
        }

        _entries.Dequeue();
        Now = when.At;
        if (entry.IsWork)
        {
            WorkCount--;
            LastWorkAt = Now;
        }

        entry.Work();
        return true;
    }

    private readonly record struct Entry(Action Work, bool IsWork);
}
