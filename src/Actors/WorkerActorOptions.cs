using Weft.Runtime;

namespace Weft.Actors;

/// <summary>What a worker in an actor system is told when it starts.</summary>
public sealed record WorkerActorOptions
{
    /// <summary>Its name, also the actor's.</summary>
    public string Name
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrEmpty(value, nameof(Name));
            field = value;
        }
    } = "weft-worker";

    /// <summary>How many functions it runs at once, each on a thread of the worker's own.</summary>
    public int Threads
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Threads));
            field = value;
        }
    } = 1;

    /// <summary>Whose functions it runs; of no assembly unless you say so.</summary>
    public CodePolicy Code { get; init; } = CodePolicy.Nothing;
}
