using Weft.Serialization;

namespace Weft.Simulation;

/// <summary>One key as the model knows it, whoever submits it: its value, and how its function behaves.</summary>
public sealed record KeyModel
{
    /// <summary>The key.</summary>
    public required string Key { get; init; }

    /// <summary>What the function does besides computing its value.</summary>
    public required FunctionBehaviour Behaviour { get; init; }

    /// <summary>In how many executions <see cref="Behaviour"/> shows; later ones are normal.</summary>
    public int BehaviourTimes { get; init; } = int.MaxValue;

    /// <summary>Makes the value of this key differ from that of another with the same dependencies.</summary>
    public required ulong Salt { get; init; }

    /// <summary>The bytes its value is said to have in memory.</summary>
    public required long Bytes { get; init; }

    /// <summary>How long its function runs.</summary>
    public long ExecutionNanoseconds { get; init; }

    /// <summary>Keys whose values it needs; empty for a scattered one.</summary>
    public IReadOnlyList<KeyModel> Dependencies { get; init; } = [];

    /// <summary>Whether a client put the value on workers, so that nobody can compute it again.</summary>
    public bool IsScattered { get; init; }

    /// <summary>Retries the client grants.</summary>
    public int RetriesMax { get; init; }

    /// <summary>The user's priority.</summary>
    public int Priority { get; init; }

    /// <summary>Where alone it may run; null for anywhere.</summary>
    public IReadOnlyList<PeerAddress>? Workers { get; init; }

    /// <summary>The value, computed here without any machine.</summary>
    public ulong Value => _value ??= Compute(Salt, Dependencies.Select(item => (item.Key, item.Value)));

    /// <summary>This key and all that it needs, directly or not; what is needed comes first.</summary>
    public IReadOnlyList<KeyModel> Closure => _closure ??= FindClosure();

    private ulong? _value;
    private IReadOnlyList<KeyModel>? _closure;

    /// <summary>What a function with this salt makes of its inputs, in whatever order they come.</summary>
    public static ulong Compute(ulong salt, IEnumerable<(string Key, ulong Value)> inputs)
    {
        ulong hash = Hashing.Mix(salt);
        foreach (var (key, value) in inputs.OrderBy(item => item.Key, StringComparer.Ordinal))
            hash = Hashing.Combine(Hashing.Combine(hash, Hashing.Text(key)), value);
        return hash;
    }

    private List<KeyModel> FindClosure()
    {
        var found = new List<KeyModel>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var dependency in Dependencies)
        {
            foreach (var item in dependency.Closure)
                if (seen.Add(item.Key)) found.Add(item);
        }

        found.Add(this);
        return found;
    }
}

/// <summary>What a simulated function does besides computing its value.</summary>
public enum FunctionBehaviour
{
    /// <summary>Nothing else.</summary>
    Normal,

    /// <summary>It throws.</summary>
    Throws,

    /// <summary>The worker refuses its code: trying again cannot help.</summary>
    Refused,

    /// <summary>It kills the process it runs in.</summary>
    Deadly,
}
