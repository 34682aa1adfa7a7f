using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Remote;
using Weft.Runtime;
using Weft.Serialization;

namespace Weft.Actors.Tests;

/// <summary>EngineNodes of one cluster in one process, with quick gossip; the first is the seed.</summary>
internal sealed class EngineNodes : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const string Quick =
        """
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        akka.actor.provider = cluster
        akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0, maximum-frame-size = 1000000b }
        akka.remote.log-remote-lifecycle-events = off
        akka.cluster {
          gossip-interval = 100ms
          leader-actions-interval = 100ms
          unreachable-nodes-reaper-interval = 100ms
          periodic-tasks-initial-delay = 100ms
          shutdown-after-unsuccessful-join-seed-nodes = off
          log-info = off
          failure-detector { heartbeat-interval = 100ms, acceptable-heartbeat-pause = 1s }
          singleton.hand-over-retry-interval = 200ms
        }
        akka.coordinated-shutdown.run-by-actor-system-terminate = off
        """;

    private readonly List<ActorSystem> _systems = [];

    public static CodePolicy Own => CodePolicy.Admit([typeof(EngineNodes).Assembly.GetName().Name!]);

    public ActorSystem Seed => _systems[0];

    /// <summary>A member, up.</summary>
    public async Task<ActorSystem> JoinAsync(string role, string extra = "", CancellationToken cancellation = default)
    {
        var system = Open(
            $"akka.cluster.roles = [{role}]\n" + extra, ConfigurationFactory.ParseString(Quick));
        var cluster = Cluster.Get(system);
        await cluster.JoinAsync(Cluster.Get(Seed).SelfAddress, cancellation);
        return system;
    }

    /// <summary>A further member after one that is cut off was declared down, since nobody joins before.</summary>
    public async Task<ActorSystem> JoinUnseenAsync(ActorSystem seer, string role, Address dead)
    {
        Cluster.Get(seer).Down(dead);
        return await JoinAsync(role);
    }

    /// <summary>A system of no cluster that knows the seed as its contact.</summary>
    public ActorSystem Outside(string extra = "") => Open(
        extra,
        ConfigurationFactory.ParseString(
            $"""
            akka.actor.provider = remote
            weft.client.contacts = ["{Cluster.Get(Seed).SelfAddress}"]
            """).WithFallback(ConfigurationFactory.ParseString(Quick)));

    /// <summary>Cuts a node off the network, as if it were frozen or its machine had died.</summary>
    public static Task CutOffAsync(ActorSystem system) =>
        ((IRemoteActorRefProvider)((ExtendedActorSystem)system).Provider).Transport.Shutdown();

    public static Task<Client> ConnectAsync(ActorSystem system, CancellationToken cancellation = default) =>
        WeftRoles.ConnectAsync(system, new ClientOptions { Timeout = Patience }, cancellation);

    /// <summary>Waits until the scheduler knows its first worker: scattering does not.</summary>
    public static Task FirstWorkerAsync(Client client) =>
        UntilAsync(async () => (await client.WorkersAsync()).Count > 0);

    public static WorkerActorOptions Worker(string name) => new() { Name = name, Code = Own };

    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var until = Environment.TickCount64 + Patience.TotalMilliseconds;
        while (!await holds())
        {
            Assert.True(Environment.TickCount64 < until, "it did not come about in time");
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(_systems.Select(system => system.Terminate()));

    private ActorSystem Open(string extra, Config below)
    {
        var config = ConfigurationFactory.ParseString(extra).WithFallback(below).WithFallback(WeftConfig.Reference);
        var system = ActorSystem.Create("weft", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(config), new WeftSetup(new SerializerRegistry())));
        _systems.Add(system);
        return system;
    }
}
