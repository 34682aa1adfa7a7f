namespace Weft.Runtime;

/// <summary>What a function may know of the run it is part of, while it runs on a worker.</summary>
public sealed class TaskContext
{
    private static readonly AsyncLocal<TaskContext?> Ambient = new();

    // Made when somebody looks at the token: most functions never do.
    private CancellationTokenSource? _cancellation;
    private volatile bool _isCancelled;

    internal TaskContext(string key, long run) => (Key, Run) = (key, run);

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
    public CancellationToken Cancellation => Source.Token;

    internal bool IsCancelled => _isCancelled;

    private CancellationTokenSource Source
    {
        get
        {
            if (Volatile.Read(ref _cancellation) is { } known) return known;
            var made = new CancellationTokenSource();
            var source = Interlocked.CompareExchange(ref _cancellation, made, null) ?? made;
            // Cancelled before there was a token, or at this moment.
            if (_isCancelled) source.Cancel();
            return source;
        }
    }

    internal void Cancel()
    {
        _isCancelled = true;
        Interlocked.MemoryBarrier();
        // On the pool: callbacks that the function registered must not run on the worker's own loop.
        if (Volatile.Read(ref _cancellation) is { } source) _ = source.CancelAsync();
    }
}
