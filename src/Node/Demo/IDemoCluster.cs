using Weft.Runtime;
using Weft.Tasks;

namespace Weft.Node.Demo;

/// <summary>What the demo needs of a cluster on any engine. Disposing it ends every process of it.</summary>
public interface IDemoCluster : IAsyncDisposable
{
    /// <summary>The engine's name in the result.</summary>
    string Engine { get; }

    /// <summary>A client, ready for use; all workers are there.</summary>
    Task<Client> ConnectAsync(CancellationToken cancellation);

    /// <summary>What the scheduler knows.</summary>
    Task<SchedulerSnapshot> SnapshotAsync(CancellationToken cancellation);

    /// <summary>Ends a worker as a crash would; false where it is not there any more.</summary>
    Task<bool> KillAsync(WorkerSummary worker);

    /// <summary>Bytes sent between the roles; null where the engine does not count them.</summary>
    Task<DemoBytes?> BytesAsync(CancellationToken cancellation);
}
