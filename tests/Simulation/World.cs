using Weft.Serialization;

namespace Weft.Simulation;

/// <summary>Everything there is in one run: nodes, network, time, chance, and who watches.</summary>
internal sealed class World
{
    private readonly Dictionary<PeerAddress, Node> _nodes = [];
    private readonly Chance _chance;

    public World(long seed, Narrator? narrator)
    {
        _chance = new Chance((ulong)seed);
        Profile = SeedProfile.Draw(_chance.Fork());
        Narrator = narrator;
        narrator?.Attach(Agenda);
        Network = new SimulatedNetwork(this, _chance.Fork());
        Checkers =
        [
            new InvariantsHold(), new RightValue(this), new LegitimateErrors(this), new EverythingResolves(),
            new OneOutcome(this), new LateRunsAreIgnored(this), new NothingLeaks(), new MemoryIsBounded(this),
            new ThreadsAreKept(), new SuspendedGetNothing(), new ClosedFamilies(),
        ];
        Scheduler = new SchedulerNode(this, SchedulerAddress, (int)seed);
        _nodes[SchedulerAddress] = Scheduler;
        for (int i = 0; i < Profile.Workers; i++) AddWorker();
        for (int i = 0; i < Profile.Clients; i++) AddClient();
    }

    /// <summary>Where the scheduler is.</summary>
    public PeerAddress SchedulerAddress { get; } = new("sim://scheduler");

    /// <summary>What this seed is like.</summary>
    public SeedProfile Profile { get; }

    /// <summary>Virtual time.</summary>
    public Agenda Agenda { get; } = new();

    /// <summary>The fingerprint.</summary>
    public Trace Trace { get; } = new();

    /// <summary>What happened, in numbers.</summary>
    public SeedCounters Counters { get; } = new();

    /// <summary>What happened, for those who judge errors.</summary>
    public Chronicle Chronicle { get; } = new();

    /// <summary>Which run of each key counts.</summary>
    public RunLedger Runs { get; } = new();

    /// <summary>The kinds of message that were sent.</summary>
    public HashSet<Type> MessageKinds { get; } = [];

    /// <summary>Writes down what happens where somebody wants to read it.</summary>
    public Narrator? Narrator { get; }

    /// <summary>The way between nodes.</summary>
    public SimulatedNetwork Network { get; }

    /// <summary>Who watches.</summary>
    public IReadOnlyList<Checker> Checkers { get; }

    /// <summary>The one scheduler.</summary>
    public SchedulerNode Scheduler { get; }

    /// <summary>Every worker there ever was, in the order they came.</summary>
    public List<WorkerNode> Workers { get; } = [];

    /// <summary>Every client there ever was.</summary>
    public List<ClientNode> Clients { get; } = [];

    /// <summary>True once nothing breaks any more.</summary>
    public bool IsCalm { get; private set; }

    /// <summary>The node at an address, dead or alive; null where there never was one.</summary>
    public Node? Find(PeerAddress address) => _nodes.GetValueOrDefault(address);

    /// <summary>Whether a worker lives and is not cut off the scheduler.</summary>
    public bool IsWorkerAlive(PeerAddress address) => Find(address) is WorkerNode { IsAlive: true };

    /// <summary>A new source of chance for a part of the world.</summary>
    public Chance ForkChance() => _chance.Fork();

    /// <summary>A worker comes.</summary>
    public WorkerNode AddWorker()
    {
        var address = new PeerAddress($"sim://worker-{Workers.Count + 1}");
        var worker = new WorkerNode(this, address, _nodes.Count, _chance.Fork());
        _nodes[address] = worker;
        Workers.Add(worker);
        return worker;
    }

    /// <summary>A worker's process is killed.</summary>
    public void Kill(WorkerNode worker)
    {
        if (!worker.IsAlive) return;
        Counters.Kills++;
        Counters.SeedsWithKill = 1;
        if (worker.Executions.Any(item => item.HasStarted)) Counters.KillsWhileExecuting++;
        bool isSoleHolder = worker.Store.Keys.Any(key =>
            Workers.All(other => other == worker || !other.IsAlive || !other.Store.ContainsKey(key)));
        if (isSoleHolder) Counters.KillsOfSoleHolders++;
        worker.End(keepOrder: _chance.In(0.5));
    }

    /// <summary>From here on nothing breaks, and at least one worker lives.</summary>
    public void CalmDown()
    {
        IsCalm = true;
        Narrator?.Say(Scheduler, "--- from here on nothing breaks ---");
        if (!Workers.Any(item => item.IsAlive && !item.IsDraining && !Network.IsCutOff(item, Scheduler))) AddWorker();
    }

    private void AddClient()
    {
        var address = new PeerAddress($"sim://client-{Clients.Count + 1}");
        var client = new ClientNode(this, address, _nodes.Count, _chance.Fork());
        _nodes[address] = client;
        Clients.Add(client);
    }
}
