using Akka.Actor;
using Weft.Serialization;
using Weft.Transport;
using Envelope = Weft.Serialization.Envelope;

namespace Weft.Actors.Tests;

/// <summary>Who waits for whom: full mailboxes, slow code of users, tickets that come late.</summary>
public sealed class BulkRoomTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_actors_of_bulk_sends_run_on_the_threads_that_the_reference_gives_them()
    {
        await using var systems = new TwoSystems();
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        await there.Seen.TellData(new byte[10], null).WaitAsync(Patience);
        foreach (var system in new[] { systems.Here, systems.There })
        {
            var front = (ActorRefWithCell)WeftExtension.Of(system).Bulk.Front;
            Assert.Equal("akka.actor.weft-bulk-dispatcher", DispatcherOf(front));
            var child = Assert.IsAssignableFrom<ActorRefWithCell>(Assert.Single(front.Children));
            Assert.Equal("akka.actor.weft-peer-dispatcher", DispatcherOf(child));
            var claims = await system.ActorSelection("/system/weft-data-refs").ResolveOne(Patience);
            Assert.Equal("akka.actor.weft-bulk-dispatcher", DispatcherOf((ActorRefWithCell)claims));
        }
    }

    [Fact]
    public async Task A_recipient_without_room_holds_up_only_what_it_is_told_itself()
    {
        using var gate = new ManualResetEventSlim();
        await using var systems = new TwoSystems(Mailbox(capacity: 2, "20s"));
        var (seen, told) = await StartBoundedAsync(systems, gate);
        var quick = await Collector.StartAsync(systems.There, systems.Here, "quick");

        // One is being handled, two are in the mailbox, three wait at their sender.
        var sends = Enumerable.Range(0, 6).Select(i => seen.TellData(new[] { i }, null)).ToArray();
        await Task.WhenAll(sends[..3]).WaitAsync(Patience);
        for (var i = 0; i < 20; i++) await quick.Seen.TellData(new[] { i }, null).WaitAsync(Patience);
        Assert.All(sends[3..], send => Assert.False(send.IsCompleted));

        gate.Set();
        await Task.WhenAll(sends).WaitAsync(Patience);
        for (var i = 0; i < sends.Length; i++) Assert.Equal(new[] { i }, await told.NextAsync());
    }

    [Fact]
    public async Task What_a_full_mailbox_would_drop_is_told_once_there_is_room_and_never_reported_before()
    {
        using var gate = new ManualResetEventSlim();
        await using var systems = new TwoSystems($"{Mailbox(capacity: 1, "10ms")}weft.bulk.payload-timeout = 1s");
        var (seen, told) = await StartBoundedAsync(systems, gate);
        var sends = Enumerable.Range(0, 40)
            .Select(i => seen.TellData(new double[i % 2 == 0 ? 10 : 20_000], null)).ToArray();

        // Longer than a stall may last: having no room is none.
        await Task.Delay(2_500);
        Assert.Equal(2, sends.Count(send => send.IsCompleted));
        gate.Set();
        await Task.WhenAll(sends).WaitAsync(Patience);
        for (var i = 0; i < sends.Length; i++)
            Assert.Equal(i % 2 == 0 ? 10 : 20_000, ((double[])await told.NextAsync()).Length);
    }

    [Fact]
    public async Task A_recipient_that_ends_without_room_fails_what_waits_for_it()
    {
        using var gate = new ManualResetEventSlim();
        await using var systems = new TwoSystems(Mailbox(capacity: 1, "20s"));
        var (seen, _) = await StartBoundedAsync(systems, gate);
        var bounded = ((ExtendedActorSystem)systems.There).Provider.ResolveActorRef(seen.Path);
        var sends = Enumerable.Range(0, 5).Select(i => seen.TellData(new[] { i }, null)).ToArray();
        await Task.WhenAll(sends[..2]).WaitAsync(Patience);
        systems.There.Stop(bounded);
        gate.Set();
        foreach (var send in sends[2..])
        {
            var error = await Assert.ThrowsAsync<DataSendException>(() => send.WaitAsync(Patience));
            Assert.Equal(DataSendFailure.RecipientTerminated, error.Reason);
        }
    }

    [Fact]
    public async Task Slow_decoding_holds_up_the_messages_of_its_own_peer_alone()
    {
        using var gate = new ManualResetEventSlim();
        await using var systems = new TwoSystems("", Gated.Behind(gate));
        var to = await Collector.StartAsync(systems.There, systems.Here, "to");
        var others = Enumerable.Range(0, 4).Select(_ => new TwoSystems("", Gated.Behind(gate))).ToArray();
        var slow = new List<Task>();
        foreach (var other in others)
        {
            var seen = await TwoSystems.SeenFrom(other.Here, to.Actor, systems.There);
            slow.Add(seen.TellData(new Gated(new byte[10]), null));
        }

        for (var i = 0; i < 20; i++) await to.Seen.TellData(new byte[1], null).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.All(slow, send => Assert.False(send.IsCompleted));
        gate.Set();
        await Task.WhenAll(slow).WaitAsync(Patience);
        foreach (var other in others) await other.DisposeAsync();
    }

    [Fact]
    public async Task A_ticket_behind_its_dropped_value_fails_in_its_turn_and_holds_up_nothing()
    {
        await using var systems = new TwoSystems("weft.bulk.payload-timeout = 1s");
        await using var peer = await FakePeer.GreetAsync(systems);
        peer.Bring(1);
        await Task.Delay(2_500);
        peer.Tell(peer.Large(1), peer.Inline(2));
        var failed = Assert.IsType<BulkMessage.Failed>(await peer.NextAsync());
        Assert.Equal((1, DataSendFailure.TimedOut), (failed.Id, failed.Reason));
        Assert.Contains("the value came, its ticket did not", failed.Text, StringComparison.Ordinal);
        Assert.IsType<BulkMessage.Delivered>(await peer.NextAsync());
        Assert.Equal(2, Assert.Single(peer.LastDelivered));
    }

    [Fact]
    public async Task A_peer_that_sends_more_inside_the_stream_than_it_may_loses_what_is_too_much()
    {
        await using var systems = new TwoSystems("weft.bulk.in-flight-bytes = 1000b");
        await using var peer = await FakePeer.GreetAsync(systems);
        peer.Tell([peer.Large(1), .. Enumerable.Range(2, 12).Select(id => peer.Inline(id)), peer.FromAnother(14)]);
        Assert.IsType<BulkMessage.Delivered>(await peer.NextAsync());
        Assert.Equal(14, Assert.Single(peer.LastDelivered));
        peer.Bring(1);
        var outcomes = new List<(long Id, bool IsTold)>();
        while (outcomes.Count < 13)
        {
            if (await peer.NextAsync() is BulkMessage.Failed failed)
            {
                Assert.Equal(DataSendFailure.QuotaExceeded, failed.Reason);
                outcomes.Add((failed.Id, false));
            }
            else
            {
                outcomes.AddRange(peer.LastDelivered.Select(id => (id, true)));
            }
        }

        Assert.Equal(Enumerable.Range(1, 13).Select(id => (long)id), outcomes.Select(each => each.Id));
        Assert.Equal([12L, 13], outcomes.Where(each => !each.IsTold).Select(each => each.Id));
    }

    private static string Mailbox(int capacity, string patience) =>
        $$"""
        few {
          mailbox-type = "Akka.Dispatch.BoundedMailbox, Akka"
          mailbox-capacity = {{capacity}}
          mailbox-push-timeout-time = {{patience}}
        }

        """;

    private static string DispatcherOf(ActorRefWithCell actor) => ((ActorCell)actor.Underlying).Dispatcher.Id;

    private static async Task<(IActorRef Seen, Collector Told)> StartBoundedAsync(
        TwoSystems systems, ManualResetEventSlim gate)
    {
        var told = Collector.StartLocal(systems.There, "told");
        var actor = systems.There.ActorOf(
            Props.Create(() => new Waiting(gate, told.Actor)).WithMailbox("few"), "bounded");
        return (await TwoSystems.SeenFrom(systems.Here, actor, systems.There), told);
    }

    private sealed class Waiting(ManualResetEventSlim gate, IActorRef told) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            gate.Wait(Patience);
            told.Tell(message);
        }
    }

    /// <summary>A node that speaks the protocol by hand, so that a test can break it.</summary>
    private sealed class FakePeer(
        BulkNode node, Connection connection, IActorRef receiver, Collector ear, IActorRef recipient) : IAsyncDisposable
    {
        public IReadOnlyList<long> LastDelivered { get; private set; } = [];

        public static async Task<FakePeer> GreetAsync(TwoSystems systems)
        {
            var recipient = await Collector.StartAsync(systems.There, systems.Here, "recipient");
            var ear = await Collector.StartAsync(systems.Here, systems.There, "ear");
            var node = WeftExtension.Of(systems.Here).Bulk;
            WeftExtension.Of(systems.There);
            var front = await systems.Here.ActorSelection($"{recipient.Seen.Path.Address}/system/weft")
                .ResolveOne(Patience);
            front.Tell(new BulkMessage.Hello(BulkMessageCodec.Version, 99, node.Uid, "test"), ear.Actor);
            var (answer, receiver) = await ear.NextWithSenderAsync();
            var connection = await node.DialAsync(
                Assert.IsType<BulkMessage.HelloAck>(answer), new DataOutlet(ActorRefs.Nobody, 0), default);
            return new FakePeer(node, connection, receiver, ear, recipient.Seen);
        }

        public void Tell(params DataTicket[] tickets) => receiver.Tell(new BulkMessage.Tickets(tickets), ear.Actor);

        public void Bring(long id) => connection.Send(DataPreamble.Bring(id, Value()), MessageKind.Data);

        public async Task<object> NextAsync()
        {
            var next = await ear.NextAsync();
            LastDelivered = next is BulkMessage.Delivered delivered ? delivered.Ids : [];
            return next;
        }

        public DataTicket Large(long id) => new(id, node.PathOf(recipient), "", DataForm.Value, 100_000, null);

        public DataTicket Inline(long id) => new(id, node.PathOf(recipient), "", DataForm.Value, 100, Value());

        public DataTicket FromAnother(long id) =>
            new(id, node.PathOf(recipient), node.PathOf(ear.Actor), DataForm.Value, 100, Value());

        public async ValueTask DisposeAsync() => await connection.DisposeAsync();

        private Envelope Value() => new(
            ReadOnlyMemory<byte>.Empty, [new Serialized(node.Extension.Serializer.Serialize(new[] { 1.0 }))]);
    }
}
