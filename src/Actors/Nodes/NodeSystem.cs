using System.Net.Sockets;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Configuration;

namespace Weft.Actors;

/// <summary>
/// One actor system of a node, from its start until the node leaves or is cut off; the next one has a new identity.
/// </summary>
internal sealed class NodeSystem
{
    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan DrainSlack = TimeSpan.FromSeconds(1);

    /// <summary>What a shutdown takes beside draining: Akka's own phases.</summary>
    private static readonly TimeSpan PhasesMax = TimeSpan.FromSeconds(60);

    private readonly Channel<NodeNews> _news = Channel.CreateUnbounded<NodeNews>();
    private readonly ActorSystem _system;
    private readonly NodeConfig _config;
    private readonly IActorRef _role;

    private NodeSystem(ActorSystem system, NodeConfig config)
    {
        (_system, _config) = (system, config);
        var cluster = Akka.Cluster.Cluster.Get(system);
        Address = cluster.SelfAddress;
        Seeds = config.SeedsOf(Address);
        Bulk = WeftExtension.Of(system).Bulk;
        _role = config.Role == NodeRole.Scheduler
            ? WeftRoles.JoinAsScheduler(system)
            : WeftRoles.JoinAsWorker(system, null);
        cluster.RegisterOnMemberRemoved(() => _news.Writer.TryWrite(new NodeNews.Removed()));
        CoordinatedShutdown.Get(system).AddTask("weft-leave", "drain", DrainAsync);
        system.ActorOf(NodeActor.Props(_role, _news.Writer), NodeActor.Name);
        cluster.JoinSeedNodes(Seeds);
    }

    /// <summary>What it reports, in order; never completes.</summary>
    public ChannelReader<NodeNews> News => _news.Reader;

    /// <summary>Its address.</summary>
    public Address Address { get; }

    /// <summary>Whom it joins by.</summary>
    public IReadOnlyList<Address> Seeds { get; }

    /// <summary>Its data connections.</summary>
    public BulkNode Bulk { get; }

    /// <summary>Starts the system and the role, and begins to join.</summary>
    /// <param name="config">The node's.</param>
    /// <param name="before">The address of this node's system before; null for the first.</param>
    /// <exception cref="NodeException">It cannot start; says why.</exception>
    public static NodeSystem Start(NodeConfig config, Address? before)
    {
        var isFirstSeed = before is not null
            && config.SeedsOf(before) is { Count: > 1 } seeds
            && seeds[0].Equals(before);
        ActorSystem? system = null;
        try
        {
            var whole = config.ForSystem(before?.Port, isFirstSeed);

            // Before anything listens.
            TlsCheck.RequireMutualRemoting(whole);
            TlsCheck.RequireForTaskExecution(whole);
            system = ActorSystem.Create(NodeConfig.SystemName, whole);
            return new NodeSystem(system, config);
        }
        catch (Exception error)
        {
            system?.Terminate();
            throw Explain(config, error);
        }
    }

    /// <summary>Ends the role and the data connections now: nothing more is begun, taken or sent.</summary>
    public void StopWork()
    {
        _system.Stop(_role);
        _system.Stop(Bulk.Front);
    }

    /// <summary>Lets running functions finish, leaves the cluster, ends the system.</summary>
    /// <exception cref="TimeoutException">It has not ended in the time that its phases have.</exception>
    public async Task LeaveAsync() =>
        await CoordinatedShutdown.Get(_system).Run(StopAsked.Instance)
            .WaitAsync(_config.Settings.DrainTimeout + PhasesMax).ConfigureAwait(false);

    /// <summary>Ends the system without a word to the cluster; gives up waiting after a while.</summary>
    public async Task EndAsync()
    {
        StopWork();
        await Task.WhenAny(_system.Terminate(), Task.Delay(EndMax)).ConfigureAwait(false);
    }

    private async Task<Akka.Done> DrainAsync()
    {
        if (_config.Role != NodeRole.Worker) return Akka.Done.Instance;
        var patience = _config.Settings.DrainTimeout;
        var left = WeftRoles.LeaveAsync(_role, patience);
        // A worker that has ended already answers nobody.
        await Task.WhenAny(left, Task.Delay(patience + DrainSlack)).ConfigureAwait(false);
        return Akka.Done.Instance;
    }

    private static NodeException Explain(NodeConfig config, Exception error)
    {
        var chain = OneLine.Chain(error is AggregateException all ? all.Flatten().InnerException : error).ToArray();
        var told = chain.OfType<ConfigurationException>().FirstOrDefault();
        if (chain.OfType<SocketException>().FirstOrDefault() is { } socket)
        {
            var line = told is not null
                ? OneLine.Of(told)
                : $"cannot listen at {config.Hostname}:{config.Port}: {OneLine.Of(socket)}; name an address of this "
                    + "machine and a free port (--hostname, --port)";
            return new NodeException(NodeExitCode.AddressTaken, line, error);
        }

        return told is not null
            ? new NodeException(NodeExitCode.WrongSettings, OneLine.Of(told), error)
            : new NodeException(NodeExitCode.Failed, $"cannot start: {OneLine.Of(chain[^1])}", error);
    }

    /// <summary>Somebody who may has asked this node to stop.</summary>
    private sealed class StopAsked : CoordinatedShutdown.Reason
    {
        public static readonly StopAsked Instance = new();
    }
}
