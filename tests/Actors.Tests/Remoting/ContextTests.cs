using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Akka.Actor;
using Weft.Runtime;
using Weft.Serialization;

namespace Weft.Actors.Tests;

/// <summary>Families see who sends to whom, and rules about roles hold wherever a value is encoded.</summary>
public sealed class ContextTests
{
    private const string Quiet = "akka.loglevel = OFF\nakka.stdout-loglevel = OFF\n";

    private const string Rule =
        "weft.serialization.context-rules = [{ when { recipient-role = plain } serializers = [dask] }]\n"
        + "akka.actor.serialization-bindings { "
        + "\"Weft.Actors.Tests.ContextTests+Note, Weft.Actors.Tests\" = weft-data }\n";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Plain_tells_and_data_messages_carry_nodes_roles_proximity_and_versions_both_ways()
    {
        var written = new ConcurrentQueue<SerializationContext>();
        var read = new ConcurrentQueue<SerializationContext>();
        await using var pair = await ClusterPair.StartAsync(
            "full, blue",
            "plain",
            Quiet + "akka.actor.serialization-bindings { \"Weft.Actors.Tests.Gated, Weft.Actors.Tests\" = weft-data }",
            registry => registry.Register(new Spy(written, read)));
        var here = await Collector.StartAsync(pair.Here, pair.There, "here");
        var there = await Collector.StartAsync(pair.There, pair.Here, "there");

        there.Seen.Tell(new Gated([1]), here.Actor);
        await there.NextAsync();
        var plain = new[] { written.Single(), read.Single() };
        Assert.True(plain[0].Recipient.IsNone);
        await there.Seen.TellData(new Gated([1]), here.Actor).WaitAsync(Patience);
        var data = new[] { written.Last(), read.Last() };
        foreach (var context in plain.Concat(data))
        {
            Assert.Equal(Proximity.SameHost, context.Proximity);
            Assert.Equal($"{here.Seen.Path.Address}", context.Entries[ContextEntries.SenderNode]);
            Assert.Equal($"{there.Seen.Path.Address}", context.Entries[ContextEntries.RecipientNode]);
            Assert.Equal(["blue", "full"], context.Entries[ContextEntries.SenderRoles].Split(',').Order());
            Assert.Equal("plain", context.Entries[ContextEntries.RecipientRoles]);
        }

        // The other one's versions are known once the two have spoken about data messages.
        Assert.Equal(BulkNode.Package, plain[0].Entries[ContextEntries.SenderWeft]);
        Assert.DoesNotContain(ContextEntries.RecipientWeft, plain[0].Entries.Keys);
        foreach (var context in data)
        {
            Assert.StartsWith(here.Seen.Path.ToString(), context.Sender.Value, StringComparison.Ordinal);
            Assert.StartsWith(there.Seen.Path.ToString(), context.Recipient.Value, StringComparison.Ordinal);
            foreach (var key in new[] { ContextEntries.SenderWeft, ContextEntries.RecipientWeft })
                Assert.Equal(BulkNode.Package, context.Entries[key]);
            foreach (var key in new[] { ContextEntries.SenderRuntime, ContextEntries.RecipientRuntime })
                Assert.Equal(RuntimeInformation.FrameworkDescription, context.Entries[key]);
        }
    }

    [Fact]
    public async Task A_value_that_comes_by_a_data_connection_is_read_with_what_is_known_of_both_nodes()
    {
        var written = new ConcurrentQueue<SerializationContext>();
        var read = new ConcurrentQueue<SerializationContext>();
        await using var pair = await ClusterPair.StartAsync(
            "full, blue", "plain", Quiet, registry => registry.Register(new Spy(written, read)));
        var here = await Collector.StartAsync(pair.Here, pair.There, "here");
        var there = await Collector.StartAsync(pair.There, pair.Here, "there");
        var above = (int)WeftExtension.Of(pair.Here).Bulk.Settings.InlineBytes + 1;
        await there.Seen.TellData(new Gated(new byte[above]), here.Actor).WaitAsync(Patience);

        // As it was written, but for the actors: it is decoded in place, maybe before its ticket names them.
        var (writing, reading) = (written.Single(), read.Single());
        Assert.Equal(Proximity.SameHost, reading.Proximity);
        Assert.Equal(8, reading.Entries.Count);
        Assert.Equal(writing.Entries.OrderBy(entry => entry.Key), reading.Entries.OrderBy(entry => entry.Key));
        Assert.StartsWith(here.Seen.Path.ToString(), writing.Sender.Value, StringComparison.Ordinal);
        Assert.Equal($"{here.Seen.Path.Address}", reading.Sender.Value);
        Assert.Equal($"{there.Seen.Path.Address}", reading.Recipient.Value);
    }

    [Fact]
    public async Task What_becomes_known_of_a_node_is_seen_by_the_next_value_of_a_connection_that_lives()
    {
        var read = new ConcurrentQueue<SerializationContext>();
        await using var pair = await ClusterPair.StartAsync(
            "full", "plain", Quiet, registry => registry.Register(new Spy([], read)));
        var there = await Collector.StartAsync(pair.There, pair.Here, "there");
        var above = new byte[(int)WeftExtension.Of(pair.Here).Bulk.Settings.InlineBytes + 1];
        await there.Seen.TellData(new Gated(above), null).WaitAsync(Patience);
        WeftExtension.Of(pair.There).Peers.Learn(
            WeftExtension.Of(pair.Here).Bulk.Address, new PeerFacts("9.9.9", "another .NET", 0));
        await there.Seen.TellData(new Gated(above), null).WaitAsync(Patience);
        Assert.Equal(
            [BulkNode.Package, "9.9.9"], read.Select(context => context.Entries[ContextEntries.SenderWeft]));
    }

