using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Cluster.Tools.Singleton;
using Akka.Routing;

namespace Weft.Actors.Tests;

/// <summary>What Akka's cluster tools tell on between two nodes arrives as if it were told directly.</summary>
public sealed class ProviderClusterTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly int[] Lengths = [1, 200_000];

    [Fact]
    public async Task Routers_proxies_topics_and_regions_carry_data_of_any_size()
    {
        await using var systems = await ProviderSystems.StartClusterAsync(
            """
            akka.cluster.sharding.remember-entities = off
            akka.cluster.sharding.state-store-mode = ddata
            akka.cluster.sharding.distributed-data.durable.keys = []
            """);
        await Routers(systems);
        await Proxy(systems);
        await Topics(systems);
        await Regions(systems);
    }

    private static async Task Routers(TwoSystems systems)
    {
        var address = ((ExtendedActorSystem)systems.There).Provider.DefaultAddress;
        systems.There.ActorOf(Props.Create(() => new Echo()), "routee");
        var group = systems.Here.ActorOf(
            Props.Empty.WithRouter(new RoundRobinGroup($"{address}/user/routee")), "group");
        await EchoesAsync(group, "a group's routee");

        // Deployed on the other node by the configuration of this one.
        var pool = systems.Here.ActorOf(
            Props.Create(() => new Echo())
                .WithRouter(new RoundRobinPool(2))
                .WithDeploy(new Deploy(new RemoteScope(address))),
            "pool");
        await EchoesAsync(pool, "a remote pool");

        var member = Collector.StartLocal(systems.There, "routed");
        systems.There.ActorOf(Props.Empty.WithRouter(new RoundRobinGroup("/user/routed", "/user/routed")), "router");
        var router = await systems.Here.ActorSelection($"{address}/user/router").ResolveOne(Patience);
        var array = Enumerable.Range(0, 200_000).ToArray();
        router.Tell(new Broadcast(array));
        Assert.Equal(array, await member.NextAsync());
        Assert.Equal(array, await member.NextAsync());
    }

    private static async Task Proxy(TwoSystems systems)
    {
        foreach (var system in new[] { systems.Here, systems.There })
        {
            system.ActorOf(
                ClusterSingletonManager.Props(
                    Props.Create(() => new Echo()),
                    PoisonPill.Instance,
                    ClusterSingletonManagerSettings.Create(system)),
                "manager");
        }
        // The singleton lives on the older node, which is the first.
        var proxy = systems.There.ActorOf(
            ClusterSingletonProxy.Props("/user/manager", ClusterSingletonProxySettings.Create(systems.There)),
            "proxy");
        await EchoesAsync(proxy, "a singleton's proxy");
    }

    private static async Task Topics(TwoSystems systems)
    {
        var there = Collector.StartLocal(systems.There, "subscriber");
        var mediator = DistributedPubSub.Get(systems.There).Mediator;
        await mediator.Ask<SubscribeAck>(new Subscribe("topic", there.Actor), Patience);
        mediator.Tell(new Put(there.Actor));
        var publisher = DistributedPubSub.Get(systems.Here).Mediator;
        await TopicAsync(publisher, value => new Publish("topic", value), there);
        await TopicAsync(publisher, value => new Send("/user/subscriber", value), there);
        await TopicAsync(publisher, value => new SendToAll("/user/subscriber", value), there);

        var member = Collector.StartLocal(systems.There, "member");
        await mediator.Ask<SubscribeAck>(new Subscribe("groups", member.Actor, "one"), Patience);
        await TopicAsync(publisher, value => new Publish("groups", value, sendOneMessageToEachGroup: true), member);
    }

    private static async Task TopicAsync(IActorRef publisher, Func<object, object> message, Collector there)
    {
        await UntilHeardAsync(publisher, message, there);
        foreach (var length in Lengths)
        {
            var array = Enumerable.Range(0, length).ToArray();
            publisher.Tell(message(array));
            Assert.Equal(array, await there.NextAsync());
        }
    }

    // Word of a subscription takes its time to the other node.
    private static async Task UntilHeardAsync(IActorRef publisher, Func<object, object> message, Collector there)
    {
        for (var attempt = 0; attempt < 200 && there.IsEmpty; attempt++)
        {
            publisher.Tell(message(new[] { "heard" }));
            await Task.Delay(50);
        }
        await Task.Delay(200);
        while (!there.IsEmpty) Assert.Equal(new[] { "heard" }, await there.NextAsync());
    }

    private static async Task Regions(TwoSystems systems)
    {
        var regions = new List<IActorRef>();
        foreach (var system in new[] { systems.Here, systems.There })
        {
            regions.Add(await ClusterSharding.Get(system).StartAsync(
                "echo",
                _ => Props.Create(() => new Echo()),
                ClusterShardingSettings.Create(system),
                new Extractor()));
        }
        foreach (var length in Lengths)
        {
            var array = Enumerable.Range(0, length).ToArray();
            // Entities on both nodes, whoever is asked.
            foreach (var region in regions)
            {
                for (var entity = 0; entity < 6; entity++)
                {
                    var answer = await region.Ask<int[]>(new ShardingEnvelope($"{entity}", array), Patience);
                    Assert.Equal(array, answer);
                }
            }
        }
    }

    private static async Task EchoesAsync(IActorRef asked, string who)
    {
        foreach (var length in Lengths)
        {
            var array = Enumerable.Range(0, length).ToArray();
            var answer = await asked.Ask<int[]>(array, Patience);
            Assert.True(array.AsSpan().SequenceEqual(answer), $"{who} answered another array than {length} ints");
        }
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }

    private sealed class Extractor() : HashCodeMessageExtractor(4)
    {
        public override string? EntityId(object message) => (message as ShardingEnvelope)?.EntityId;

        public override object EntityMessage(object message) =>
            message is ShardingEnvelope envelope ? envelope.Message : message;
    }
}
