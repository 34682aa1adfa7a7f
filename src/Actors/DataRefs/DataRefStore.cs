using Weft.Runtime;

namespace Weft.Actors;

/// <summary>
/// The values that claims of this node stand for. A claim is taken before the value is sent and given back where that
/// fails, so that no failure uses it up. Remembers for a while what became of the last ones. Safe for any thread.
/// </summary>
internal sealed class DataRefStore(DataRefSettings settings, TimeProvider time)
{
    // Of values that are no more, only why; the oldest are forgotten first.
    private const int RememberedMax = 4096;

    private const int SweptAtOnceMax = 64;
    private static readonly TimeSpan SweepPause = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _kept = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DataRefFailure> _ended = new(StringComparer.Ordinal);
    private readonly Queue<string> _endedInOrder = new();
    private readonly List<string> _expired = [];
    private DateTimeOffset _sweepAt;

    /// <summary>Bytes of all values kept, as far as they can be measured.</summary>
    public long Bytes { get; private set; }

    /// <summary>Values kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _kept.Count;
        }
    }

    /// <summary>Keeps a value; the id that opens it.</summary>
    /// <exception cref="DataRefException">There is no room.</exception>
    public byte[] Add(object value, DataRefOptions options)
    {
        var bytes = ValueMeasure.BytesOf(value);
        var id = DataRef.NewId();
        lock (_lock)
        {
            Sweep();
            if (Bytes + bytes > settings.BytesMax)
                throw new DataRefException(
                    DataRefFailure.QuotaExceeded,
                    $"{value.GetType()} of {bytes:N0} bytes: {Bytes:N0} are kept already, {settings.BytesMax:N0} "
                    + "may be (weft.data-refs.bytes-max); have recipients open them sooner, or dispose of what nobody "
                    + "opens");
            var until = time.GetUtcNow() + (options.Keep ?? settings.Keep);
            _kept.Add(KeyOf(id), new Entry(value, bytes, until) { Claims = options.Claims });
            Bytes += bytes;
        }

        return id;
    }

    /// <summary>Takes one claim to a value, which is to be used or given back; or why there is none.</summary>
    public object? Take(byte[] id, out DataRefFailure failure)
    {
        var key = KeyOf(id);
        lock (_lock)
        {
            Sweep();
            failure = _ended.GetValueOrDefault(key, DataRefFailure.Gone);
            if (!_kept.TryGetValue(key, out var entry) || entry.Taken == entry.Claims) return null;
            entry.Taken++;
            return entry.Value;
        }
    }

    /// <summary>A claim was used: the value has arrived.</summary>
    public void Use(byte[] id)
    {
        lock (_lock)
        {
            if (!_kept.TryGetValue(KeyOf(id), out var entry)) return;
            entry.Taken--;
            if (--entry.Claims == 0) End(KeyOf(id), DataRefFailure.Gone);
        }
    }

    /// <summary>A claim was not used: the value did not arrive.</summary>
    public void GiveBack(byte[] id)
    {
        lock (_lock)
        {
            if (_kept.TryGetValue(KeyOf(id), out var entry)) entry.Taken--;
        }
    }

    /// <summary>The owner drops a value; what is being sent is sent.</summary>
    public void Drop(byte[] id)
    {
        lock (_lock) End(KeyOf(id), DataRefFailure.Gone);
    }

    /// <summary>Drops what is kept for too long.</summary>
    public void DropExpired()
    {
        lock (_lock) Sweep();
    }

    // Walks over all; where many are kept, not at each call.
    private void Sweep()
    {
        var now = time.GetUtcNow();
        if (_kept.Count > SweptAtOnceMax && now < _sweepAt) return;
        _sweepAt = now + SweepPause;
        foreach (var (key, entry) in _kept)
            if (entry.Until <= now) _expired.Add(key);
        foreach (var key in _expired) End(key, DataRefFailure.Expired);
        _expired.Clear();
    }

    private void End(string key, DataRefFailure reason)
    {
        if (!_kept.Remove(key, out var entry)) return;
        Bytes -= entry.Bytes;
        _ended[key] = reason;
        _endedInOrder.Enqueue(key);
        if (_endedInOrder.Count > RememberedMax) _ended.Remove(_endedInOrder.Dequeue());
    }

    private static string KeyOf(byte[] id) => Convert.ToHexString(id);

    private sealed class Entry(object value, long bytes, DateTimeOffset until)
    {
        public object Value => value;

        public long Bytes => bytes;

        public DateTimeOffset Until => until;

        public int Claims { get; set; }

        public int Taken { get; set; }
    }
}
