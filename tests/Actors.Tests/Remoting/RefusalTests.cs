using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using Weft.Serialization;

namespace Weft.Actors.Tests;

/// <summary>What the receiving node cannot decode is told to the node that sent it, with the names.</summary>
public sealed class RefusalTests
{
    private const string Quiet = "akka.stdout-loglevel = OFF\n";

    private const string Bound =
        "akka.actor.serialization-bindings { \"Weft.Actors.Tests.RefusalTests+Secret, Weft.Actors.Tests\" = weft-data }\n";

    [Theory]
    [InlineData("", "Weft.Actors.Tests.RefusalTests+Secret")]
    [InlineData("weft.serialization.deserializers = [dask]", "pickle")]
    public async Task A_refused_type_or_family_reaches_the_senders_log_by_name(string extra, string named)
    {
        var systemCount = 0;
        await using var systems = new TwoSystems(Quiet + Bound + extra, registry =>
        {
            // Only the sending side allows the type, unless the family is the matter.
            if (systemCount++ == 0 || extra.Length > 0) registry.AllowType(typeof(Secret));
        });
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var events = await Collector.StartAsync(systems.Here, systems.There, "events");
        systems.Here.EventStream.Subscribe(events.Actor, typeof(MessageRefused));
        systems.Here.EventStream.Subscribe(events.Actor, typeof(Warning));

        var watch = Stopwatch.StartNew();
        there.Seen.Tell(new Secret("x"));
        there.Seen.Tell(new[] { 1 });
        Assert.Equal(new[] { 1 }, await there.NextAsync());
        var warning = await NextAsync<Warning>(events, each => $"{each.Message}".Contains(named));
        Assert.Contains("refused a message of this node", $"{warning.Message}", StringComparison.Ordinal);
        var refused = await NextAsync<MessageRefused>(events, _ => true);
        Assert.Equal(there.Seen.Path.Address, refused.Peer);
        Assert.Equal((nameof(WeftDataSerializer), "v1"), (refused.Serializer, refused.Manifest));
        Assert.Contains(named, refused.Text, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(4), $"{watch.Elapsed}");
    }

    [Fact]
    public async Task What_any_serializer_of_Wefts_refuses_reaches_the_senders_log_by_name()
    {
        const string serializers =
            """
            akka.actor {
              serializers {
                json = "Weft.Actors.WeftRefuseJsonSerializer, Weft.Actors"
                akka-misc = "Weft.Actors.WeftMiscSerializer, Weft.Actors"
                akka-system-msg = "Weft.Actors.WeftSystemMessageSerializer, Weft.Actors"
                daemon-create = "Weft.Actors.WeftRefuseDeploymentSerializer, Weft.Actors"
              }
            }
            
            """;
        await using var systems = new TwoSystems(Quiet + Forged.Binding, there: serializers);
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var events = await Collector.StartAsync(systems.Here, systems.There, "events");
        systems.Here.EventStream.Subscribe(events.Actor, typeof(MessageRefused));
        foreach (var (id, name) in new[] { (132, "v9"), (1, ""), (16, "STF"), (16, "ID"), (3, ""), (22, "x") })
            there.Seen.Tell(new Forged(id, name, [1, 2, 3]));
        there.Seen.Tell(new[] { 1 });
        Assert.Equal(new[] { 1 }, await there.NextAsync());
        var manifest = Assert.IsType<MessageRefused>(await events.NextAsync());
        Assert.Contains("'v9'", manifest.Text, StringComparison.Ordinal);
        Assert.Equal("v9", manifest.Manifest);
        var json = Assert.IsType<MessageRefused>(await events.NextAsync());
        Assert.Contains("JSON", json.Text, StringComparison.Ordinal);
        var failure = Assert.IsType<MessageRefused>(await events.NextAsync());
        Assert.Equal((nameof(WeftMiscSerializer), "STF"), (failure.Serializer, failure.Manifest));
        Assert.Contains("Status.Failure", failure.Text, StringComparison.Ordinal);
        var garbled = Assert.IsType<MessageRefused>(await events.NextAsync());
        Assert.Equal((nameof(WeftMiscSerializer), "ID"), (garbled.Serializer, garbled.Manifest));
        var deployment = Assert.IsType<MessageRefused>(await events.NextAsync());
        Assert.Equal(nameof(WeftRefuseDeploymentSerializer), deployment.Serializer);
        var system = Assert.IsType<MessageRefused>(await events.NextAsync());
        Assert.Equal((nameof(WeftSystemMessageSerializer), "x"), (system.Serializer, system.Manifest));
    }

    [Fact]
    public async Task A_failure_of_plain_Akka_that_is_refused_reaches_its_senders_log()
    {
        await using var systems = new TwoSystems(
            Quiet, there: "akka.actor.serializers.akka-misc = \"Weft.Actors.WeftMiscSerializer, Weft.Actors\"");
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var events = await Collector.StartAsync(systems.Here, systems.There, "events");
        systems.Here.EventStream.Subscribe(events.Actor, typeof(MessageRefused));
        there.Seen.Tell(new Status.Failure(new InvalidOperationException("x")));
        var refused = Assert.IsType<MessageRefused>(await events.NextAsync());
        Assert.Equal(there.Seen.Path.Address, refused.Peer);
        Assert.Equal((nameof(WeftMiscSerializer), "STF"), (refused.Serializer, refused.Manifest));
        Assert.True(there.IsEmpty);
    }

    [Fact]
    public async Task Many_refusals_cost_few_notices_and_say_how_many_were_left_out()
    {
        await using var systems = new TwoSystems(Quiet + Bound + "akka.loglevel = OFF\n");
        var notices = WeftExtension.Of(systems.Here).Refusals;
        var peer = new Address("akka.tcp", "s", "127.0.0.1", 1);
        Assert.Equal(10, Enumerable.Range(0, 500).Count(_ => notices.TryCount(peer, 1000, out var _)));
        Assert.True(notices.TryCount(new Address("akka.tcp", "s", "127.0.0.1", 2), 1000, out _));
        Assert.True(notices.TryCount(peer, 2000, out var untold));
        Assert.Equal(490, untold);
    }

    [Fact]
    public void A_notice_comes_back_cut_and_without_control_characters()
    {
        var notice = new RefusalNotice("S", "m", "line\r\n" + new string('x', 5000));
        var back = RefusalNotice.Decode(notice.Encode(), Limits.Default);
        Assert.Equal(("S", "m"), (back.Serializer, back.Manifest));
        Assert.StartsWith("line  xxx", back.Text, StringComparison.Ordinal);
        Assert.InRange(back.Text.Length, 2048, 2050);
        Assert.Throws<WireFormatException>(() => RefusalNotice.Decode([0x91, 0xa0], Limits.Default));
        Assert.Throws<WireFormatException>(() => RefusalNotice.Decode([0x93, 0xa0, 0xa0, 0xc0], Limits.Default));
        Assert.Throws<WireFormatException>(() => RefusalNotice.Decode([0x93, 0xa0, 0xa0, 0xa0, 1], Limits.Default));
    }

    private static async Task<T> NextAsync<T>(Collector from, Predicate<T> wanted)
        where T : class
    {
        while (true)
        {
            if (await from.NextAsync() is T found && wanted(found)) return found;
        }
    }

    internal sealed record Secret(string Text);
}
