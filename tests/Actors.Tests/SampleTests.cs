using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Weft.Runtime;

namespace Weft.Actors.Tests;

/// <summary>The sample files, each started as it stands but for its port.</summary>
public sealed class SampleTests() : TestKit("akka.loglevel = WARNING")
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_samples_form_a_cluster_in_which_a_job_runs()
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var first = Start("scheduler");
        using var second = Start("worker");
        using var third = Start("client");
        var seed = Cluster.Get(first).SelfAddress;
        foreach (var system in new[] { first, second, third }) await Cluster.Get(system).JoinAsync(seed, deadline.Token);
        AwaitCondition(() => Cluster.Get(third).State.Members.Count(m => m.Status == MemberStatus.Up) == 3, Patience);

        var scheduler = WeftRoles.StartScheduler(first);
        var options = new WorkerActorOptions
        {
            Code = CodePolicy.Admit([typeof(SampleTests).Assembly.GetName().Name!]),
        };
        var worker = WeftRoles.StartWorker(second, await TwoSystems.SeenFrom(second, scheduler, first), options);
        await using var client = await WeftRoles.ConnectAsync(
            third, await TwoSystems.SeenFrom(third, scheduler, first), null, deadline.Token);
        Assert.Equal(6.0, await client.Submit(Sum, new[] { 1.0, 2.0, 3.0 }).ResultAsync(deadline.Token));

        // A peer that stops is noticed, untrusted mode or not.
        worker.Tell(PoisonPill.Instance);
        await AwaitConditionAsync(async () => (await client.WorkersAsync(deadline.Token)).Count == 0, Patience);
    }

    [Fact]
    public async Task The_samples_run_the_engine_in_untrusted_mode_for_clients_inside_and_outside()
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var first = Start("scheduler");
        using var second = Start("worker", "weft.worker.admit = [Weft.Actors.Tests]");
        using var third = Start("client");
        var seed = Cluster.Get(first).SelfAddress;
        foreach (var system in new[] { first, second, third }) await Cluster.Get(system).JoinAsync(seed, deadline.Token);
        WeftRoles.JoinAsScheduler(first);
        var worker = WeftRoles.JoinAsWorker(second);
        await using var inside = await WeftRoles.ConnectAsync(third, null, deadline.Token);
        Assert.Equal(6.0, await inside.Submit(Sum, new[] { 1.0, 2.0, 3.0 }).ResultAsync(deadline.Token));

        // Above the frame, told plainly.
        var measurer = second.ActorOf<Measurer>();
        var seen = ((ExtendedActorSystem)third).Provider.ResolveActorRef(WeftRoles.AddressOf(second, measurer).Value);
        Assert.Equal(500_000, await seen.Ask<int>(new double[500_000], deadline.Token));

        using var fourth = Start("client", $"weft.client.contacts = [\"{seed}\"]");
        await using var outside = await WeftRoles.ConnectAsync(fourth, null, deadline.Token);
        var data = await outside.ScatterAsync(new double[500_000], cancellation: deadline.Token);
        Assert.Equal(0.0, await outside.Submit(Sum, data).ResultAsync(deadline.Token));
        Assert.Equal(2, (await outside.StatusAsync(deadline.Token)).Clients);

        Assert.True(await WeftRoles.LeaveAsync(worker, Patience));
        await AwaitConditionAsync(async () => (await inside.WorkersAsync(deadline.Token)).Count == 0, Patience);
    }

    [Theory]
    [InlineData("scheduler")]
    [InlineData("worker")]
    [InlineData("client")]
    public void Each_sample_refuses_json_both_ways(string role)
    {
        using var system = Start(role);
        var json = system.Serialization.FindSerializerForType(typeof(SampleTests));
        var error = Assert.Throws<SerializationException>(() => json.ToBinary(this));
        Assert.Contains("Weft.Actors.Tests.SampleTests, Weft.Actors.Tests", error.Message, StringComparison.Ordinal);
        Assert.Throws<SerializationException>(
            () => system.Serialization.Deserialize("{\"$type\":\"System.Version\"}"u8.ToArray(), 1, ""));
    }

    [Theory]
    [InlineData("scheduler")]
    [InlineData("worker")]
    [InlineData("client")]
    public void Each_sample_sets_what_the_next_one_relies_on(string role)
    {
        var config = Load(role);
        Assert.Equal("Weft.Actors.WeftActorRefProvider, Weft.Actors", config.GetString("akka.actor.provider"));
        Assert.Equal(1_048_576, config.GetByteSize("akka.remote.dot-netty.tcp.maximum-frame-size"));
        Assert.Equal(
            TimeSpan.FromSeconds(6), config.GetTimeSpan("akka.cluster.failure-detector.acceptable-heartbeat-pause"));
        Assert.Equal("weft-scheduler", config.GetString("akka.cluster.split-brain-resolver.keep-majority.role"));
        Assert.Equal([$"weft-{role}"], config.GetStringList("akka.cluster.roles"));
        Assert.True(config.GetBoolean("akka.remote.untrusted-mode"));
        foreach (var name in new[] { "json", "akka-misc", "akka-system-msg", "daemon-create" })
        {
            var type = Type.GetType(config.GetString($"akka.actor.serializers.{name}"), throwOnError: true)!;
            Assert.Equal(typeof(WeftExtension).Assembly, type.Assembly);
        }
    }

    private sealed class Measurer : ReceiveActor
    {
        public Measurer() => Receive<double[]>(values => Sender.Tell(values.Length));
    }

    private static double Sum(double[] values) => values.Sum();

    private static Config Load(string role) => ConfigurationFactory.ParseString(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", $"{role}.conf")));

    private static ActorSystem Start(string role, string extra = "") => ActorSystem.Create(
        "weft",
        ConfigurationFactory.ParseString(extra).WithFallback(ConfigurationFactory.ParseString(
            """
            akka.loglevel = WARNING
            akka.remote.dot-netty.tcp.port = 0
            akka.cluster.seed-nodes = []
            """)).WithFallback(Load(role)).WithFallback(WeftConfig.Reference));
}
