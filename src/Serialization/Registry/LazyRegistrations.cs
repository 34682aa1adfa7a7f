using System.Collections.Concurrent;

namespace Weft.Serialization;

/// <summary>
/// Runs registrations that were put off, each once: whoever meets the assembly meanwhile waits for them, and no lock
/// of the registry is held. Safe for any number of threads.
/// </summary>
internal sealed class LazyRegistrations
{
    private readonly ConcurrentDictionary<string, Gate> _gates = new(StringComparer.OrdinalIgnoreCase);

    // Flows into work that a registration begins and may wait for.
    private readonly AsyncLocal<bool> _isRunning = new();

    /// <summary>True within a registration: what is not found may be registered a moment later.</summary>
    public bool IsRunning => _isRunning.Value;

    /// <summary>
    /// Runs what was put off for an assembly. Whoever meets it from within any registration goes on with what there
    /// is: two that wait for each other would wait for ever.
    /// </summary>
    /// <param name="registry">What the registrations change.</param>
    /// <param name="assemblyName">The assembly's simple name.</param>
    /// <exception cref="Exception">What a registration throws; it is tried again the next time.</exception>
    public void Run(SerializerRegistry registry, string assemblyName)
    {
        var gate = _gates.GetOrAdd(assemblyName, static _ => new Gate());
        bool isWithin = _isRunning.Value;
        if (!isWithin) gate.Lock.Enter();
        else if (!gate.Lock.TryEnter()) return;
        try
        {
            if (gate.IsRunning || !registry.View.Lazy.TryGetValue(assemblyName, out var register)) return;
            gate.IsRunning = _isRunning.Value = true;
            try
            {
                // Removed only afterwards: whoever meets the assembly meanwhile waits here instead of missing it.
                register(registry);
                registry.RemoveLazy(assemblyName, register);
            }
            finally
            {
                gate.IsRunning = false;
                _isRunning.Value = isWithin;
            }
        }
        finally
        {
            gate.Lock.Exit();
        }
    }

    private sealed class Gate
    {
        public Lock Lock { get; } = new();

        public bool IsRunning { get; set; }
    }
}
