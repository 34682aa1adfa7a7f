using System.Text;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>How one task is to be run. Immutable.</summary>
public sealed record SubmitOptions
{
    /// <summary>Nothing special.</summary>
    public static SubmitOptions Default { get; } = new();

    /// <summary>
    /// The most characters of a key: at three bytes for each, the longest list of keys in one message still fits its
    /// limits (<see cref="MessageCut.KeysMax"/>).
    /// </summary>
    public const int KeyCharsMax = 1_024;

    /// <summary>
    /// The key; null for the function's name with something unique behind it. A key the cluster knows already is not
    /// run again: the future is one more on the same task. For <c>Map</c> the beginning of each key.
    /// </summary>
    public string? Key
    {
        get;
        init
        {
            if (value is not null) Check(value);
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

    // A key that no message can carry would end the roles that try to send one.
    private static void Check(string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key, nameof(Key));
        if (key.Length > KeyCharsMax)
        {
            throw new ArgumentException(
                $"the key has {key.Length} characters, and the most are {KeyCharsMax}; it begins with "
                + $"'{key[..32]}'; use a hash of what it is made of", nameof(Key));
        }

        int rest = 0;
        foreach (var rune in key.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar && key[rest] != Rune.ReplacementChar.Value)
            {
                throw new ArgumentException(
                    $"the key has half of a surrogate pair at index {rest}, which UTF-8 cannot express; use whole "
                    + "characters", nameof(Key));
            }

            rest += rune.Utf16SequenceLength;
        }
    }
}
