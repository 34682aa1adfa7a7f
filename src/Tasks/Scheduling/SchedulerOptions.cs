namespace Weft.Tasks;

/// <summary>
/// What a scheduler machine decides by. Validated when it is built; the defaults are those of dask.distributed.
/// </summary>
public sealed record SchedulerOptions
{
    /// <summary>The defaults.</summary>
    public static SchedulerOptions Default { get; } = new();

    /// <summary>
    /// How many tasks per thread a worker gets from the queue, rounded up per worker; more keeps a worker busy between
    /// two tasks, less leaves the choice open longer. Infinity turns queueing off.
    /// </summary>
    public double Saturation
    {
        get;
        init => field = value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Saturation), value, "must be above 0; the default is 1.1");
    } = 1.1;

    /// <summary>How many workers may die while running a task before the task errs with the next.</summary>
    public int AllowedFailures
    {
        get;
        init => field = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(AllowedFailures), value, "must be 0 or more");
    } = 3;

    /// <summary>The bandwidth between two workers by which transfers are weighed against waiting.</summary>
    public double BandwidthBytesPerSecond
    {
        get;
        init => field = value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(BandwidthBytesPerSecond), value, "must be above 0");
    } = 100e6;

    /// <summary>How long a run is taken to last before one of its group has finished, in nanoseconds.</summary>
    public long UnknownDurationNanoseconds
    {
        get;
        init => field = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(UnknownDurationNanoseconds), value, "must be 0 or more");
    } = 500_000_000;

    /// <summary>A client's submission that comes later than this after its last begins a younger generation.</summary>
    public long GenerationGapNanoseconds
    {
        get;
        init => field = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(GenerationGapNanoseconds), value, "must be 0 or more");
    } = 100_000_000;

    /// <summary>
    /// The most holders named for one dependency of a task, so that a value held everywhere does not make every
    /// message long; a worker that cannot reach any of them asks anew.
    /// </summary>
    public int HoldersNamedMax
    {
        get;
        init => field = value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(HoldersNamedMax), value, "must be above 0");
    } = 16;

    /// <summary>The most places (values × replicas) one scatter may ask for: bounds the memory of the answer.</summary>
    public int ScatterPlacesMax
    {
        get;
        init => field = value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(ScatterPlacesMax), value, "must be above 0");
    } = 1_000_000;

    /// <summary>How many groups without tasks keep their learnt duration: bounds what names without end cost.</summary>
    public int IdleGroupsMax
    {
        get;
        init => field = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(IdleGroupsMax), value, "must be 0 or more");
    } = 10_000;

    /// <summary>How many steps the journal remembers.</summary>
    public int JournalEntries
    {
        get;
        init => field = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(JournalEntries), value, "must be 0 or more");
    } = 20_000;

    /// <summary>The version told to clients and workers.</summary>
    public string Version { get; init; } =
        typeof(SchedulerOptions).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
