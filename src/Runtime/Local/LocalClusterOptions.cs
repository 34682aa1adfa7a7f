using System.Reflection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>How a <see cref="LocalCluster"/> is made up. Checked as it is built.</summary>
public sealed record LocalClusterOptions
{
    /// <summary>How many workers; as many as the machine has cores.</summary>
    public int Workers
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Workers));
            field = value;
        }
    } = System.Environment.ProcessorCount;

    /// <summary>How many functions each worker runs at once.</summary>
    public int ThreadsPerWorker
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(ThreadsPerWorker));
            field = value;
        }
    } = 1;

    /// <summary>
    /// True for a child process per worker; false for workers inside this process, where values pass by reference.
    /// </summary>
    public bool Processes { get; init; } = true;

    /// <summary>
    /// Simple names of assemblies whose functions workers run, and of whose functions workers and clients make the
    /// delegates that stand in values, besides the one that calls
    /// <see cref="LocalCluster.StartAsync(LocalClusterOptions, CancellationToken)"/>.
    /// </summary>
    public IReadOnlyList<string> Assemblies { get; init; } = [];

    /// <summary>
    /// The program under whose dependency and runtime files children run, so that its types and packages resolve there.
    /// Null for the assembly that starts the cluster if it is a program (or test project), else the process's own.
    /// </summary>
    public Assembly? Program { get; init; }

    /// <summary>The families that workers encode with; null for the default.</summary>
    public IReadOnlyList<string>? Serializers { get; init; }

    /// <summary>The families that workers accept; null for the default.</summary>
    public IReadOnlyList<string>? Deserializers { get; init; }

    /// <summary>The registry of this process: the scheduler's, the clients' and, in-process, the workers'.</summary>
    public SerializerRegistry Registry { get; init; } = SerializerRegistry.Default;

    /// <summary>
    /// Prepares a registry: allows types, registers serializers and functions. Called once on <see cref="Registry"/>,
    /// and in each child before it begins. So it is a static method, or a lambda that captures nothing.
    /// </summary>
    public Action<SerializerRegistry>? Configure { get; init; }

    /// <summary>True to put a new worker, with a new address, in the place of one that has ended.</summary>
    public bool RestartWorkers { get; init; } = true;

    /// <summary>Set in the environment of children, over what they get from this process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>How long all workers together may take to be there.</summary>
    public TimeSpan StartTimeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, nameof(StartTimeout));
            field = value;
        }
    } = TimeSpan.FromSeconds(60);

    /// <summary>The scheduler's own settings.</summary>
    public SchedulerOptions Scheduler { get; init; } = new();

    /// <summary>Where the cluster logs, also what children write to their standard streams.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;
}
