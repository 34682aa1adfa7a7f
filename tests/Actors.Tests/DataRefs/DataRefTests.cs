using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using Akka.Routing;
using Weft.Serialization;

namespace Weft.Actors.Tests;

/// <summary>Claims travel as small plain messages, whatever the way, and are opened where they end up.</summary>
public sealed class DataRefTests
{
    private const string Cluster = "akka.actor.provider = cluster\n";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("akka.actor.serialize-messages = off")]
    [InlineData("akka.actor.serialize-messages = on")]
    public async Task A_claim_told_plainly_brings_a_value_of_any_length(string extra)
    {
        await using var systems = new TwoSystems(extra);
        var opener = await OpenerAsync(systems);
        foreach (var length in new[] { 1, 20_000, 3_000_000 })
        {
            var array = Enumerable.Range(0, length).Select(number => number * 0.5).ToArray();
            var sum = await opener.Ask<double[]>(systems.Here.ShareData(array), Patience);
            Assert.Equal([array.Sum()], sum);
        }

        // The owner learns of the last arrival a little later than the opener.
        var store = WeftExtension.Of(systems.Here).DataRefs.Store;
        for (var look = 0; look < 100 && store.Count > 0; look++) await Task.Delay(50);
        Assert.Equal((0, 0), (store.Count, store.Bytes));
    }

    [Fact]
    public async Task A_claim_goes_through_a_router_and_inside_other_messages()
    {
        await using var systems = new TwoSystems(
            "akka.actor.serialization-bindings { "
            + "\"Weft.Actors.Tests.DataRefTests+Parcel, Weft.Actors.Tests\" = weft-data }",
            registry => registry.AllowType(typeof(Parcel)));
        var opener = await OpenerAsync(systems);
        var router = systems.Here.ActorOf(
            Props.Empty.WithRouter(new RoundRobinGroup(opener.Path.ToStringWithAddress())), "router");
        var array = new double[200_000];
        array[7] = 3;
        Assert.Equal(new[] { 3.0 }, await router.Ask<double[]>(systems.Here.ShareData(array), Patience));
        var parcel = new Parcel("p", systems.Here.ShareData(array));
        Assert.Equal(new[] { 3.0 }, await router.Ask<double[]>(parcel, Patience));
    }

    [Fact]
    public async Task A_claim_goes_through_a_cluster_singleton_proxy()
    {
        await using var systems = new TwoSystems(
            $"{Cluster}akka.remote.dot-netty.tcp.maximum-frame-size = 128000b\nakka.cluster.roles = []",
            there: "akka.cluster.roles = [keeper]");
        var here = Akka.Cluster.Cluster.Get(systems.Here);
        var there = Akka.Cluster.Cluster.Get(systems.There);
        systems.There.ActorOf(
            ClusterSingletonManager.Props(
                Props.Create(() => new Opener()),
                PoisonPill.Instance,
                ClusterSingletonManagerSettings.Create(systems.There).WithRole("keeper")),
            "keeper");
        // Both systems have names of their own, so each is a cluster; the proxy looks within its own.
        there.Join(there.SelfAddress);
        var proxy = systems.There.ActorOf(
            ClusterSingletonProxy.Props(
                "/user/keeper", ClusterSingletonProxySettings.Create(systems.There).WithRole("keeper")),
            "proxy");
        Assert.NotEqual(here.SelfAddress, there.SelfAddress);
        var seen = await TwoSystems.SeenFrom(systems.Here, proxy, systems.There);
        var array = new double[500_000];
        array[^1] = 5;
        Assert.Equal(new[] { 5.0 }, await seen.Ask<double[]>(systems.Here.ShareData(array), Patience));
    }

    [Fact]
    public async Task In_the_owners_system_the_object_itself_is_opened()
    {
        await using var systems = new TwoSystems("akka.actor.serialize-messages = on");
        var here = await Collector.StartAsync(systems.Here, systems.There, "here");
        var array = new double[10];
        using var claim = systems.Here.ShareData(array);
        here.Actor.Tell(claim);
        var copy = Assert.IsType<DataRef<double[]>>(await here.NextAsync());
        Assert.NotSame(claim, copy);
        Assert.Same(array, await copy.OpenAsync(systems.Here, Patience, CancellationToken.None));
    }

    [Fact]
    public async Task A_value_is_kept_for_as_many_claims_as_allowed_and_then_gone()
    {
        await using var systems = new TwoSystems();
        WeftExtension.Of(systems.There);
        var array = new double[100_000];
        using var claim = systems.Here.ShareData(array, new DataRefOptions(Claims: 3));
        for (var time = 0; time < 2; time++)
            Assert.Equal(array, await claim.OpenAsync(systems.There, Patience, CancellationToken.None));
        Assert.Same(array, await claim.OpenAsync(systems.Here, Patience, CancellationToken.None));
        foreach (var system in new[] { systems.Here, systems.There })
            Assert.Equal(DataRefFailure.Gone, (await FailsAsync(claim, system)).Reason);

        var dropped = systems.Here.ShareData(array);
        dropped.Dispose();
        Assert.Equal(DataRefFailure.Gone, (await FailsAsync(dropped, systems.There)).Reason);
        Assert.Equal(0, WeftExtension.Of(systems.Here).DataRefs.Store.Bytes);
    }

    [Fact]
    public async Task A_value_that_nobody_opens_expires_and_says_so()
    {
        await using var systems = new TwoSystems("weft.data-refs.keep = 300ms");
        var claim = systems.Here.ShareData(new double[100]);
        var kept = systems.Here.ShareData(new double[100], new DataRefOptions(Keep: TimeSpan.FromMinutes(1)));
        var store = WeftExtension.Of(systems.Here).DataRefs.Store;
        for (var look = 0; look < 100 && store.Count > 1; look++) await Task.Delay(100);
        Assert.Equal((1, 800), (store.Count, store.Bytes));
        var error = await FailsAsync(claim, systems.There);
        Assert.Equal(DataRefFailure.Expired, error.Reason);
        Assert.Contains("weft.data-refs.keep", error.Message, StringComparison.Ordinal);
        Assert.Equal(100, (await kept.OpenAsync(systems.There, Patience, CancellationToken.None)).Length);
    }

    [Fact]
    public async Task A_value_that_the_opener_refuses_is_named_and_stays()
    {
        var systemCount = 0;
        await using var systems = new TwoSystems("", registry =>
        {
            // Only the owner allows what is in the value; the type it is shared as is allowed everywhere.
            registry.AllowType(typeof(IAnimal));
            if (systemCount++ == 0) registry.AllowType(typeof(Cat));
        });
        var claim = systems.Here.ShareData<IAnimal>(new Cat("Tom"), new DataRefOptions());
        var error = await FailsAsync(claim, systems.There);
        Assert.Equal(DataRefFailure.Refused, error.Reason);
        Assert.Contains(typeof(Cat).FullName!, error.Message, StringComparison.Ordinal);
        Assert.Equal(new Cat("Tom"), await claim.OpenAsync(systems.Here, Patience, CancellationToken.None));
    }

    [Fact]
    public async Task An_owner_that_does_not_answer_is_named_in_time()
    {
        await using var systems = new TwoSystems("weft.bulk.handshake-timeout = 1s");
        var claim = new DataRef<int[]>(Address.Parse("akka.tcp://gone@127.0.0.1:9"), DataRef.NewId());
        var error = await FailsAsync(claim, systems.Here);
        Assert.Equal(DataRefFailure.OwnerUnreachable, error.Reason);
        Assert.Contains("akka.tcp://gone@127.0.0.1:9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_bytes_than_a_node_may_keep_are_refused_by_key()
    {
        await using var systems = new TwoSystems("weft.data-refs.bytes-max = 1MB");
        using var first = systems.Here.ShareData(new byte[900_000]);
        var error = Assert.Throws<DataRefException>(() => systems.Here.ShareData(new byte[200_000]));
        Assert.Equal(DataRefFailure.QuotaExceeded, error.Reason);
        Assert.Contains("weft.data-refs.bytes-max", error.Message, StringComparison.Ordinal);
        first.Dispose();
        using var second = systems.Here.ShareData(new byte[200_000]);
    }

    [Fact]
    public async Task A_claim_shows_nothing_that_opens_it_and_nobody_guesses_one()
    {
        await using var systems = new TwoSystems();
        WeftExtension.Of(systems.There);
        using var claim = systems.Here.ShareData(new double[1]);
        Assert.DoesNotContain(Convert.ToHexString(claim.Id), claim.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(32, claim.Id.Length);
        var guess = new DataRef<double[]>(claim.Owner, DataRef.NewId());
        Assert.Equal(DataRefFailure.Gone, (await FailsAsync(guess, systems.There)).Reason);
        var other = new DataRef<int[]>(claim.Owner, claim.Id);
        Assert.Equal(DataRefFailure.Refused, (await FailsAsync(other, systems.There)).Reason);
    }

    [Theory]
    [InlineData("owner", "no address")]
    [InlineData("id", "00ff")]
    [InlineData("of", "No.Such.Type, Thing")]
    public async Task A_claim_with_a_wrong_entry_is_refused(string key, string value)
    {
        await using var systems = new TwoSystems();
        var serializer = WeftExtension.Of(systems.Here).Serializer;
        var good = new Dictionary<string, string>
        {
            ["owner"] = "akka.tcp://s@h:1",
            ["id"] = Convert.ToHexString(DataRef.NewId()),
            ["of"] = serializer.Types.NameOf(typeof(double[])),
        };
        Assert.IsType<DataRef<double[]>>(serializer.Deserialize(new Payload(Build(good))));
        good[key] = value;
        var error = Record.Exception(() => serializer.Deserialize(new Payload(Build(good))));
        Assert.True(error is WireFormatException or DeserializationRefusedException, $"{error}");
    }

    [Fact]
    public async Task Forwarded_data_keeps_its_first_sender()
    {
        await using var systems = new TwoSystems();
        var here = await Collector.StartAsync(systems.Here, systems.There, "here");
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var relay = systems.Here.ActorOf(Props.Create(() => new Relay(there.Seen)), "relay");
        foreach (var length in new[] { 1, 1_000_000 })
        {
            relay.Tell(new int[length], here.Actor);
            var (value, sender) = await there.NextWithSenderAsync();
            Assert.Equal(length, Assert.IsType<int[]>(value).Length);
            Assert.Equal(here.Seen.Path, sender.Path);
        }
    }

    private static async Task<IActorRef> OpenerAsync(TwoSystems systems) => await TwoSystems.SeenFrom(
        systems.Here, systems.There.ActorOf(Props.Create(() => new Opener()), "opener"), systems.There);

    private static async Task<DataRefException> FailsAsync<T>(DataRef<T> claim, ActorSystem system)
        where T : notnull =>
        await Assert.ThrowsAsync<DataRefException>(() => claim.OpenAsync(system, Patience, CancellationToken.None));

    private static Header Build(Dictionary<string, string> entries)
    {
        var own = new HeaderBuilder();
        foreach (var (key, value) in entries) own.Set(key, value);
        return new HeaderBuilder().Set("serializer", "dask").Set("type", "[Weft]Weft.Actors.DataRef")
            .Set("sub-header", own.Build()).Build();
    }

    internal interface IAnimal;

    internal sealed record Cat(string Name) : IAnimal;

    internal sealed record Parcel(string Name, DataRef<double[]> Content);

    /// <summary>Opens whatever it is told and answers the sum.</summary>
    private sealed class Opener : ReceiveActor
    {
        public Opener()
        {
            ReceiveAsync<DataRef<double[]>>(AnswerAsync);
            ReceiveAsync<Parcel>(parcel => AnswerAsync(parcel.Content));
        }

        private async Task AnswerAsync(DataRef<double[]> claim)
        {
            var asker = Sender;
            var value = await claim.OpenAsync(Context, Patience, CancellationToken.None);
            asker.Tell(new[] { value.Sum() });
        }
    }

    private sealed class Relay(IActorRef to) : UntypedActor
    {
        protected override void OnReceive(object message) => _ = to.ForwardData(message);
    }
}
