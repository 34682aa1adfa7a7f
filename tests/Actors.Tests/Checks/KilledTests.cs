using Akka.Actor;
using Akka.Event;
using Xunit.Abstractions;

namespace Weft.Actors.Tests;

/// <summary>
/// Receiver, socket, recipient and sender killed in mid-transfer: each message has one outcome, and what was told was
/// told once, whole and in order.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class KilledTests(ITestOutputHelper output)
{
    private const int Length = 10_000_000;
    private const int Messages = 40;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_killed_receiver_ends_each_message_once()
    {
        using var child = ChildProcess.Start("sink");
        var address = await child.ReadLineAsync();
        using var system = ActorSystem.Create("here", TwoSystems.ConfigOf(""));
        var recipient = await system.ActorSelection($"{address}/user/count").ResolveOne(Patience);
        var run = await Run.StartAsync(system, recipient);
        child.Kill();
        await run.EndAsync(output, DataSendFailure.PeerGone, DataSendFailure.PeerUnreachable);
    }

    [Fact]
    public async Task A_killed_socket_ends_each_message_once_and_the_next_takes_another()
    {
        await using var systems = new TwoSystems();
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var run = await Run.StartAsync(systems.Here, there.Seen);
        DataConnections.Cut(systems.There);
        var delivered = await run.EndAsync(output, DataSendFailure.PeerGone);
        await there.Seen.TellData(new[] { Messages }, null).WaitAsync(Patience);
        await RequireToldAsync(there, delivered);
    }

    [Fact]
    public async Task A_killed_recipient_ends_each_message_once_and_another_is_still_told()
    {
        await using var systems = new TwoSystems();
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var other = await Collector.StartAsync(systems.There, systems.Here, "other");
        var run = await Run.StartAsync(systems.Here, there.Seen);
        there.Actor.Tell(Kill.Instance);
        await run.EndAsync(output, DataSendFailure.RecipientTerminated);
        await other.Seen.TellData(new int[Length], null).WaitAsync(Patience);
        Assert.Equal(Length, Assert.IsType<int[]>(await other.NextAsync()).Length);
    }

    [Fact]
    public async Task What_a_killed_sender_has_told_was_told_once_whole_and_in_order()
    {
        using var system = ActorSystem.Create("here", TwoSystems.ConfigOf(""));
        WeftExtension.Of(system);
        var collector = await Collector.StartAsync(system, system, "collector");
        var path = collector.Actor.Path.ToStringWithAddress(((ExtendedActorSystem)system).Provider.DefaultAddress);
        for (var round = 0; round < 2; round++)
        {
            // The second is a new sender, which nothing of the first may hold up.
            using var child = ChildProcess.Start("pump", path);
            var told = 0;
            for (; told < 25; told++) Assert.Equal(told, NumberOf(await collector.NextAsync()));
            child.Kill();
            await WaitAsync(() => DataConnections.Of(system).Length == 0);
            await Task.Delay(100);
            // What waited behind a value that was cut is told without it.
            for (var last = told - 1; !collector.IsEmpty; told++)
            {
                var number = NumberOf(await collector.NextAsync());
                Assert.True(number > last, $"{number} was told after {last}");
                last = number;
            }
            output.WriteLine($"round {round}: {told} messages told");
        }

        static int NumberOf(object value)
        {
            var array = Assert.IsType<int[]>(value);
            Assert.Equal(array[0] % 2 == 0 ? PumpProgram.LargeLength : 100, array.Length);
            Assert.False(array.AsSpan().ContainsAnyExcept(array[0]), $"message {array[0]} is not whole");
            return array[0];
        }
    }

    private static async Task RequireToldAsync(Collector there, bool[] delivered)
    {
        var told = new List<int>();
        while (told.Count == 0 || told[^1] != Messages)
            told.Add(Assert.IsType<int[]>(await there.NextAsync())[0]);
        Assert.Equal(told.Distinct().Order(), told);
        // One that failed may have been told just before the connection was lost; one that succeeded was told.
        var delivers = Enumerable.Range(0, Messages).Where(number => delivered[number]);
        Assert.All(delivers, number => Assert.Contains(number, told));
    }

    private static async Task WaitAsync(Func<bool> holds)
    {
        var until = DateTime.UtcNow + Patience;
        while (!holds())
        {
            Assert.True(DateTime.UtcNow < until, "it never came to hold");
            await Task.Delay(20);
        }
    }

    /// <summary>Numbered values, large and small in turn, of which some are told and most are under way.</summary>
    private sealed class Run
    {
        private readonly List<Task> _sends = [];
        private readonly List<int> _failures = [];
        private readonly List<int> _letters = [];
        private int[][] _values = [];

        public static async Task<Run> StartAsync(ActorSystem system, IActorRef recipient)
        {
            var run = new Run();
            var events = system.ActorOf(Props.Create(() => new Listener(run)));
            system.EventStream.Subscribe(events, typeof(DataSendFailed));
            system.EventStream.Subscribe(events, typeof(DeadLetter));
            await recipient.TellData(new[] { -1 }, null).WaitAsync(Patience);
            run._values = [.. Enumerable.Range(0, Messages).Select(number =>
            {
                var array = new int[number % 2 == 0 ? Length : 10];
                Array.Fill(array, number);
                return array;
            })];
            foreach (var value in run._values) run._sends.Add(recipient.TellData(value, null));
            await run._sends[1].WaitAsync(Patience);
            return run;
        }

        /// <summary>Which were delivered, once all have their outcome.</summary>
        public async Task<bool[]> EndAsync(ITestOutputHelper output, params DataSendFailure[] expected)
        {
            await Task.WhenAll(_sends).ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(Patience);
            var failed = Enumerable.Range(0, Messages).Where(number => _sends[number].IsFaulted).ToArray();
            output.WriteLine($"{Messages - failed.Length} delivered, {failed.Length} failed");
            Assert.NotEmpty(failed);
            Assert.All(failed, number => Assert.Contains(
                Assert.IsType<DataSendException>(_sends[number].Exception!.InnerException).Reason, expected));
            // Time for a second outcome, were there one.
            await Task.Delay(300);
            lock (_failures)
            {
                Assert.Equal(failed, _failures.Order());
                Assert.Equal(failed, _letters.Order());
            }
            return [.. _sends.Select(send => send.IsCompletedSuccessfully)];
        }

        private sealed class Listener(Run run) : UntypedActor
        {
            protected override void OnReceive(object message)
            {
                lock (run._failures)
                {
                    if (message is DataSendFailed { Message: int[] failed }) run._failures.Add(failed[0]);
                    if (message is DeadLetter { Message: int[] letter }) run._letters.Add(letter[0]);
                }
            }
        }
    }
}
