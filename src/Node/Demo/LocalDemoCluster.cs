using Weft.Runtime;
using Weft.Tasks;

namespace Weft.Node.Demo;

/// <summary>The demo's cluster on the local engine.</summary>
internal sealed class LocalDemoCluster : IDemoCluster
{
    private readonly LocalCluster _cluster;

    private LocalDemoCluster(LocalCluster cluster) => _cluster = cluster;

    /// <inheritdoc/>
    public string Engine => "local";

    public static async Task<IDemoCluster> StartAsync(DemoOptions options, CancellationToken cancellation) =>
        new LocalDemoCluster(await LocalCluster.StartAsync(
            new LocalClusterOptions
            {
                Workers = options.Workers,
                Processes = !options.InProcess,
                Program = typeof(DemoCommand).Assembly,
                Assemblies = [typeof(DemoCommand).Assembly.GetName().Name!],
            },
            cancellation));

    /// <inheritdoc/>
    public Task<Client> ConnectAsync(CancellationToken cancellation) =>
        _cluster.ConnectAsync(new ClientOptions(), cancellation);

    /// <inheritdoc/>
    public Task<SchedulerSnapshot> SnapshotAsync(CancellationToken cancellation) =>
        _cluster.SnapshotAsync(cancellation);

    /// <inheritdoc/>
    public async Task<bool> KillAsync(WorkerSummary worker)
    {
        var victim = _cluster.Workers.FirstOrDefault(local => local.Address == worker.Address);
        if (victim is null) return false;
        await victim.KillAsync();
        return true;
    }

    /// <inheritdoc/>
    public async Task<DemoBytes?> BytesAsync(CancellationToken cancellation)
    {
        var bytes = await _cluster.CountersAsync(cancellation);
        return new DemoBytes(bytes.Admin, bytes.Data, bytes.Task);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
