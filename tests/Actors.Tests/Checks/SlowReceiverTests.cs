using System.Diagnostics;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Event;
using Weft.Serialization;
using Xunit.Abstractions;

namespace Weft.Actors.Tests;

/// <summary>
/// More than a receiver can take: what waits, waits at the sender as the sender's own values, never in Akka's stream,
/// and every message has one outcome.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class SlowReceiverTests(ITestOutputHelper output)
{
    private const int Length = 30_000;
    private const long MemoryBytesMax = 256L << 20;
    private const string Queued = "weft.bulk.queued-messages";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    // All messages are views of the same few values, so that every byte of growth is Weft's or Akka's.
    private static readonly byte[][] Shared = [.. Enumerable.Range(0, 4).Select(_ => new byte[Length])];

    [Fact]
    public async Task A_hundred_thousand_messages_at_once_to_a_node_that_decodes_slowly_all_arrive_in_order()
    {
        Assert.Equal(100_000, WeftConfig.Reference.GetInt(Queued));
        await SendAllAsync("list", 100_000, window: int.MaxValue, queued: 100_000);
    }

    [Fact]
    public async Task A_sender_that_awaits_some_of_its_tasks_needs_no_longer_queue_and_loses_nothing() =>
        await SendAllAsync("list", 100_000, window: 1000, queued: 1000);

    [Fact]
    public async Task A_slow_recipient_with_a_bounded_mailbox_slows_those_who_tell_it_data() =>
        await SendAllAsync("slow", 10_000, window: int.MaxValue, queued: 10_000);

    [Fact]
    public async Task What_the_queue_has_no_room_for_fails_at_once_by_name_and_the_rest_arrives_in_order()
    {
        // Windows has no signal that freezes a process.
        if (OperatingSystem.IsWindows()) return;
        const int queued = 5000;
        const int messages = 20_000;
        using var child = ChildProcess.Start("sink");
        using var system = Start(queued);
        var recipient = await FindAsync(system, child, "list");
        await recipient.TellData(Value(0), null).WaitAsync(Patience);
        var events = Collector.StartLocal(system, "events");
        system.EventStream.Subscribe(events.Actor, typeof(DataSendFailed));
        system.EventStream.Subscribe(events.Actor, typeof(DeadLetter));

        // The receiver does nothing at all, so what is taken is what the queue has room for.
        await child.SignalAsync("STOP");
        await Task.Delay(100);
        var sends = new Task[messages];
        for (var i = 0; i < messages; i++) sends[i] = recipient.TellData(Value(i + 1), null);
        var refused = sends[queued..];
        await Task.WhenAll(refused).ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(Patience);
        Assert.DoesNotContain(sends[..queued], send => send.IsCompleted);
        foreach (var send in refused)
        {
            var error = Assert.IsType<DataSendException>(send.Exception!.InnerException);
            Assert.Equal((DataSendFailure.QuotaExceeded, false), (error.Reason, error.MayHaveBeenTold));
            Assert.Contains($"{queued:N0} messages", error.Message, StringComparison.Ordinal);
            Assert.Contains(Queued, error.Message, StringComparison.Ordinal);
        }
        await child.SignalAsync("CONT");
        await Task.WhenAll(sends[..queued]).WaitAsync(Patience);

        // One event and one dead letter for each that failed, and none for any other.
        var (failed, dead) = (new List<long>(), new List<long>());
        for (var i = 0; i < 2 * refused.Length; i++)
        {
            var told = await events.NextAsync();
            if (told is DataSendFailed failure) failed.Add(((SlowValue)failure.Message).Number);
            else dead.Add(((SlowValue)((DeadLetter)told).Message).Number);
        }
        var expected = Enumerable.Range(queued + 1, messages - queued).Select(number => (long)number).ToArray();
        Assert.Equal(expected, failed.Order());
        Assert.Equal(expected, dead.Order());
        var list = await recipient.AskData<long[]>(Array.Empty<long>(), Patience, CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, queued + 1).Select(number => (long)number), list);
        Assert.True(events.IsEmpty);
    }

    // As many messages without an outcome as the window says; none may fail.
    private async Task SendAllAsync(string name, int messages, int window, int queued)
    {
        using var child = ChildProcess.Start("sink");
        using var system = Start(queued);
        var recipient = await FindAsync(system, child, name);
        var count = await system.ActorSelection(recipient.Path.Parent / "count").ResolveOne(Patience);
        await recipient.TellData(Value(0), null).WaitAsync(Patience);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var memory = new MemoryWatch();
        var watch = Stopwatch.StartNew();
        var sends = new Queue<Task>();
        for (var number = 1; number <= messages; number++)
        {
            if (sends.Count == window) await sends.Dequeue().WaitAsync(Patience);
            sends.Enqueue(recipient.TellData(Value(number), null));
        }
        await Task.WhenAll(sends).WaitAsync(Patience);
        var seconds = watch.Elapsed.TotalSeconds;
        var peak = memory.PeakBytes - before;

        var list = await recipient.AskData<long[]>(Array.Empty<long>(), Patience, CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, messages + 1).Select(number => (long)number), list);
        var report = await count.AskData<long[]>(Array.Empty<long>(), Patience, CancellationToken.None);
        output.WriteLine(
            $"{messages:N0} delivered in {seconds:0.0} s; peak at the sender {peak >> 20} MiB more, at the receiver " +
            $"{report[2] >> 20} MiB");
        Assert.InRange(peak, 0, MemoryBytesMax);
        Assert.InRange(report[2], 0, MemoryBytesMax);
    }

    private static SlowValue Value(int number) => new(number, Shared[number % Shared.Length]);

    private static ActorSystem Start(int queued)
    {
        var registry = new SerializerRegistry();
        SlowValue.Register(registry);
        var config = TwoSystems.ConfigOf($"akka.loglevel = OFF\nakka.stdout-loglevel = OFF\n{Queued} = {queued}");
        return ActorSystem.Create("here", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(config), new WeftSetup(registry)));
    }

    private static async Task<IActorRef> FindAsync(ActorSystem system, ChildProcess child, string name) =>
        await system.ActorSelection($"{await child.ReadLineAsync()}/user/{name}").ResolveOne(Patience);
}
