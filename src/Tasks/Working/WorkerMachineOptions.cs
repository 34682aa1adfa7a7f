namespace Weft.Tasks;

/// <summary>What a worker machine must know besides its events; checked when it is made.</summary>
public sealed record WorkerMachineOptions
{
    private readonly int _threads = 1;
    private readonly int _fetchConcurrencyMax = 50;
    private readonly long _fetchBytesMax = 50_000_000;
    private readonly long _busyDelayNanoseconds = 150_000_000;
    private readonly int _journalEntriesMax = 10_000;

    /// <summary>How many functions may run at once. At least 1.</summary>
    public int Threads
    {
        get => _threads;
        init => _threads = AtLeastOne(value, nameof(Threads));
    }

    /// <summary>How many requests for values may be out at once. At least 1.</summary>
    public int FetchConcurrencyMax
    {
        get => _fetchConcurrencyMax;
        init => _fetchConcurrencyMax = AtLeastOne(value, nameof(FetchConcurrencyMax));
    }

    /// <summary>The bytes that one request may ask for together; a single value may be larger. At least 1.</summary>
    public long FetchBytesMax
    {
        get => _fetchBytesMax;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(FetchBytesMax));
            _fetchBytesMax = value;
        }
    }

    /// <summary>How long a peer that refused a request for now is left alone.</summary>
    public long BusyDelayNanoseconds
    {
        get => _busyDelayNanoseconds;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(BusyDelayNanoseconds));
            _busyDelayNanoseconds = value;
        }
    }

    /// <summary>How many steps the journal remembers; 0 for none.</summary>
    public int JournalEntriesMax
    {
        get => _journalEntriesMax;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(JournalEntriesMax));
            _journalEntriesMax = value;
        }
    }

    /// <summary>Decides which of several equal holders is asked; workers with different seeds spread out.</summary>
    public int Seed { get; init; }

    private static int AtLeastOne(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}
