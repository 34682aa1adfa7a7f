using System.Globalization;
using Weft.Runtime;
using Weft.Tasks;

namespace Weft.Actors.Soak;

/// <summary>
/// A scheduler node and three workers as processes with the settings of the sample files, and a client outside the
/// cluster. The processes end with this one.
/// </summary>
internal sealed class SoakCluster(string program) : IAsyncDisposable
{
    public const int WorkersWanted = 3;

    private const int LineCharsMax = 160;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    private readonly List<NodeProcess> _workers = [];
    private NodeProcess? _scheduler;
    private NodeClient? _outside;
    private Client? _client;
    private string _seed = "";
    private int _names;

    public Client Client => _client ?? throw new InvalidOperationException("the cluster has not formed");

    public IReadOnlyList<NodeProcess> Workers => _workers;

    public async Task FormAsync(CancellationToken cancellation)
    {
        if (!File.Exists(program)) throw new FileNotFoundException($"{program} is not built");
        _scheduler = Start("scheduler", ["scheduler", "--seed", "self"], 0);
        _seed = await AddressOfAsync(_scheduler, cancellation);
        for (var i = 0; i < WorkersWanted; i++) StartWorker(0);
        _outside = NodeClient.Open(new NodeClientOptions
        {
            Contacts = [_seed],
            Hostname = "127.0.0.1",
            Timeout = Patience,
        });
        _client = await _outside.ConnectAsync(new ClientOptions(), cancellation);
        if (await WholeAsync(Patience, cancellation) is { } fault) throw new TimeoutException(fault);
    }

    /// <summary>A further worker; port 0 lets the system choose.</summary>
    public NodeProcess StartWorker(int port)
    {
        var name = $"worker-{++_names}";
        var worker = Start(
            name,
            [
                "worker", "--seed", _seed, "--name", name, "--threads", "2",
                "--admit", typeof(SoakCluster).Assembly.GetName().Name!, "--assemblies", AppContext.BaseDirectory,
            ],
            port);
        _workers.Add(worker);
        return worker;
    }

    /// <summary>Its process has ended.</summary>
    public void Forget(NodeProcess worker)
    {
        _workers.Remove(worker);
        worker.Dispose();
    }

    public Task<SchedulerSnapshot> StatusAsync(CancellationToken cancellation) =>
        Client.StatusAsync(cancellation).WaitAsync(Patience, cancellation);

    /// <summary>The port that a worker listens at.</summary>
    public static async Task<int> PortOfAsync(NodeProcess worker, CancellationToken cancellation)
    {
        var address = await AddressOfAsync(worker, cancellation);
        return int.Parse(address[(address.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until the scheduler has all workers and all members are up; null, or what is missing.</summary>
    public async Task<string?> WholeAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var until = DateTime.UtcNow + patience;
        while (true)
        {
            var fault = await MissingAsync(cancellation);
            if (fault is null || DateTime.UtcNow > until) return fault;
            await Task.Delay(Poll, cancellation);
        }
    }

    /// <summary>After a failed round: replaces dead processes, and waits once more.</summary>
    public async Task<bool> TryRecoverAsync(CancellationToken cancellation)
    {
        if (_scheduler is not { HasExited: false }) return false;
        foreach (var worker in _workers.Where(worker => worker.HasExited).ToArray()) Forget(worker);
        while (_workers.Count < WorkersWanted) StartWorker(0);
        return await WholeAsync(Patience, cancellation) is null;
    }

    /// <summary>What the nodes said last.</summary>
    public void Explain(TextWriter output)
    {
        foreach (var node in _workers.Prepend(_scheduler!))
        {
            output.WriteLine($"{node.Name} (process {node.Id}{(node.HasExited ? ", ended" : "")}):");
            foreach (var line in node.LastLines())
                output.WriteLine($"    {(line.Length <= LineCharsMax ? line : line[..LineCharsMax])}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null) await _client.DisposeAsync();
        if (_outside is not null) await _outside.DisposeAsync();
        foreach (var worker in _workers) worker.Dispose();
        _scheduler?.Dispose();
    }

    private static async Task<string> AddressOfAsync(NodeProcess node, CancellationToken cancellation)
    {
        var line = await node.HearAsync("address ").WaitAsync(Patience, cancellation);
        return line["address ".Length..].Trim();
    }

    private async Task<string?> MissingAsync(CancellationToken cancellation)
    {
        SchedulerSnapshot status;
        IReadOnlyList<NodeMember> members;
        try
        {
            status = await StatusAsync(cancellation);
            members = await _outside!.MembersAsync(cancellation);
        }
        catch (TimeoutException error)
        {
            return error.Message;
        }
        var ready = status.Workers.Count(worker => worker is { IsReachable: true, IsLeaving: false });
        if (ready != WorkersWanted || status.Workers.Count != WorkersWanted)
            return $"{ready} of {WorkersWanted} workers are ready, {status.Workers.Count} known";
        var up = members.Count(member => member is { Status: "up", IsReachable: true });
        return up == WorkersWanted + 1 && members.Count == up ? null : $"{up} of {members.Count} members are up";
    }

    private NodeProcess Start(string name, string[] arguments, int port) => NodeProcess.Start(
        program, name,
        [
            .. arguments, "--hostname", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture),
            "--end-with-input",
        ]);
}
