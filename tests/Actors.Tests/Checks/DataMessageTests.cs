using Akka.Actor;

namespace Weft.Actors.Tests;

/// <summary>What bulk sends carry, at the edges of what Akka's own frames take.</summary>
public sealed class DataMessageTests
{
    private const string Bindings =
        """
        weft.serialization.allowed-types = ["Weft.Actors.Tests.DataMessageTests+Letter, Weft.Actors.Tests"]
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(10)]
    [InlineData(500_000)]
    public async Task A_plain_question_may_be_answered_by_data(int length)
    {
        await using var systems = new TwoSystems();
        var answerer = systems.There.ActorOf(Props.Create(() => new Answerer()), "answerer");
        var seen = await TwoSystems.SeenFrom(systems.Here, answerer, systems.There);
        var answer = await seen.Ask<int[]>(new[] { length }, Patience);
        Assert.Equal(Enumerable.Range(0, length), answer);
    }

    [Fact]
    public async Task An_answer_to_a_question_that_was_given_up_is_a_named_failure()
    {
        await using var systems = new TwoSystems();
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        await Assert.ThrowsAsync<AskTimeoutException>(
            () => there.Seen.Ask<int[]>(new[] { 1 }, TimeSpan.FromMilliseconds(200)));
        var (_, asker) = await there.NextWithSenderAsync();
        var error = await Assert.ThrowsAsync<DataSendException>(
            () => asker.TellData(new int[100_000], there.Actor).WaitAsync(Patience));
        Assert.Equal(DataSendFailure.RecipientTerminated, error.Reason);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(300_000)]
    public async Task References_and_Nobody_inside_a_value_lead_to_their_actors(int ballast)
    {
        await using var systems = new TwoSystems(Bindings);
        var here = await Collector.StartAsync(systems.Here, systems.There, "here");
        var third = await Collector.StartAsync(systems.There, systems.Here, "third");
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var letter = new Letter([here.Actor, third.Seen, ActorRefs.Nobody], null, new byte[ballast]);
        await there.Seen.TellData(letter, null).WaitAsync(Patience);
        var back = Assert.IsType<Letter>(await there.NextAsync());
        Assert.Same(ActorRefs.Nobody, back.Actors[2]);
        Assert.Null(back.Nothing);
        Assert.Equal(third.Actor, back.Actors[1]);
        back.Actors[0].Tell(new[] { 5 });
        Assert.Equal(new[] { 5 }, await here.NextAsync());
    }

    [Fact]
    public async Task Around_Akkas_frame_and_under_long_paths_every_length_arrives()
    {
        var name = new string('p', 200);
        // As small as Akka allows at one end, its default at the other.
        using var here = ActorSystem.Create("here", TwoSystems.ConfigOf(
            "akka.remote.dot-netty.tcp.maximum-frame-size = 128000b"));
        using var there = ActorSystem.Create("there", TwoSystems.ConfigOf(
            "akka.remote.dot-netty.tcp.maximum-frame-size = 64000b"));
        var to = await Collector.StartAsync(there, here, name);
        var from = await Collector.StartAsync(here, there, name);
        var lengths = Enumerable.Range(0, 21).Select(step => 127_000 + (step * 100))
            .Concat([32_000, 32_700, 32_768, 33_000, 63_500, 64_000, 64_500]).ToArray();
        foreach (var length in lengths)
        {
            var bytes = new byte[length];
            new Random(length).NextBytes(bytes);
            await to.Seen.TellData(bytes, from.Actor).WaitAsync(Patience);
            Assert.Equal(bytes, await to.NextAsync());
            await from.Seen.TellData(bytes, to.Actor).WaitAsync(Patience);
            Assert.Equal(bytes, await from.NextAsync());
        }
    }

    [Fact]
    public async Task Lengths_around_a_frame_smaller_than_what_travels_inline_arrive()
    {
        await using var systems = new TwoSystems("akka.remote.dot-netty.tcp.maximum-frame-size = 32000b");
        var there = await Collector.StartAsync(systems.There, systems.Here, new string('p', 200));
        foreach (var length in Enumerable.Range(0, 20).Select(step => 30_000 + (step * 160)))
        {
            await there.Seen.TellData(new byte[length], there.Seen).WaitAsync(Patience);
            Assert.Equal(length, Assert.IsType<byte[]>(await there.NextAsync()).Length);
        }
        // Those of a burst may travel together, as far as the frame goes.
        var burst = Enumerable.Range(1, 2000).Select(number => there.Seen.TellData(new byte[number % 500], there.Seen));
        await Task.WhenAll(burst.ToArray()).WaitAsync(Patience);
    }

    [Fact]
    public async Task The_outcomes_of_a_long_queue_fit_into_Akkas_frame()
    {
        using var gate = new ManualResetEventSlim();
        await using var systems = new TwoSystems(
            "akka.remote.dot-netty.tcp.maximum-frame-size = 128000b", Gated.Behind(gate));
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        await there.Seen.TellData(new[] { 1 }, null).WaitAsync(Patience);
        // The receiving end stands still while it decodes the first; the others queue up before it.
        var sends = new List<Task> { there.Seen.TellData(new Gated([1]), null) };
        var value = new byte[1];
        for (var i = 0; i < 60_000; i++) sends.Add(there.Seen.TellData(value, null));
        await Task.Delay(2000);
        gate.Set();
        await Task.WhenAll(sends).WaitAsync(Patience);
    }

    internal sealed record Letter(IActorRef[] Actors, IActorRef? Nothing, byte[] Ballast);

    private sealed class Answerer : UntypedActor
    {
        protected override void OnReceive(object message) =>
            Sender.TellData(Enumerable.Range(0, ((int[])message)[0]).ToArray(), Self);
    }
}
