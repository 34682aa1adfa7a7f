using Akka.Actor;
using Akka.Event;

namespace Weft.Actors.Tests;

/// <summary>Two nodes whose frames of remoting differ find out when they first speak about data messages.</summary>
public sealed class FrameTests
{
    private const string Frame = "akka.remote.dot-netty.tcp.maximum-frame-size";

    [Fact]
    public async Task Unequal_frames_are_a_warning_at_both_nodes_once_and_cost_no_association()
    {
        await using var systems = new TwoSystems(
            $"{Frame} = 300000b\nweft.bulk.inline-bytes = 100KiB\nakka.stdout-loglevel = OFF",
            there: $"{Frame} = 64000b");
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var warnings = await Collector.StartAsync(systems.Here, systems.There, "warnings");
        var warningsThere = await Collector.StartAsync(systems.There, systems.Here, "warnings");
        var events = await Collector.StartAsync(systems.Here, systems.There, "events");
        systems.Here.EventStream.Subscribe(warnings.Actor, typeof(Warning));
        systems.There.EventStream.Subscribe(warningsThere.Actor, typeof(Warning));
        systems.Here.EventStream.Subscribe(events.Actor, typeof(OversizedMessage));

        // Above what a ticket may hold for this peer, and below weft.bulk.inline-bytes.
        foreach (var length in new[] { 90_000, 60_000, 50_000, 100 })
        {
            await there.Seen.TellData(new byte[length], null).WaitAsync(TimeSpan.FromSeconds(20));
            Assert.Equal(length, Assert.IsType<byte[]>(await there.NextAsync()).Length);
        }

        var here = ((ExtendedActorSystem)systems.Here).Provider.DefaultAddress;
        foreach (var seen in new[] { warnings, warningsThere })
        {
            var warning = $"{Assert.IsType<Warning>(await seen.NextAsync()).Message}";
            foreach (var part in new[] { Frame, "300000", "64000", $"{here}", $"{there.Seen.Path.Address}" })
                Assert.Contains(part, warning, StringComparison.Ordinal);
        }

        there.Seen.Tell(new byte[100_000]);
        there.Seen.Tell(new[] { 1 });
        Assert.Equal(new[] { 1 }, await there.NextAsync());
        var oversized = Assert.IsType<OversizedMessage>(await events.NextAsync());
        Assert.Equal(64_000 - 1024, oversized.Limit);
        Assert.True(warnings.IsEmpty || $"{((Warning)await warnings.NextAsync()).Message}" is var text
            && !text.Contains("300000", StringComparison.Ordinal));
    }
}
