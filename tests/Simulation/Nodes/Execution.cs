using Weft.Tasks;

namespace Weft.Simulation;

/// <summary>One run of a simulated function, from the order to its outcome.</summary>
internal sealed class Execution(KeyModel model, long run, ulong result)
{
    /// <summary>Whose function it is.</summary>
    public KeyModel Model { get; } = model;

    /// <summary>The run's number.</summary>
    public long Run { get; } = run;

    /// <summary>What the function makes of the values it was given.</summary>
    public ulong Result { get; } = result;

    /// <summary>Whether the machine no longer wants the outcome.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>When it began, on the worker's clock.</summary>
    public Instant StartedAt { get; set; }

    /// <summary>Whether the function has begun.</summary>
    public bool HasStarted { get; set; }

    /// <summary>What the function does this time.</summary>
    public FunctionBehaviour Behaviour { get; set; }
}
