using Akka.Actor;
using Akka.Event;
using Weft.Serialization;

namespace Weft.Actors.Tests;

/// <summary>With Weft's references plain telling carries data of any size, with all that Akka does around it.</summary>
public sealed class ProviderTellTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Bytes_of_any_length_arrive_by_plain_tell_with_their_sender()
    {
        await using var systems = ProviderSystems.Start();
        var here = await Collector.StartAsync(systems.Here, systems.There, "here");
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        foreach (var length in new[] { 1, 100_000, 120_000, 127_000, 129_000, 1_000_000, 100_000_000 })
        {
            var bytes = new byte[length];
            new Random(length).NextBytes(bytes);
            there.Seen.Tell(bytes, here.Actor);
            var (value, sender) = await there.NextWithSenderAsync();
            Assert.True(bytes.AsSpan().SequenceEqual(Assert.IsType<byte[]>(value)), $"{length} bytes differ");
            Assert.Equal(here.Seen.Path, sender.Path);
        }
    }

    [Fact]
    public async Task Ten_thousand_messages_of_mixed_lengths_told_in_both_ways_keep_their_order()
    {
        await using var systems = ProviderSystems.Start();
        var here = await Collector.StartAsync(systems.Here, systems.There, "here");
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var selected = systems.Here.ActorSelection(there.Seen.Path.ToStringWithAddress());
        var random = new Random(10_000);
        for (var number = 0; number < 10_000; number++)
        {
            var array = new int[random.Next(50) == 0 ? random.Next(8_000, 60_000) : random.Next(1, 300)];
            (array[0], array[^1]) = (number, number);
            switch (random.Next(3))
            {
                case 0: _ = there.Seen.TellData(array, here.Actor); break;
                case 1: selected.Tell(array, here.Actor); break;
                default: there.Seen.Tell(array, here.Actor); break;
            }
        }
        for (var number = 0; number < 10_000; number++)
        {
            var array = Assert.IsType<int[]>(await there.NextAsync());
            Assert.Equal((number, number), (array[0], array[^1]));
        }
    }

    [Fact]
    public async Task Data_is_told_while_every_message_is_serialized_even_within_a_system()
    {
        await using var systems = ProviderSystems.Start("akka.actor.serialize-messages = on");
        var echo = await SeenAsync(systems, Props.Create(() => new Echo()));
        foreach (var length in new[] { 1, 200_000 })
        {
            var array = Enumerable.Range(0, length).ToArray();
            Assert.Equal(array, await echo.Ask<int[]>(array, Patience));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(200_000)]
    public async Task Questions_are_answered_forwarded_and_wrapped_in_a_success(int length)
    {
        await using var systems = ProviderSystems.Start();
        var array = Enumerable.Range(0, length).ToArray();
        var echo = await SeenAsync(systems, Props.Create(() => new Echo()));
        Assert.Equal(array, await echo.Ask<int[]>(array, Patience));

        var forwarder = await SeenAsync(systems, Props.Create(() => new Forwarder(echo)));
        Assert.Equal(array, await forwarder.Ask<int[]>(array, Patience));

        var success = await SeenAsync(systems, Props.Create(() => new Successful()));
        Assert.Equal(array, Assert.IsType<Status.Success>(await success.Ask<object>(array, Patience)).Status);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(200_000)]
    public async Task Selections_by_name_and_by_pattern_reach_their_actors(int length)
    {
        await using var systems = ProviderSystems.Start();
        var one = await Collector.StartAsync(systems.There, systems.Here, "some-one");
        var two = await Collector.StartAsync(systems.There, systems.Here, "some-two");
        var address = one.Seen.Path.Address;
        var array = Enumerable.Range(0, length).ToArray();
        systems.Here.ActorSelection($"{address}/user/some-one").Tell(array);
        Assert.Equal(array, await one.NextAsync());
        systems.Here.ActorSelection($"{address}/user/some-*").Tell(array);
        Assert.Equal(array, await one.NextAsync());
        Assert.Equal(array, await two.NextAsync());
        Assert.True(one.IsEmpty && two.IsEmpty);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(200_000)]
    public async Task What_nobody_takes_becomes_a_dead_letter_with_the_bare_message(int length)
    {
        await using var systems = ProviderSystems.Start();
        var here = await Collector.StartAsync(systems.Here, systems.There, "here");
        var events = Collector.StartLocal(systems.Here, "events");
        systems.Here.EventStream.Subscribe(events.Actor, typeof(DeadLetter));
        var address = ((ExtendedActorSystem)systems.There).Provider.DefaultAddress;
        var array = new int[length];
        systems.Here.ActorSelection($"{address}/user/nobody").Tell(array, here.Actor);
        var letter = Assert.IsType<DeadLetter>(await events.NextAsync());
        Assert.Same(array, letter.Message);
        Assert.Equal((address, here.Actor), (letter.Recipient.Path.Address, letter.Sender));
    }

    [Fact]
    public async Task A_recipient_of_the_same_system_is_told_the_object_itself()
    {
        await using var systems = ProviderSystems.Start();
        var here = await Collector.StartAsync(systems.Here, systems.There, "here");
        var array = new int[100_000];
        here.Actor.Tell(array);
        Assert.Same(array, await here.NextAsync());
        // Also by its address: it is looked up as the local actor that it is.
        systems.Here.ActorSelection(here.Seen.Path.ToStringWithAddress()).Tell(array);
        Assert.Same(array, await here.NextAsync());
    }

    [Fact]
    public async Task Actors_that_end_are_told_of_to_those_who_watch_them()
    {
        await using var systems = ProviderSystems.Start();
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var here = await Collector.StartAsync(systems.Here, systems.There, "here");
        systems.Here.ActorOf(Props.Create(() => new Watcher(there.Seen, here.Actor)), "watcher");
        Assert.Equal("watching", await here.NextAsync());
        systems.There.Stop(there.Actor);
        Assert.Equal(there.Seen, await here.NextAsync());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    public async Task A_refused_type_reaches_the_senders_events_by_name_and_the_rest_goes_on(int length)
    {
        var systemCount = 0;
        await using var systems = ProviderSystems.Start(
            "akka.actor.serialization-bindings { \"" + typeof(Secret).AssemblyQualifiedName + "\" = weft-data }",
            registry =>
            {
                if (systemCount++ == 0) registry.AllowType(typeof(Secret));
            });
        var here = await Collector.StartAsync(systems.Here, systems.There, "here");
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var events = await Collector.StartAsync(systems.Here, systems.There, "events");
        systems.Here.EventStream.Subscribe(events.Actor, typeof(DataSendFailed));
        systems.Here.EventStream.Subscribe(events.Actor, typeof(DeadLetter));
        foreach (var wrapped in new[] { false, true })
        {
            var secret = new Secret(new string('x', length));
            object message = wrapped ? new Status.Success(secret) : secret;
            there.Seen.Tell(message, here.Actor);
            var failed = Assert.IsType<DataSendFailed>(await events.NextAsync());
            Assert.Equal(DataSendFailure.DecodeRefused, failed.Error.Reason);
            Assert.Contains(typeof(Secret).FullName!, failed.Error.Message, StringComparison.Ordinal);
            var letter = Assert.IsType<DeadLetter>(await events.NextAsync());
            Assert.Same(message, letter.Message);
            Assert.Equal((there.Seen, here.Actor), (letter.Recipient, letter.Sender));
            there.Seen.Tell(new[] { 1 });
            Assert.Equal(new[] { 1 }, await there.NextAsync());
        }
    }

    [Fact]
    public async Task Per_type_serializers_see_sender_and_recipient_of_a_plain_tell()
    {
        var contexts = new System.Collections.Concurrent.ConcurrentQueue<SerializationContext>();
        await using var systems = ProviderSystems.Start(
            "akka.actor.serialization-bindings { \"" + typeof(Gated).AssemblyQualifiedName + "\" = weft-data }",
            registry => registry.Register<Gated>(
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
            there.Seen.Tell(new Gated(new byte[length]), here.Actor);
            await there.NextAsync();
            Assert.True(contexts.TryDequeue(out var context));
            Assert.StartsWith(here.Seen.Path.ToString(), context.Sender.Value, StringComparison.Ordinal);
            Assert.StartsWith(there.Seen.Path.ToString(), context.Recipient.Value, StringComparison.Ordinal);
            Assert.Equal(Proximity.SameHost, context.Proximity);
        }
    }

    [Fact]
    public async Task A_peer_without_weft_is_a_named_failure_in_time()
    {
        await using var systems = ProviderSystems.Start("weft.bulk.handshake-timeout = 1s");
        using var plain = ActorSystem.Create("plain", """
            akka.actor.provider = remote
            akka.loglevel = ERROR
            akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
            """);
        var events = await Collector.StartAsync(systems.Here, systems.There, "events");
        systems.Here.EventStream.Subscribe(events.Actor, typeof(DataSendFailed));
        var address = ((ExtendedActorSystem)plain).Provider.DefaultAddress;
        systems.Here.ActorSelection($"{address}/user/anybody").Tell(new int[10]);
        var failed = Assert.IsType<DataSendFailed>(await events.NextAsync());
        Assert.Equal(DataSendFailure.PeerUnreachable, failed.Error.Reason);
        Assert.Contains("weft.bulk.handshake-timeout", failed.Error.Message, StringComparison.Ordinal);
        await plain.Terminate();
    }

    [Fact]
    public async Task In_untrusted_mode_a_selection_needs_a_listed_path_and_harm_is_refused()
    {
        await using var systems = ProviderSystems.Start(
            """
            akka.remote.untrusted-mode = on
            akka.remote.trusted-selection-paths = ["/user/open"]
            """);
        systems.There.ActorOf(Props.Create(() => new Echo()), "open");
        systems.There.ActorOf(Props.Create(() => new Echo()), "closed");
        var events = Collector.StartLocal(systems.Here, "events");
        systems.Here.EventStream.Subscribe(events.Actor, typeof(DataSendFailed));
        var address = ((ExtendedActorSystem)systems.There).Provider.DefaultAddress;
        Assert.Equal(
            new[] { 5 },
            await systems.Here.ActorSelection($"{address}/user/open").Ask<int[]>(new[] { 5 }, Patience));
        foreach (var path in new[] { "closed", "ope*" })
        {
            systems.Here.ActorSelection($"{address}/user/{path}").Tell(new[] { 5 });
            var failed = Assert.IsType<DataSendFailed>(await events.NextAsync());
            Assert.Contains("untrusted", failed.Error.Message, StringComparison.Ordinal);
        }
    }

    private static async Task<IActorRef> SeenAsync(TwoSystems systems, Props props) =>
        await TwoSystems.SeenFrom(systems.Here, systems.There.ActorOf(props), systems.There);

    private sealed record Secret(string Text);

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }

    private sealed class Successful : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(new Status.Success(message));
    }

    private sealed class Forwarder(IActorRef to) : UntypedActor
    {
        protected override void OnReceive(object message) => to.Forward(message);
    }

    private sealed class Watcher : UntypedActor
    {
        private readonly IActorRef _report;

        public Watcher(IActorRef watched, IActorRef report)
        {
            _report = report;
            Context.Watch(watched);
            watched.Tell(new int[10]);
            report.Tell("watching");
        }

        protected override void OnReceive(object message)
        {
            if (message is Terminated ended) _report.Tell(ended.ActorRef);
        }
    }
}
