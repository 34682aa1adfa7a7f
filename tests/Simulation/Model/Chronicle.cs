using Weft.Serialization;

namespace Weft.Simulation;

/// <summary>
/// What really happened in a run, kept apart from the machines: the checkers ask it whether an error that a user saw
/// has a cause.
/// </summary>
public sealed class Chronicle
{
    private readonly Dictionary<string, KeyModel> _models = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _executions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _thrown = new(StringComparer.Ordinal);
    private readonly HashSet<string> _undecodable = new(StringComparer.Ordinal);
    private readonly HashSet<string> _cancelled = new(StringComparer.Ordinal);
    private readonly HashSet<string> _copiesLost = new(StringComparer.Ordinal);
    private readonly HashSet<string> _released = new(StringComparer.Ordinal);
    private readonly HashSet<string> _putRefused = new(StringComparer.Ordinal);

    /// <summary>Every key that was ever submitted or scattered, in that order.</summary>
    public List<KeyModel> Keys { get; } = [];

    /// <summary>The model of a key, or null for a key nobody ever named.</summary>
    public KeyModel? Find(string key) => _models.GetValueOrDefault(key);

    /// <summary>The model of a key that somebody named.</summary>
    public KeyModel Of(string key) => Find(key)
        ?? throw new PropertyViolation("OnlyKnownKeys", key, $"'{key}' was neither submitted nor scattered by anybody");

    /// <summary>A user named a key for the first time, or again.</summary>
    public void AddKey(KeyModel model)
    {
        if (_models.TryAdd(model.Key, model)) Keys.Add(model);
    }

    /// <summary>A function begins; tells how many executions of the key began before.</summary>
    public int BeginExecution(string key)
    {
        int before = _executions.GetValueOrDefault(key);
        _executions[key] = before + 1;
        return before;
    }

    /// <summary>A function threw.</summary>
    public void AddThrown(string key) => _thrown.Add(key);

    /// <summary>A value could not be decoded where it arrived.</summary>
    public void AddUndecodable(string key) => _undecodable.Add(key);

    /// <summary>A user cancelled a key.</summary>
    public void AddCancelled(string key) => _cancelled.Add(key);

    /// <summary>A worker with a copy is gone, or denied having it.</summary>
    public void AddCopyLost(string key) => _copiesLost.Add(key);

    /// <summary>A worker did not take a scattered value.</summary>
    public void AddPutRefused(string key) => _putRefused.Add(key);

    /// <summary>A client let go of a key, by will or by its end: a scattered value may be dropped then.</summary>
    public void AddReleased(string key) => _released.Add(key);

    /// <summary>Whether a client ever let go of the key.</summary>
    public bool WasReleased(string key) => _released.Contains(key);

    /// <summary>Whether the key's function ever threw.</summary>
    public bool HasThrown(string key) => _thrown.Contains(key);

    /// <summary>Whether a copy ever arrived somewhere as something that could not be decoded.</summary>
    public bool WasUndecodable(string key) => _undecodable.Contains(key);

    /// <summary>Whether anybody ever cancelled the key.</summary>
    public bool WasCancelled(string key) => _cancelled.Contains(key);

    /// <summary>Whether a copy of the key's value was ever lost with its worker.</summary>
    public bool LostACopy(string key) => _copiesLost.Contains(key);

    /// <summary>Whether a worker ever refused the key's scattered value.</summary>
    public bool WasPutRefused(string key) => _putRefused.Contains(key);

    /// <summary>Whether a key, or what it needs, may run only where no worker lives any more.</summary>
    public bool HasNowhereToRun(KeyModel model, Func<PeerAddress, bool> isAlive) =>
        model.Closure.Any(item => item.Workers is not null && !item.Workers.Any(isAlive));
}
