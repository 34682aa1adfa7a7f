using System.Buffers;
using Akka.Actor;
using Weft.Serialization;

namespace Weft.Actors.Tests;

/// <summary>Nodes that stop in the middle of a value.</summary>
public sealed class FrozenSenderTests
{
    [Fact]
    public async Task A_sender_that_stands_still_holds_up_nobody_else()
    {
        using var gate = new ManualResetEventSlim();
        const string bounds = "weft.bulk.in-flight-bytes = 1MiB";
        await using var systems = new TwoSystems(bounds, registry => registry.Register<Held>(
            value => new Payload(new HeaderBuilder().Build(), value.Memory),
            (_, frames) => new Held(new HeldBytes(frames[0].ToArray(), gate))));
        await using var others = new TwoSystems(bounds);
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var held = there.Seen.TellData(new Held(new HeldBytes(new byte[900_000], gate)), null);
        await Task.Delay(500);

        var address = ((ExtendedActorSystem)systems.There).Provider.DefaultAddress;
        var seen = await others.Here
            .ActorSelection(there.Actor.Path.ToStringWithAddress(address)).ResolveOne(TimeSpan.FromSeconds(20));
        foreach (var value in new[] { 1, 2, 3 })
        {
            var sent = Enumerable.Repeat(value, 225_000).ToArray();
            await seen.TellData(sent, null).WaitAsync(TimeSpan.FromSeconds(10));
            Assert.Equal(sent, await there.NextAsync());
        }

        Assert.False(held.IsCompleted);
        gate.Set();
        await held.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.IsType<Held>(await there.NextAsync());
    }

    private sealed class Held(HeldBytes bytes)
    {
        public ReadOnlyMemory<byte> Memory => bytes.Memory;
    }

    // Whoever sends it waits for its content.
    private sealed class HeldBytes(byte[] bytes, ManualResetEventSlim gate) : MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(bytes.Length);

        public override Span<byte> GetSpan()
        {
            if (!gate.Wait(TimeSpan.FromSeconds(60))) throw new TimeoutException("the test never opened the gate");
            return bytes;
        }

        public override MemoryHandle Pin(int elementIndex = 0)
        {
            GetSpan();
            return bytes.AsMemory(elementIndex).Pin();
        }

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
