using Akka.Actor;
using Akka.Event;

namespace Weft.Actors.Tests;

/// <summary>Each message has exactly one outcome, whichever of Weft's own actors fails or ends.</summary>
public sealed class BulkOutcomeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task What_waits_behind_a_held_up_message_ends_when_an_actor_fails_or_stops(
        bool isFront, bool isFailing)
    {
        using var gate = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        await using var systems = new TwoSystems("", Held.By(gate, begun));
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        await there.Seen.TellData(new[] { 1 }, null).WaitAsync(Patience);
        var front = WeftExtension.Of(systems.Here).Bulk.Front;
        var actor = isFront ? front : await SendingActorAsync(systems.Here);
        Task[] sends = [there.Seen.TellData(new Held(), null)];
        Assert.True(begun.Wait(Patience));
        sends = [.. sends, .. Tell(5)];
        await Task.Delay(200);
        if (isFailing) Fail(actor);
        else systems.Here.Stop(actor);
        await Task.Delay(200);
        sends = [.. sends, .. Tell(5)];
        gate.Set();

        foreach (var send in sends[1..])
        {
            var error = await OutcomeAsync(send);
            Assert.True(error is null or { Reason: DataSendFailure.PeerGone, MayHaveBeenTold: false }, $"{error}");
        }
        await OutcomeAsync(sends[0]);
        if (!isFront || isFailing)
        {
            await there.Seen.TellData(new int[100_000], null).WaitAsync(Patience);
            return;
        }

        Assert.NotNull(await OutcomeAsync(there.Seen.TellData(new[] { 2 }, null)));
        var asked = await Assert.ThrowsAsync<DataSendException>(
            () => there.Seen.AskData<int>(new[] { 3 }, Patience, CancellationToken.None).WaitAsync(Patience / 2));
        Assert.Equal(DataSendFailure.PeerGone, asked.Reason);

        IEnumerable<Task> Tell(int count) =>
            Enumerable.Range(0, count).Select(number => there.Seen.TellData(new[] { number }, null)).ToArray();
    }

    [Fact]
    public async Task A_plain_tell_to_a_stopped_front_ends_in_an_event_and_a_bare_dead_letter()
    {
        using var gate = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        await using var systems = ProviderSystems.Start(
            "akka.actor.serialization-bindings { \"" + typeof(Held).AssemblyQualifiedName + "\" = weft-data }",
            Held.By(gate, begun));
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var events = Collector.StartLocal(systems.Here, "events");
        systems.Here.EventStream.Subscribe(events.Actor, typeof(DataSendFailed));
        systems.Here.EventStream.Subscribe(events.Actor, typeof(DeadLetter));
        there.Seen.Tell(new Held(), events.Actor);
        Assert.True(begun.Wait(Patience));
        var told = Enumerable.Range(0, 6).Select(number => new[] { number }).ToArray();
        foreach (var value in told[..3]) there.Seen.Tell(value, events.Actor);
        systems.Here.Stop(WeftExtension.Of(systems.Here).Bulk.Front);
        gate.Set();
        await EngineNodes.UntilAsync(
            () => Task.FromResult(WeftExtension.Of(systems.Here).Bulk.Closed.IsCancellationRequested));
        foreach (var value in told[3..]) there.Seen.Tell(value, events.Actor);

        var (failures, letters) = (new List<int[]>(), new List<int[]>());
        while (failures.Count < told.Length || letters.Count < told.Length)
        {
            switch (await events.NextAsync())
            {
                case DataSendFailed { Message: int[] value, Error.Reason: DataSendFailure.PeerGone } failed:
                    Assert.Equal((there.Seen, events.Actor), (failed.Recipient, failed.Sender));
                    failures.Add(value);
                    break;
                case DeadLetter { Message: int[] value } letter:
                    Assert.Equal((there.Seen, events.Actor), (letter.Recipient, letter.Sender));
                    letters.Add(value);
                    break;
                case DataSendFailed { Message: Held }:
                    break;
                case DeadLetter letter:
                    Assert.IsNotType<DataSend>(letter.Message);
                    break;
                case var other:
                    Assert.Fail($"{other}");
                    break;
            }
        }
        Assert.Equal(told, failures);
        Assert.Equal(told, letters);
    }

    [Fact]
    public async Task What_is_open_or_told_when_the_system_ends_fails_by_name()
    {
        using var gate = new ManualResetEventSlim();
        await using var systems = new TwoSystems("", Gated.Behind(gate));
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var open = there.Seen.TellData(new Gated(new byte[200_000]), null);
        var behind = there.Seen.TellData(new[] { 1 }, null);
        var ending = systems.Here.Terminate();
        var meanwhile = Enumerable.Range(0, 1000).Select(_ => there.Seen.TellData(new[] { 2 }, null)).ToArray();
        await ending.WaitAsync(Patience);
        var afterwards = there.Seen.TellData(new[] { 3 }, null);
        gate.Set();
        foreach (var send in (Task[])[open, behind, .. meanwhile, afterwards])
            Assert.Equal(DataSendFailure.PeerGone, (await OutcomeAsync(send))?.Reason);
    }

    [Fact]
    public async Task Each_message_has_one_outcome_while_the_actors_fail_and_stop_time_and_again()
    {
        await using var systems = new TwoSystems("akka.loglevel = OFF\nakka.stdout-loglevel = OFF");
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var failures = Collector.StartLocal(systems.Here, "failures");
        systems.Here.EventStream.Subscribe(failures.Actor, typeof(DataSendFailed));
        await there.Seen.TellData(new[] { 0 }, null).WaitAsync(Patience);
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var tellers = Enumerable.Range(0, 3).Select(_ => Task.Run(TellAsync)).ToArray();
        var front = WeftExtension.Of(systems.Here).Bulk.Front;
        for (var round = 0; !enough.IsCancellationRequested; round++)
        {
            await Task.Delay(20);
            switch (round % 3)
            {
                case 0:
                    Fail(front);
                    break;
                case 1:
                    systems.Here.ActorSelection("/system/weft/*").Tell(Kill.Instance);
                    break;
                case 2:
                    systems.Here.ActorSelection("/system/weft/*").Tell(PoisonPill.Instance);
                    break;
            }
        }

        var sends = (await Task.WhenAll(tellers)).SelectMany(each => each).ToArray();
        var errors = await Task.WhenAll(sends.Select(OutcomeAsync)).WaitAsync(Patience);
        foreach (var _ in errors.Where(error => error is not null)) await failures.NextAsync();
        await Task.Delay(100);
        Assert.True(failures.IsEmpty);

        async Task<List<Task>> TellAsync()
        {
            var told = new List<Task>();
            while (!enough.IsCancellationRequested)
            {
                for (var number = 0; number < 10; number++) told.Add(there.Seen.TellData(new int[number * 2000], null));
                await Task.Delay(1);
            }
            return told;
        }
    }

    private static async Task<DataSendException?> OutcomeAsync(Task send)
    {
        try
        {
            await send.WaitAsync(Patience);
            return null;
        }
        catch (DataSendException error)
        {
            return error;
        }
    }

    private static Task<IActorRef> SendingActorAsync(ActorSystem system) =>
        system.ActorSelection("/system/weft/*").ResolveOne(Patience);

    private static void Fail(IActorRef actor)
    {
        var failing = (IInternalActorRef)actor;
        failing.Suspend();
        failing.Restart(new InvalidOperationException("test"));
    }
}
