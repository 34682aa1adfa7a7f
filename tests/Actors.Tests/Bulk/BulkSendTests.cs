using Akka.Actor;
using Weft.Serialization;

namespace Weft.Actors.Tests;

/// <summary>Values told from one system to another over real remoting and data connections.</summary>
public sealed class BulkSendTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_value_of_any_length_arrives_equal_with_its_sender()
    {
        await using var systems = new TwoSystems();
        var here = await Collector.StartAsync(systems.Here, systems.There, "here");
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        foreach (var length in new[] { 0, 1, 32_767, 32_768, 32_769, 65_536, 65_537, 100_000, 1_000_000, 20_000_000 })
        {
            var bytes = new byte[length];
            new Random(length).NextBytes(bytes);
            await there.Seen.TellData(bytes, here.Actor).WaitAsync(Patience);
            var (value, sender) = await there.NextWithSenderAsync();
            Assert.NotSame(bytes, value);
            Assert.True(bytes.AsSpan().SequenceEqual(Assert.IsType<byte[]>(value)), $"{length} bytes differ");
            Assert.Equal(here.Seen.Path, sender.Path);
        }
    }

    [Fact]
    public async Task Messages_of_mixed_lengths_between_two_actors_keep_their_order()
    {
        await using var systems = new TwoSystems();
        var here = await Collector.StartAsync(systems.Here, systems.There, "here");
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var random = new Random(2000);
        var sends = new List<Task>();
        for (var number = 0; number < 2000; number++)
        {
            var length = random.Next(10) switch
            {
                0 => random.Next(8_000, 80_000),
                1 => 8_192,
                _ => random.Next(1, 200),
            };
            var array = new int[length];
            (array[0], array[^1]) = (number, number);
            sends.Add(there.Seen.TellData(array, here.Actor));
        }
        for (var number = 0; number < 2000; number++)
        {
            var array = Assert.IsType<int[]>(await there.NextAsync());
            Assert.Equal((number, number), (array[0], array[^1]));
        }
        await Task.WhenAll(sends).WaitAsync(Patience);
    }

    [Fact]
    public async Task A_large_message_holds_up_its_own_recipient_and_no_other()
    {
        using var gate = new ManualResetEventSlim();
        await using var systems = new TwoSystems("", Gated.Behind(gate));
        var slow = await Collector.StartAsync(systems.There, systems.Here, "slow");
        var quick = await Collector.StartAsync(systems.There, systems.Here, "quick");

        var large = slow.Seen.TellData(new Gated(new byte[200_000]), null);
        var behind = slow.Seen.TellData(new[] { 1 }, null);
        await quick.Seen.TellData(new[] { 2 }, null).WaitAsync(Patience);
        Assert.Equal(new[] { 2 }, await quick.NextAsync());
        Assert.True(slow.IsEmpty);
        Assert.False(large.IsCompleted || behind.IsCompleted);

        gate.Set();
        await Task.WhenAll(large, behind).WaitAsync(Patience);
        Assert.Equal(200_000, Assert.IsType<Gated>(await slow.NextAsync()).Bytes.Length);
        Assert.Equal(new[] { 1 }, await slow.NextAsync());
    }

    [Fact]
    public async Task Values_larger_than_all_credit_travel_one_after_another()
    {
        await using var systems = new TwoSystems("weft.bulk.in-flight-bytes = 1MiB");
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var sends = Enumerable.Range(0, 6).Select(number =>
        {
            var array = new int[number % 2 == 0 ? 750_000 : 50_000];
            Array.Fill(array, number);
            return there.Seen.TellData(array, null);
        }).ToArray();
        await Task.WhenAll(sends).WaitAsync(Patience);
        for (var number = 0; number < 6; number++)
        {
            var array = Assert.IsType<int[]>(await there.NextAsync());
            Assert.Equal(number % 2 == 0 ? 750_000 : 50_000, array.Length);
            Assert.DoesNotContain(array, each => each != number);
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1_000_000)]
    public async Task The_senders_memory_is_free_once_the_task_completes(int length)
    {
        await using var systems = new TwoSystems();
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var array = new int[length];
        Array.Fill(array, 7);
        await there.Seen.TellData(array, null).WaitAsync(Patience);
        Array.Fill(array, 13);
        Assert.DoesNotContain(Assert.IsType<int[]>(await there.NextAsync()), each => each != 7);
    }

    [Fact]
    public async Task A_recipient_of_the_same_system_is_told_the_object_itself()
    {
        await using var systems = new TwoSystems();
        var here = await Collector.StartAsync(systems.Here, systems.There, "here");
        var array = new int[1_000_000];
        var task = here.Actor.TellData(array, null);
        Assert.True(task.IsCompletedSuccessfully);
        Assert.Same(array, await here.NextAsync());
    }

    [Fact]
    public async Task A_question_told_as_data_is_answered_by_data()
    {
        await using var systems = new TwoSystems("akka.actor.serialize-messages = on");
        var echo = systems.There.ActorOf(Props.Create(() => new DataEcho()), "echo");
        var seen = await TwoSystems.SeenFrom(systems.Here, echo, systems.There);
        foreach (var length in new[] { 1, 1_000_000 })
        {
            var array = Enumerable.Range(0, length).ToArray();
            Assert.Equal(array, await seen.AskData<int[]>(array, Patience, CancellationToken.None));
        }
    }

    [Fact]
    public async Task Families_see_the_addresses_of_sender_and_recipient_on_each_send()
    {
        var contexts = new System.Collections.Concurrent.ConcurrentQueue<SerializationContext>();
        await using var systems = new TwoSystems("", registry => registry.Register<Gated>(
            (value, context) =>
            {
                contexts.Enqueue(context);
                return new Payload(new HeaderBuilder().Build(), value.Bytes);
            },
            (_, frames) => new Gated(frames[0].ToArray())));
        var here = await Collector.StartAsync(systems.Here, systems.There, "here");
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        foreach (var length in new[] { 1, 100_000 })
        {
            await there.Seen.TellData(new Gated(new byte[length]), here.Actor).WaitAsync(Patience);
            Assert.True(contexts.TryDequeue(out var context));
            Assert.StartsWith(here.Seen.Path.ToString(), context.Sender.Value, StringComparison.Ordinal);
            Assert.StartsWith(there.Seen.Path.ToString(), context.Recipient.Value, StringComparison.Ordinal);
            Assert.Equal(Proximity.SameHost, context.Proximity);
        }
    }

    private sealed class DataEcho : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.TellData(message, Self);
    }
}
