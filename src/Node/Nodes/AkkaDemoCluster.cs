using Weft.Actors;
using Weft.Node.Demo;
using Weft.Runtime;
using Weft.Tasks;

namespace Weft.Node.Nodes;

/// <summary>
/// The demo's cluster on Akka.NET: a scheduler and workers as child processes of this program, on loopback, at ports
/// that the system chooses; the client is outside the cluster. The children end with this process, however it ends.
/// </summary>
internal sealed class AkkaDemoCluster : IDemoCluster
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    // A cluster for seconds on one machine: it forms quickly, and a killed node is given up after few heartbeats.
    private static readonly string[] Quick =
    [
        "akka.cluster.periodic-tasks-initial-delay = 10ms",
        "akka.cluster.gossip-interval = 100ms",
        "akka.cluster.leader-actions-interval = 100ms",
        "akka.cluster.unreachable-nodes-reaper-interval = 200ms",
        "akka.cluster.failure-detector.heartbeat-interval = 500ms",
        "akka.cluster.split-brain-resolver.stable-after = 1s",
        "akka.cluster.down-removal-margin = 0s",
    ];

    private readonly List<DemoNode> _nodes = [];
    private string _seed = "";
    private NodeClient? _outside;
    private Client? _client;

    private AkkaDemoCluster()
    {
    }

    /// <inheritdoc/>
    public string Engine => "akka";

    public static async Task<IDemoCluster> StartAsync(DemoOptions options, CancellationToken cancellation)
    {
        var cluster = new AkkaDemoCluster();
        try
        {
            await cluster.FormAsync(options.Workers, cancellation).WaitAsync(StartMax, cancellation);
            return cluster;
        }
        catch (TimeoutException) when (!cancellation.IsCancellationRequested)
        {
            await cluster.DisposeAsync();
            throw new TimeoutException(
                $"a scheduler and {options.Workers} workers were not all there within {StartMax.TotalSeconds} s");
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<Client> ConnectAsync(CancellationToken cancellation) => Task.FromResult(_client!);

    /// <inheritdoc/>
    public Task<SchedulerSnapshot> SnapshotAsync(CancellationToken cancellation) => _client!.StatusAsync(cancellation);

    /// <inheritdoc/>
    public async Task<bool> KillAsync(WorkerSummary worker)
    {
        var node = _nodes.Find(each => each.Name == worker.Name && each.IsRunning);
        if (node is null) return false;
        await node.KillAsync();
        // As the local engine does: another one takes its place.
        StartWorker(worker.Name);
        return true;
    }

    /// <inheritdoc/>
    public Task<DemoBytes?> BytesAsync(CancellationToken cancellation) => Task.FromResult<DemoBytes?>(null);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_client is not null) await _client.DisposeAsync();
        await Task.WhenAll(_nodes.Select(node => node.KillAsync()));
        if (_outside is not null) await _outside.DisposeAsync();
        foreach (var node in _nodes) node.Dispose();
    }

    private async Task FormAsync(int workers, CancellationToken cancellation)
    {
        var scheduler = Start("scheduler", ["scheduler", "--seed", "self"]);
        var address = await scheduler.AddressAsync().WaitAsync(cancellation);
        _seed = address;
        for (var number = 1; number <= workers; number++) StartWorker($"worker-{number}");

        _outside = NodeClient.Open(new NodeClientOptions
        {
            Contacts = [address],
            Hostname = "127.0.0.1",
            Timeout = StartMax,
        });
        var connecting = _outside.ConnectAsync(new ClientOptions(), cancellation);
        var ended = await Task.WhenAny([connecting, .. _nodes.Select(node => node.EndedAsync())]);
        if (ended != connecting) await ended;
        _client = await connecting;
        while ((await _client.StatusAsync(cancellation)).Workers.Count < workers)
        {
            if (_nodes.Find(node => !node.IsRunning) is { } early) await early.EndedAsync();
            await Task.Delay(Poll, cancellation);
        }
    }

    private void StartWorker(string name) => Start(
        name,
        [
            "worker", "--seed", _seed, "--name", name, "--threads", "1", "--admit",
            typeof(DemoCommand).Assembly.GetName().Name!,
        ]);

    private DemoNode Start(string name, string[] arguments)
    {
        var settings = Quick.SelectMany(setting => new[] { "--set", setting });
        var node = DemoNode.Start(
            name, [.. arguments, "--hostname", "127.0.0.1", "--port", "0", "--end-with-input", .. settings]);
        _nodes.Add(node);
        return node;
    }
}
