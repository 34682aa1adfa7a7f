using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Client;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;

namespace Weft.Actors.Tests;

/// <summary>
/// Akka's own tools, started after Weft on nodes of the sample files, which refuse JSON and trust no paths but those
/// listed.
/// </summary>
public sealed class ClusterToolsTests : IAsyncLifetime
{
    private const string Trusted =
        """
        akka.remote.trusted-selection-paths = [
          "/system/cluster/core/daemon", "/system/cluster/heartbeatReceiver", "/system/weft",
          "/user/weft-scheduler", "/user/weft-scheduler/singleton", "/system/receptionist",
          "/system/distributedPubSubMediator",
        ]
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ActorSystem _scheduler = Start("scheduler", Trusted);
    private readonly ActorSystem _worker = Start("worker", Trusted);

    public async Task InitializeAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        var seed = Cluster.Get(_scheduler).SelfAddress;
        foreach (var system in new[] { _scheduler, _worker })
        {
            WeftExtension.Of(system);
            await Cluster.Get(system).JoinAsync(seed, deadline.Token);
        }
    }

    public async Task DisposeAsync()
    {
        await _worker.Terminate();
        await _scheduler.Terminate();
    }

    [Fact]
    public async Task What_is_published_reaches_subscribers_on_other_nodes()
    {
        var near = DistributedPubSub.Get(_scheduler).Mediator;
        var far = DistributedPubSub.Get(_worker).Mediator;
        var subscriber = await Collector.StartAsync(_worker, _worker, "subscriber");
        far.Tell(new Subscribe("topic", subscriber.Actor), subscriber.Actor);
        Assert.IsType<SubscribeAck>(await subscriber.NextAsync());
        await RepeatAsync(() => near.Tell(new Publish("topic", new[] { 1.5, 2.5 })), subscriber);
        Assert.Equal(new[] { 1.5, 2.5 }, await subscriber.NextAsync());
    }

    [Fact]
    public async Task A_singleton_is_reached_through_its_proxy_on_another_node()
    {
        _scheduler.ActorOf(
            ClusterSingletonManager.Props(
                Props.Create(() => new Echo()),
                PoisonPill.Instance,
                ClusterSingletonManagerSettings.Create(_scheduler)
                    .WithSingletonName("singleton").WithRole("weft-scheduler")),
            "weft-scheduler");
        var proxy = _worker.ActorOf(ClusterSingletonProxy.Props(
            "/user/weft-scheduler",
            ClusterSingletonProxySettings.Create(_worker).WithSingletonName("singleton").WithRole("weft-scheduler")));
        var array = Enumerable.Range(0, 1000).ToArray();
        Assert.Equal(array, await proxy.Ask<int[]>(array, Patience));
    }

    [Fact]
    public async Task A_client_outside_the_cluster_reaches_a_service_by_the_receptionist()
    {
        var service = _scheduler.ActorOf(Props.Create(() => new Echo()), "service");
        ClusterClientReceptionist.Get(_scheduler).RegisterService(service);
        using var outside = ActorSystem.Create("outside", TwoSystems.ConfigOf(
            """
            akka.actor.serializers.json = "Weft.Actors.WeftRefuseJsonSerializer, Weft.Actors"
            akka.cluster.client.use-legacy-serialization = off
            """).WithFallback(ClusterClientReceptionist.DefaultConfig())
            // What the client tells the receptionist is a message of the mediator's.
            .WithFallback(DistributedPubSub.DefaultConfig()));
        var contact = new RootActorPath(Cluster.Get(_scheduler).SelfAddress) / "system" / "receptionist";
        var client = outside.ActorOf(ClusterClient.Props(
            ClusterClientSettings.Create(outside).WithInitialContacts([contact])));
        var array = Enumerable.Range(0, 1000).ToArray();
        var answer = await client.Ask<int[]>(new ClusterClient.Send("/user/service", array), Patience);
        Assert.Equal(array, answer);
    }

    // Until the mediators have told each other who subscribes.
    private static async Task RepeatAsync(Action publish, Collector subscriber)
    {
        var until = DateTime.UtcNow + Patience;
        while (subscriber.IsEmpty && DateTime.UtcNow < until)
        {
            publish();
            await Task.Delay(200);
        }
    }

    private static ActorSystem Start(string role, string extra) => ActorSystem.Create(
        "weft",
        ConfigurationFactory.ParseString(
            """
            akka.loglevel = WARNING
            akka.remote.dot-netty.tcp.port = 0
            akka.cluster.seed-nodes = []
            """ + "\n" + extra)
            .WithFallback(ConfigurationFactory.ParseString(
                File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", $"{role}.conf"))))
            .WithFallback(WeftConfig.Reference));

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }
}
