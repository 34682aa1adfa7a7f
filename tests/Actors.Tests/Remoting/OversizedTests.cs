using System.Diagnostics;
using Akka.Actor;
using Akka.Serialization;

namespace Weft.Actors.Tests;

/// <summary>A plain Tell that does not fit into Akka's frame fails by name, and nothing else is lost with it.</summary>
public sealed class OversizedTests
{
    private const string Frame = "akka.remote.dot-netty.tcp.maximum-frame-size";

    [Fact]
    public async Task A_message_above_the_frame_is_an_event_and_the_next_message_arrives()
    {
        await using var systems = new TwoSystems($"{Frame} = 128000b\nakka.loglevel = OFF\nakka.stdout-loglevel = OFF");
        var name = new string('n', 200 - "/user/".Length);
        var there = await Collector.StartAsync(systems.There, systems.Here, name);
        var here = await Collector.StartAsync(systems.Here, systems.There, name);
        var events = await Collector.StartAsync(systems.Here, systems.There, "events");
        systems.Here.EventStream.Subscribe(events.Actor, typeof(OversizedMessage));
        var there200 = new Uri(there.Seen.Path.ToString()).AbsolutePath;
        Assert.Equal(200, there200.Length);

        foreach (var length in new[] { 126_000, 127_000, 129_000, 126_800, 10_000_000 })
        {
            var bytes = new byte[length];
            bytes[^1] = 7;
            there.Seen.Tell(bytes, here.Actor);
            there.Seen.Tell(new[] { length }, here.Actor);
            var watch = Stopwatch.StartNew();
            if (length < 127_000)
            {
                Assert.Equal(bytes, await there.NextAsync());
            }
            else
            {
                var oversized = Assert.IsType<OversizedMessage>(await events.NextAsync());
                Assert.Same(bytes, oversized.Message);
                Assert.Equal((typeof(byte[]), 126_976), (oversized.Type, oversized.Limit));
                Assert.InRange(oversized.Bytes, length, length + 200);
                Assert.Equal(there.Seen.Path.Address, oversized.Peer);
                foreach (var part in new[] { "System.Byte[]", "126,976", Frame, "TellData", "akka.actor.provider" })
                    Assert.Contains(part, oversized.Text, StringComparison.Ordinal);
            }

            Assert.Equal(new[] { length }, await there.NextAsync());

            // A broken association takes 4.8 s to come back.
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(4), $"{length}: {watch.Elapsed}");
        }

        Assert.True(events.IsEmpty);
    }

    [Fact]
    public async Task Only_what_is_written_to_a_peer_must_fit()
    {
        await using var systems = new TwoSystems($"{Frame} = 128000b\nakka.actor.serialize-messages = on");
        var here = await Collector.StartAsync(systems.Here, systems.There, "here");
        var bytes = new byte[1_000_000];
        here.Actor.Tell(bytes);
        var back = Assert.IsType<byte[]>(await here.NextAsync());
        Assert.NotSame(bytes, back);
        Assert.Equal(bytes.Length, back.Length);
        var serializer = (SerializerWithStringManifest)systems.Here.Serialization.FindSerializerFor(bytes);
        Assert.True(serializer.ToBinary(bytes).Length > bytes.Length);
    }

    [Theory]
    [InlineData("/system/endpointManager/reliableEndpointWriter-akka.tcp%3A%2F%2Fa-b%40h-1%3A4053-12/endpointWriter",
        "akka.tcp://a-b@h-1:4053")]
    [InlineData("/system/endpointManager/endpointWriter-akka.tcp%3A%2F%2Fs%40127.0.0.1%3A1-3/endpointReader-x-0",
        "akka.tcp://s@127.0.0.1:1")]
    [InlineData("/system/endpointManager/other", "")]
    [InlineData("/user/endpointManager/endpointWriter-akka.tcp%3A%2F%2Fs%40127.0.0.1%3A1-3", null)]
    public void The_peer_is_read_from_the_path_of_the_actor_that_serializes(string path, string? peer)
    {
        var endpoint = EndpointPeer.Read(ActorPath.Parse("akka://sys" + path));
        Assert.Equal(peer is null, endpoint.IsNone);
        Assert.Equal(peer ?? "", endpoint.Peer?.ToString() ?? "");
    }

    [Fact]
    public async Task The_remedy_of_a_larger_frame_on_all_nodes_works()
    {
        await using var systems = new TwoSystems($"{Frame} = 300000b");
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        there.Seen.Tell(new byte[129_000]);
        Assert.Equal(129_000, Assert.IsType<byte[]>(await there.NextAsync()).Length);
    }
}
