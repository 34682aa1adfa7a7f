using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;

namespace Weft.Actors.Tests;

/// <summary>
/// A node that speaks plain Akka sends what names types for the receiver to build. With the serializers of the sample
/// files nothing is built, nothing is told, and the association lives.
/// </summary>
public sealed class ForeignTypeTests
{
    private const string Refusing =
        """
        akka.actor.serializers {
          json = "Weft.Actors.WeftRefuseJsonSerializer, Weft.Actors"
          akka-misc = "Weft.Actors.WeftMiscSerializer, Weft.Actors"
          akka-system-msg = "Weft.Actors.WeftSystemMessageSerializer, Weft.Actors"
          daemon-create = "Weft.Actors.WeftRefuseDeploymentSerializer, Weft.Actors"
        }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_type_named_by_json_is_built_only_where_json_is_not_refused(bool refuses)
    {
        var gadget = new Gadget { Number = 5 };
        var built = Gadget.Built;
        await AttackAsync(refuses, gadget);
        Assert.Equal(refuses, Gadget.Built == built);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_type_named_by_a_failure_is_built_only_where_failures_are_not_refused(bool refuses)
    {
        var built = GadgetException.Built;
        await AttackAsync(refuses, new Status.Failure(new GadgetException()));
        Assert.Equal(refuses, GadgetException.Built == built);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_type_named_by_a_childs_failure_is_built_only_where_those_are_not_refused(bool refuses)
    {
        using var there = ActorSystem.Create("there", TwoSystems.ConfigOf(refuses ? Refusing : ""));
        using var stranger = Stranger();
        var collector = await Collector.StartAsync(there, stranger, "collector");
        var built = GadgetException.Built;
        collector.Seen.Tell(ChildFailure());
        collector.Seen.Tell(new[] { 1 });
        Assert.Equal(new[] { 1 }, await collector.NextAsync());
        Assert.Equal(refuses, GadgetException.Built == built);
    }

    [Fact]
    public async Task Watching_across_nodes_needs_nothing_that_is_refused()
    {
        using var there = ActorSystem.Create("there", TwoSystems.ConfigOf(Refusing));
        using var here = ActorSystem.Create("here", TwoSystems.ConfigOf(Refusing));
        var watched = await Collector.StartAsync(there, here, "watched");
        var seen = Collector.StartLocal(here, "seen");
        here.ActorOf(Props.Create(() => new Watcher(watched.Seen, seen.Actor)));
        Assert.Equal("watching", await seen.NextAsync());
        Assert.Equal(1, (await watched.NextAsync() as int[])?[0]);
        there.Stop(watched.Actor);
        Assert.Equal(watched.Seen, await seen.NextAsync());
    }

    [Fact]
    public async Task An_actor_that_another_node_names_is_started_where_remote_deployment_is_not_refused()
    {
        using var there = ActorSystem.Create("there", TwoSystems.ConfigOf(""));
        using var stranger = Stranger();
        var started = PlantedActor.Started;
        PlantedActor.Plant(stranger, ((ExtendedActorSystem)there).Provider.DefaultAddress);
        await EngineNodes.UntilAsync(() => Task.FromResult(PlantedActor.Started > started));
    }

    [Theory]
    [InlineData("scheduler")]
    [InlineData("worker")]
    [InlineData("client")]
    public async Task A_node_of_the_sample_files_starts_no_actor_that_another_node_names(string attacked)
    {
        // Untrusted mode, as the samples have it, alone would build what the message names and then drop it.
        using var node = Sample(attacked, "akka.remote.untrusted-mode = off");
        using var stranger = Stranger();
        var refusals = Collector.StartLocal(stranger, "refusals");
        stranger.EventStream.Subscribe(refusals.Actor, typeof(MessageRefused));
        var collector = Collector.StartLocal(node, "collector");
        var started = PlantedActor.Started;
        var address = ((ExtendedActorSystem)node).Provider.DefaultAddress;
        PlantedActor.Plant(stranger, address);
        ((ExtendedActorSystem)stranger).Provider.ResolveActorRef($"{address}/user/collector").Tell(new[] { 1 });
        Assert.Equal(new[] { 1 }, await collector.NextAsync());
        var refused = Assert.IsType<MessageRefused>(await refusals.NextAsync());
        Assert.Equal((nameof(WeftRefuseDeploymentSerializer), address), (refused.Serializer, refused.Peer));
        Assert.Equal(started, PlantedActor.Started);
    }

    [Fact]
    public void Remote_deployment_is_refused_at_its_sender_by_name()
    {
        using var system = ActorSystem.Create("refusing", TwoSystems.ConfigOf(Refusing));
        var type = typeof(Akka.Remote.RemoteActorRefProvider).Assembly.GetType("Akka.Remote.DaemonMsgCreate", true)!;
        var serializer = Assert.IsType<WeftRefuseDeploymentSerializer>(system.Serialization.FindSerializerForType(type));
        var error = Assert.Throws<SerializationException>(() => serializer.ToBinary(this));
        Assert.Contains("akka.actor.serializers.daemon-create", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_is_refused_at_its_sender_by_name_and_the_rest_passes()
    {
        using var system = ActorSystem.Create("refusing", TwoSystems.ConfigOf(Refusing));
        var failure = new Status.Failure(new InvalidOperationException("x"));
        var serializer = system.Serialization.FindSerializerFor(failure);
        var error = Assert.Throws<SerializationException>(() => serializer.ToBinary(failure));
        Assert.Contains("Status.Failure", error.Message, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException", error.Message, StringComparison.Ordinal);
        object[] passed = [new Identify(1), PoisonPill.Instance, Kill.Instance, new Status.Success(1)];
        foreach (var message in passed)
        {
            var own = (WeftMiscSerializer)system.Serialization.FindSerializerFor(message);
            var back = system.Serialization.Deserialize(own.ToBinary(message), own.Identifier, own.Manifest(message));
            Assert.IsType(message.GetType(), back);
        }
    }

    [Fact]
    public void Bytes_that_are_nothing_are_a_serialization_exception()
    {
        using var system = ActorSystem.Create("refusing", TwoSystems.ConfigOf(Refusing));
        foreach (var manifest in new[] { "ID", "AID", "AR", "STS", "STF", "CF", "RORRP", "x", "" })
        {
            Assert.ThrowsAny<SerializationException>(
                () => system.Serialization.Deserialize([255, 255, 255, 255, 255], 16, manifest));
        }
    }

    [Theory]
    [InlineData("scheduler")]
    [InlineData("worker")]
    public async Task A_node_of_the_sample_files_builds_nothing_and_its_cluster_goes_on(string attacked)
    {
        using var scheduler = Sample("scheduler");
        using var worker = Sample("worker");
        using var deadline = new CancellationTokenSource(Patience);
        var seed = Cluster.Get(scheduler).SelfAddress;
        foreach (var node in new[] { scheduler, worker }) await Cluster.Get(node).JoinAsync(seed, deadline.Token);
        WeftRoles.JoinAsScheduler(scheduler);
        WeftRoles.JoinAsWorker(worker);
        await using var client = await WeftRoles.ConnectAsync(scheduler, null, deadline.Token);
        await EngineNodes.FirstWorkerAsync(client);

        // A stranger with Akka as it comes, who knows all addresses and writes types' names into what it sends.
        using var stranger = Stranger();
        var gadget = new Gadget { Number = 5 };
        var failure = new Status.Failure(new GadgetException());
        var json = stranger.Serialization.FindSerializerFor(gadget);
        Assert.Equal(1, json.Identifier);
        Assert.Contains("$type", Encoding.UTF8.GetString(json.ToBinary(gadget)), StringComparison.Ordinal);
        var built = Gadget.Built + GadgetException.Built;
        var target = attacked == "scheduler" ? scheduler : worker;
        var collector = Collector.StartLocal(target, "collector");
        var address = ((ExtendedActorSystem)target).Provider.DefaultAddress;
        IActorRef At(string path) => ((ExtendedActorSystem)stranger).Provider.ResolveActorRef($"{address}{path}");
        string[] paths =
        [
            "/user/collector", "/user/weft-scheduler", "/user/weft-scheduler/singleton",
            "/user/weft-scheduler/singleton/scheduler-1", "/user/weft-worker", "/user/weft-worker/worker-1",
            "/system/weft", "/system/weft-locator", "/system/cluster/core/daemon",
        ];
        foreach (var path in paths)
        {
            At(path).Tell(gadget);
            At(path).Tell(failure);
            At(path).Tell(ChildFailure());
            At(path).Tell(PoisonPill.Instance);
        }

        At("/user/collector").Tell(new[] { 1 });
        Assert.Equal(new[] { 1 }, await collector.NextAsync());
        Assert.Equal(built, Gadget.Built + GadgetException.Built);
        Assert.Equal(3.0, await client.Submit(Sum, new[] { 1.0, 2.0 }).ResultAsync(deadline.Token));
        var status = await client.StatusAsync(deadline.Token);
        Assert.Equal((0, 1), (status.WorkersLost, status.Workers.Count));
        Assert.Equal(2, Cluster.Get(worker).State.Members.Count(member => member.Status == MemberStatus.Up));
        Assert.True(collector.IsEmpty);
    }

    private static double Sum(double[] values) => values.Sum();

    // FailedData: child = 1 { path = 1 }, cause = 2 { type = 1, inner = 5 }.
    private static Forged ChildFailure()
    {
        var name = $"{typeof(GadgetException).FullName}, {typeof(GadgetException).Assembly.GetName().Name}";
        return new Forged(22, "Akka.Dispatch.SysMsg.Failed, Akka",
        [
            .. Forged.Field(1, Forged.Field(1, "akka://x/user")),
            .. Forged.Field(2, [.. Forged.Field(1, name), .. Forged.Field(5)]),
        ]);
    }

    private static ActorSystem Stranger() =>
        ActorSystem.Create("stranger", TwoSystems.ConfigOf($"akka.loglevel = OFF\n{Forged.Binding}"));

    private static ActorSystem Sample(string role, string extra = "") => ActorSystem.Create(
        "weft",
        ConfigurationFactory.ParseString(extra).WithFallback(ConfigurationFactory.ParseString(
            """
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            akka.remote.dot-netty.tcp.port = 0
            akka.cluster.seed-nodes = []
            weft.worker.admit = [Weft.Actors.Tests]
            """))
            .WithFallback(ConfigurationFactory.ParseString(
                File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", $"{role}.conf"))))
            .WithFallback(WeftConfig.Reference));

    private static async Task AttackAsync(bool refuses, object message)
    {
        using var there = ActorSystem.Create("there", TwoSystems.ConfigOf(refuses ? Refusing : ""));
        using var here = ActorSystem.Create("here", TwoSystems.ConfigOf("akka.loglevel = OFF"));
        var collector = await Collector.StartAsync(there, here, "collector");
        collector.Seen.Tell(message);
        collector.Seen.Tell(new[] { 1 });
        if (!refuses) Assert.IsType(message.GetType(), await collector.NextAsync());
        Assert.Equal(new[] { 1 }, await collector.NextAsync());
    }

    private sealed class Watcher : UntypedActor
    {
        private readonly IActorRef _seen;

        public Watcher(IActorRef watched, IActorRef seen)
        {
            _seen = seen;
            Context.Watch(watched);
            watched.Tell(new[] { 1 });
            seen.Tell("watching");
        }

        protected override void OnReceive(object message) => _seen.Tell(((Terminated)message).ActorRef);
    }

    public sealed class Gadget
    {
        public static int Built { get; private set; }

        public int Number
        {
            get;
            set
            {
                field = value;
                Built += value == 5 ? 1 : 0;
            }
        }
    }

    public sealed class GadgetException : Exception
    {
        public GadgetException()
        {
        }

#pragma warning disable SYSLIB0051 // What Akka builds exceptions by.
        private GadgetException(SerializationInfo info, StreamingContext context)
            : base(info, context) => Built++;
#pragma warning restore SYSLIB0051

        public static int Built { get; private set; }
    }
}
