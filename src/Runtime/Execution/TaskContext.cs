namespace Weft.Runtime;

/// <summary>What a function may know of the run it is part of, while it runs on a worker.</summary>
public sealed class TaskContext
{
    private static readonly AsyncLocal<TaskContext?> Ambient = new();

    internal TaskContext(string key, long run, CancellationToken cancellation) =>
        (Key, Run, Cancellation) = (key, run, cancellation);

    /// <summary>
    /// The run that the calling code belongs to; null outside of one. Flows with <c>await</c> and into work that the
    /// function starts.
    /// </summary>
    public static TaskContext? Current
    {
        get => Ambient.Value;
        internal set => Ambient.Value = value;
    }

    /// <summary>The task's name, also that of its result.</summary>
    public string Key { get; }

    /// <summary>Which dispatch of the task this is.</summary>
    public long Run { get; }

    /// <summary>
    /// Set when nobody wants the result any more, or the worker stops. A function that runs for long should look at
    /// it; one that does not runs to its end, and its result is dropped.
    /// </summary>
    public CancellationToken Cancellation { get; }
}
