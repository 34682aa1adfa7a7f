using Weft.Serialization;

namespace Weft.Runtime;

/// <summary>How one task is to be run. Immutable.</summary>
public sealed record SubmitOptions
{
    /// <summary>Nothing special.</summary>
    public static SubmitOptions Default { get; } = new();

    /// <summary>
    /// The key; null for the function's name with something unique behind it. A key the cluster knows already is not
    /// run again: the future is one more on the same task. For <c>Map</c> the beginning of each key.
    /// </summary>
    public string? Key
    {
        get;
        init
        {
            if (value is not null) ArgumentException.ThrowIfNullOrWhiteSpace(value);
            field = value;
        }
    }

    /// <summary>How often the task is tried again after its function has thrown.</summary>
    public int Retries
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>Higher runs earlier among the tasks that could run now.</summary>
    public int Priority { get; init; }

    /// <summary>The workers where alone it may run; null for any.</summary>
    public IReadOnlyList<PeerAddress>? Workers
    {
        get;
        init
        {
            if (value is { Count: 0 })
                throw new ArgumentException("names no worker; use null for any", nameof(Workers));
            field = value;
        }
    }
}
