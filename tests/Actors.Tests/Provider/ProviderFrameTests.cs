using Akka.Actor;

namespace Weft.Actors.Tests;

/// <summary>Weft's references at the edges of what Akka's frames take.</summary>
public sealed class ProviderFrameTests
{
    private const string Frame = "akka.remote.dot-netty.tcp.maximum-frame-size";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Around_Akkas_frame_and_under_long_paths_every_length_arrives_in_order_by_plain_tell()
    {
        var name = new string('p', 200);
        // As small as Akka's own messages bear at one end, its default at the other.
        using var here = ActorSystem.Create("here", TwoSystems.ConfigOf($"{Frame} = 128000b\n{Provider}"));
        using var there = ActorSystem.Create("there", TwoSystems.ConfigOf($"{Frame} = 64000b\n{Provider}"));
        var to = await Collector.StartAsync(there, here, name);
        var from = await Collector.StartAsync(here, there, name);
        var lengths = Enumerable.Range(0, 21).Select(step => 127_000 + (step * 100))
            .Concat([32_000, 32_700, 32_768, 33_000, 62_900, 63_500, 64_000, 64_500]).ToArray();

        // Sizes known to both ends only after the first messages have gone, one at a time, then all at once.
        foreach (var length in lengths)
        {
            Tell(to, from, length);
            Assert.Equal(Bytes(length), await to.NextAsync().WaitAsync(Patience));
            Tell(from, to, length);
            Assert.Equal(Bytes(length), await from.NextAsync().WaitAsync(Patience));
        }

        foreach (var length in lengths)
        {
            Tell(to, from, length);
            Tell(from, to, length);
        }

        foreach (var length in lengths)
        {
            foreach (var end in new[] { to, from })
            {
                var (value, sender) = await end.NextWithSenderAsync();
                Assert.Equal(length, Assert.IsType<byte[]>(value).Length);
                Assert.Equal(name, sender.Path.Name);
            }
        }
    }

    private static string Provider =>
        ProviderSystems.Provider.Replace($"{Frame} = 128000b", "", StringComparison.Ordinal);

    private static void Tell(Collector to, Collector from, int length) => to.Seen.Tell(Bytes(length), from.Actor);

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
