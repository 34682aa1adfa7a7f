using System.Diagnostics;
using Akka.Actor;
using Akka.Actor.Setup;
using Weft.Serialization;
using Xunit.Abstractions;

namespace Weft.Actors.Tests;

/// <summary>
/// More than a receiver can take: what waits, waits at the sender as the sender's own values, never in Akka's stream.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class SlowReceiverTests(ITestOutputHelper output)
{
    private const int Length = 30_000;
    private const long MemoryBytesMax = 256L << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_hundred_thousand_messages_to_a_node_that_decodes_slowly_fill_nobodys_memory() =>
        await SendAsync("count", 100_000, bytes => new SlowValue(bytes));

    [Fact]
    public async Task A_slow_recipient_with_a_bounded_mailbox_slows_those_who_tell_it_data() =>
        await SendAsync("slow", 10_000, bytes => bytes);

    private async Task SendAsync(string name, int messages, Func<byte[], object> make)
    {
        using var child = ChildProcess.Start("sink");
        var address = await child.ReadLineAsync();
        var registry = new SerializerRegistry();
        SlowValue.Register(registry);
        using var system = ActorSystem.Create("here", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(TwoSystems.ConfigOf("")), new WeftSetup(registry)));
        var recipient = await system.ActorSelection($"{address}/user/{name}").ResolveOne(Patience);

        // All messages are views of the same few values, so that every byte of growth is Weft's or Akka's.
        var values = Enumerable.Range(0, 4).Select(number => make(new byte[Length])).ToArray();
        await recipient.TellData(values[0], null).WaitAsync(Patience);
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var memory = new MemoryWatch();
        var watch = Stopwatch.StartNew();
        var sends = new Task[messages];
        for (var i = 0; i < messages; i++) sends[i] = recipient.TellData(values[i % values.Length], null);
        await Task.WhenAll(sends).ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(Patience);

        var delivered = sends.Count(send => send.IsCompletedSuccessfully);
        Assert.All(sends.Where(send => send.IsFaulted), send => Assert.Equal(
            DataSendFailure.QuotaExceeded,
            Assert.IsType<DataSendException>(send.Exception!.InnerException).Reason));
        var report = await recipient.Ask<long[]>(Array.Empty<long>(), Patience);
        output.WriteLine(
            $"{delivered:N0} of {messages:N0} delivered in {watch.Elapsed.TotalSeconds:0.0} s; peak at the sender " +
            $"{(memory.PeakBytes - before) >> 20} MiB more, at the receiver {report[2] >> 20} MiB");
        Assert.Equal(delivered + 1, report[0]);
        Assert.True(delivered > 1000, $"{delivered:N0} delivered");
        Assert.InRange(memory.PeakBytes - before, 0, MemoryBytesMax);
        Assert.InRange(report[2], 0, MemoryBytesMax);
    }
}
