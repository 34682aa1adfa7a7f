using System.Text;

namespace Weft.Tasks;

/// <summary>
/// The last steps of a machine, oldest overwritten first: what a pure machine has in place of a log. Recording copies
/// four references and allocates nothing once the ring is full; telling a story scans the whole ring and is for errors,
/// tests and people. Not thread-safe.
/// </summary>
public sealed class Journal
{
    private readonly int _capacity;
    private readonly List<JournalEntry> _ring = [];
    private int _next;

    /// <summary>An empty journal.</summary>
    /// <param name="capacity">How many steps it remembers; 0 remembers none.</param>
    public Journal(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        _capacity = capacity;
    }

    /// <summary>Remembers a step, in the place of the oldest where the journal is full.</summary>
    public void Record(Instant at, string key, string from, string to, string cause)
    {
        if (_capacity == 0) return;
        var entry = new JournalEntry(at, key, from, to, cause);
        if (_ring.Count < _capacity)
        {
            _ring.Add(entry);
            return;
        }

        _ring[_next] = entry;
        _next = _next + 1 == _capacity ? 0 : _next + 1;
    }

    /// <summary>The remembered steps of a key, oldest first.</summary>
    public IReadOnlyList<JournalEntry> EntriesOf(string key)
    {
        var entries = new List<JournalEntry>();
        for (var i = 0; i < _ring.Count; i++)
        {
            var entry = _ring[(_next + i) % _ring.Count];
            if (string.Equals(entry.Key, key, StringComparison.Ordinal)) entries.Add(entry);
        }

        return entries;
    }

    /// <summary>The remembered steps of a key as text, one a line, oldest first.</summary>
    public string Story(string key)
    {
        var text = new StringBuilder();
        foreach (var entry in EntriesOf(key)) text.Append(entry.ToString()).Append('\n');
        return text.Length == 0 ? $"nothing is remembered of '{key}'" : text.ToString();
    }
}