    [Fact]
    public async Task A_rule_about_a_role_holds_for_tells_scatters_gathers_and_tasks()
    {
        await using var pair = await ClusterPair.StartAsync(
            "full", "plain", Quiet + Rule, registry => registry.AllowType(typeof(Note)));
        using var deadline = new CancellationTokenSource(Patience);
        var there = await Collector.StartAsync(pair.There, pair.Here, "there");
        var here = await Collector.StartAsync(pair.Here, pair.There, "here");

        // Only pickle encodes a note: it may go to the one, and not to the other.
        here.Seen.Tell(new Note("x"));
        Assert.Equal(new Note("x"), await here.NextAsync());
        there.Seen.Tell(new Note("x"));
        there.Seen.Tell(new[] { 1 });
        Assert.Equal(new[] { 1 }, await there.NextAsync());
        var told = await Assert.ThrowsAsync<DataSendException>(() => there.Seen.TellData(new Note("x"), null));
        Assert.Equal(DataSendFailure.EncodeFailed, told.Reason);

        var scheduler = WeftRoles.StartScheduler(pair.Here);
        var seen = await TwoSystems.SeenFrom(pair.There, scheduler, pair.Here);
        WeftRoles.StartWorker(pair.There, seen, Options("plain"));
        await using (var client = await WeftRoles.ConnectAsync(pair.Here, scheduler, null, deadline.Token))
        {
            for (var look = 0; look < 200 && (await client.WorkersAsync(deadline.Token)).Count == 0; look++)
                await Task.Delay(50, deadline.Token);
            var array = await client.ScatterAsync(new[] { 1.0 }, cancellation: deadline.Token);
            Assert.Equal(new[] { 1.0 }, await array.ResultAsync(deadline.Token));
            var scattered = await Assert.ThrowsAnyAsync<Exception>(
                () => client.ScatterAsync(new Note("x"), cancellation: deadline.Token));
            Assert.Contains(typeof(Note).FullName!, scattered.ToString(), StringComparison.Ordinal);

            // What the worker of the other role makes may be gathered by whoever is not of it.
            Assert.Equal(new Note("made"), await client.Submit(Make).ResultAsync(deadline.Token));
        }
    }

    [Fact]
    public async Task A_worker_answers_a_role_with_the_families_of_its_rule()
    {
        await using var pair = await ClusterPair.StartAsync(
            "full", "plain", Quiet + Rule, registry => registry.AllowType(typeof(Note)));
        using var deadline = new CancellationTokenSource(Patience);
        var scheduler = WeftRoles.StartScheduler(pair.Here);
        WeftRoles.StartWorker(pair.Here, scheduler, Options("full"));
        var seen = await TwoSystems.SeenFrom(pair.There, scheduler, pair.Here);
        await using var client = await WeftRoles.ConnectAsync(pair.There, seen, null, deadline.Token);
        Assert.Equal(new[] { 2.0 }, await client.Submit(Numbers).ResultAsync(deadline.Token));
        var gathered = await Assert.ThrowsAnyAsync<Exception>(
            () => client.Submit(Make).ResultAsync(deadline.Token));
        Assert.Contains(typeof(Note).FullName!, gathered.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_may_be_about_the_senders_role()
    {
        var rule = new ContextRule(["dask"]) { SenderRole = "blue" };
        var context = SerializationContext.Unknown;
        Assert.False(rule.Holds(context));
        Assert.True(rule.Holds(context with
        {
            Entries = new Dictionary<string, string> { [ContextEntries.SenderRoles] = "red,blue" },
        }));
        using var system = ActorSystem.Create("rules", TwoSystems.ConfigOf(
            "weft.serialization.context-rules = [{ when { sender-role = blue } serializers = [dask] }]"));
        var settings = WeftSettings.Read(system.Settings.Config, (ExtendedActorSystem)system);
        Assert.Equal("blue", Assert.Single(settings.Rules).SenderRole);
        var setup = new WeftSetup(new SerializerRegistry()) { ContextRules = [rule] };
        Assert.Equal("blue", WeftSettings.Read(setup.Config, (ExtendedActorSystem)system).Rules[0].SenderRole);
    }

    private static WorkerActorOptions Options(string name) => new()
    {
        Name = name,
        Code = CodePolicy.Admit([typeof(ContextTests).Assembly.GetName().Name!]),
    };

    private static Note Make() => new("made");

    private static double[] Numbers() => [2.0];

    internal sealed record Note(string Text);

    /// <summary>Remembers the contexts it is asked in.</summary>
    private sealed class Spy(ConcurrentQueue<SerializationContext> written, ConcurrentQueue<SerializationContext> read)
        : ITypeSerializer
    {
        public Type Type => typeof(Gated);

        public string Name => "gated";

        public bool TrySerialize(
            object value,
            in DumpsRequest request,
            [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Payload? payload)
        {
            written.Enqueue(request.Context);
            payload = new Payload(new HeaderBuilder().Build(), ((Gated)value).Bytes);
            return true;
        }

        public object? Deserialize(Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request)
        {
            read.Enqueue(request.Context);
            return new Gated(frames[0].ToArray());
        }
    }
}
