namespace Weft.Tasks;

/// <summary>What a client machine must know besides its events; checked when it is made.</summary>
public sealed record ClientMachineOptions
{
    private readonly int _fetchConcurrencyMax = 10;
    private readonly long _fetchBytesMax = 256_000_000;
    private readonly long _retryDelayNanoseconds = 150_000_000;
    private readonly int _scatterAttemptsMax = 5;
    private readonly int _journalEntriesMax = 10_000;

    /// <summary>How many requests for values may be out at once. At least 1.</summary>
    public int FetchConcurrencyMax
    {
        get => _fetchConcurrencyMax;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(FetchConcurrencyMax));
            _fetchConcurrencyMax = value;
        }
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

    /// <summary>The pause before a busy worker, a value without a holder or a failed scatter is tried again.</summary>
    public long RetryDelayNanoseconds
    {
        get => _retryDelayNanoseconds;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(RetryDelayNanoseconds));
            _retryDelayNanoseconds = value;
        }
    }

    /// <summary>How often values that no worker took are put elsewhere before the scatter fails. At least 1.</summary>
    public int ScatterAttemptsMax
    {
        get => _scatterAttemptsMax;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(ScatterAttemptsMax));
            _scatterAttemptsMax = value;
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

    /// <summary>Decides which of several equal holders is asked.</summary>
    public int Seed { get; init; }
}
