using Microsoft.Extensions.Logging.Abstractions;
using Weft.Tasks;

namespace Weft.Runtime.Tests;

/// <summary>Scheduler, workers and clients in this process: real machines, shells and engine, direct calls.</summary>
internal sealed class InProcessCluster : IAsyncDisposable
{
    private readonly DirectCalls _calls = new();
    private readonly List<Client> _clients = [];
    private readonly List<WorkerRole> _workers = [];
    private readonly int _threads;

    private InProcessCluster(IEngine engine, int threads)
    {
        _threads = threads;
        Engine = engine;
        Scheduler = SchedulerRole.Start(
            engine, new SchedulerMachine(SchedulerOptions.Default, 7), NullLogger.Instance);
    }

    public static CancellationToken Patience => new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;

    public IEngine Engine { get; }

    public SchedulerRole Scheduler { get; }

    public IReadOnlyList<WorkerRole> Workers => _workers;

    public static async Task<InProcessCluster> StartAsync(int workers = 2, int threads = 1, IEngine? engine = null)
    {
        var cluster = new InProcessCluster(engine ?? new InProcessEngine(), threads);
        for (int i = 0; i < workers; i++) cluster.AddWorker();
        await cluster.UntilAsync(snapshot => snapshot.Workers.Count == workers);
        return cluster;
    }

    public WorkerRole AddWorker()
    {
        string name = $"worker-{_workers.Count + 1}";
        var worker = WorkerRole.Start(
            Engine,
            Scheduler.Address,
            name,
            new WorkerMachineOptions { Threads = _threads, Seed = _workers.Count },
            new DirectExecutor(_calls, _threads),
            new WorkerShellOptions());
        _workers.Add(worker);
        return worker;
    }

    public async Task<Client> ConnectAsync(string name = "client")
    {
        var client = await ClientRole.ConnectAsync(
            Engine,
            Scheduler.Address,
            new ClientMachineOptions(),
            _calls,
            new ClientOptions { Name = name },
            Patience);
        _clients.Add(client);
        return client;
    }

    /// <summary>
    /// Waits until the scheduler's counters are as told; fails with the last ones after some seconds.
    /// </summary>
    public async Task<SchedulerSnapshot> UntilAsync(Func<SchedulerSnapshot, bool> reached)
    {
        var patience = Patience;
        while (true)
        {
            var snapshot = await Scheduler.SnapshotAsync(patience);
            if (reached(snapshot)) return snapshot;
            Assert.False(patience.IsCancellationRequested, $"the scheduler still says {snapshot}");
            await Task.Delay(5, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) await client.DisposeAsync();
        foreach (var worker in _workers) await worker.DisposeAsync();
        await Scheduler.DisposeAsync();
        await Engine.DisposeAsync();
    }
}
