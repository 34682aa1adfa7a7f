using Akka.Actor;
using Akka.Remote;
using Akka.Remote.Transport;
using Weft.Serialization;
using Envelope = Weft.Serialization.Envelope;

namespace Weft.Actors.Tests;

/// <summary>What the receiving end of a session does with peers that do not keep to the protocol.</summary>
public sealed class BulkSessionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(new long[0], 8)]
    [InlineData(new long[] { 7, 8 }, 10)]
    public async Task A_session_that_lost_a_ticket_on_its_way_ends(long[] came, long next)
    {
        await using var systems = new TwoSystems();
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var here = await Collector.StartAsync(systems.Here, systems.There, "here");
        var node = WeftExtension.Of(systems.Here).Bulk;
        var (ack, receiver) = await GreetAsync(systems, there, here, 7);
        await using var connection = await node.DialAsync(
            ack, new DataOutlet(ActorRefs.Nobody, 0), CancellationToken.None);

        if (came.Length > 0)
        {
            receiver.Tell(new BulkMessage.Tickets([.. came.Select(Ticket)]), here.Actor);
            Assert.Equal(came, Assert.IsType<BulkMessage.Delivered>(await here.NextAsync()).Ids);
        }

        receiver.Tell(new BulkMessage.Tickets([Ticket(next)]), here.Actor);
        await EngineNodes.UntilAsync(() => Task.FromResult(connection.ClosedReason is not null));
        foreach (var _ in came) await there.NextAsync();
        Assert.True(there.IsEmpty);

        DataTicket Ticket(long id) => new(
            id,
            node.PathOf(there.Seen),
            "",
            DataForm.Value,
            100,
            new Envelope(
                ReadOnlyMemory<byte>.Empty, [new Serialized(node.Extension.Serializer.Serialize(new[] { 1.0 }))]));
    }

    [Fact]
    public async Task A_ticket_lost_before_all_others_of_its_session_fails_its_message_and_those_behind_it()
    {
        using var gate = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        await using var systems = new TwoSystems(
            "weft.bulk.payload-timeout = 20s\nakka.remote.dot-netty.tcp.applied-adapters = [\"trttl\"]",
            Held.By(gate, begun));
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var peer = there.Seen.Path.Address;
        var first = there.Seen.TellData(new Held(), null);
        Assert.True(begun.Wait(Patience));

        // The session is open, and its first ticket not yet sent.
        await DropAsync(Blackhole.Instance);
        gate.Set();
        await Task.Delay(400);
        await DropAsync(Unthrottled.Instance);
        var second = there.Seen.TellData(new[] { 1 }, null);
        foreach (var send in new[] { first, second })
        {
            var error = await Assert.ThrowsAsync<DataSendException>(() => send.WaitAsync(TimeSpan.FromSeconds(10)));
            Assert.Equal(DataSendFailure.PeerGone, error.Reason);
        }

        // Tickets are counted on in the session that follows.
        await there.Seen.TellData(new[] { 2 }, null).WaitAsync(Patience);
        await there.Seen.TellData(new int[100_000], null).WaitAsync(Patience);
        Assert.Equal(new[] { 2 }, await there.NextAsync());

        Task<bool> DropAsync(ThrottleMode mode) =>
            ((IRemoteActorRefProvider)((ExtendedActorSystem)systems.Here).Provider).Transport.ManagementCommand(
                new SetThrottle(peer, ThrottleTransportAdapter.Direction.Send, mode));
    }

    [Fact]
    public async Task A_session_that_lost_an_outcome_on_its_way_fails_what_is_open_and_the_next_one_serves()
    {
        using var gate = new ManualResetEventSlim();
        await using var systems = new TwoSystems("", Gated.Behind(gate));
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        await there.Seen.TellData(new[] { 1 }, null).WaitAsync(Patience);
        var open = there.Seen.TellData(new Gated(new byte[200_000]), null);
        var (sender, receiver) = (await ChildAsync(systems.Here), await ChildAsync(systems.There));

        // One outcome was told by now. The receiver says that this is the third: the second never came.
        var here = ((ExtendedActorSystem)systems.Here).Provider.DefaultAddress;
        var sending = ((ExtendedActorSystem)systems.There).Provider.ResolveActorRef(
            ActorPath.Parse($"{here}{sender.Path.ToStringWithoutAddress()}"));
        sending.Tell(new BulkMessage.Delivered(2, [7]), receiver);
        var error = await Assert.ThrowsAsync<DataSendException>(() => open.WaitAsync(Patience));
        Assert.Equal(DataSendFailure.PeerGone, error.Reason);
        Assert.Contains("outcome 2 of this session followed 1", error.Message, StringComparison.Ordinal);
        gate.Set();
        await there.Seen.TellData(new[] { 2 }, null).WaitAsync(Patience);
    }

    [Fact]
    public async Task Bulk_sends_go_on_after_their_actor_failed()
    {
        await using var systems = new TwoSystems();
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        await there.Seen.TellData(new[] { 1 }, null).WaitAsync(Patience);
        foreach (var system in new[] { systems.Here, systems.There })
        {
            var front = (IInternalActorRef)WeftExtension.Of(system).Bulk.Front;
            front.Suspend();
            front.Restart(new InvalidOperationException("test"));
        }

        await EngineNodes.UntilAsync(async () =>
        {
            try
            {
                await there.Seen.TellData(new int[100_000], null).WaitAsync(Patience);
                return true;
            }
            catch (DataSendException)
            {
                return false;
            }
        });
    }

    [Fact]
    public async Task A_node_of_another_version_is_told_so()
    {
        await using var systems = new TwoSystems();
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var here = await Collector.StartAsync(systems.Here, systems.There, "here");
        WeftExtension.Of(systems.There);
        var front = await systems.Here.ActorSelection($"{there.Seen.Path.Address}/system/weft").ResolveOne(Patience);
        front.Tell(new BulkMessage.Hello(BulkMessageCodec.Version + 1, 5, 1, "9.9.9"), here.Actor);
        var refused = Assert.IsType<BulkMessage.HelloRefused>(await here.NextAsync());
        Assert.Equal(5, refused.Session);
        Assert.Contains(
            $"this node speaks version {BulkMessageCodec.Version}", refused.Reason, StringComparison.Ordinal);
        Assert.Contains($"the asking one {BulkMessageCodec.Version + 1}", refused.Reason, StringComparison.Ordinal);

        // Whatever else its hello has by then.
        var future = Assert.IsType<BulkMessage.Hello>(
            BulkMessageCodec.Decode([0x95, 1, 99, 5, 0xc3, 0x91, 0xc0], Limits.Default));
        Assert.Equal((99, 5L), (future.Version, future.Session));
    }

    [Fact]
    public async Task A_session_lets_one_data_connection_in_however_often_it_is_asked()
    {
        await using var systems = new TwoSystems();
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var here = await Collector.StartAsync(systems.Here, systems.There, "here");
        var node = WeftExtension.Of(systems.Here).Bulk;
        var (ack, _) = await GreetAsync(systems, there, here);
        await using var first = await node.DialAsync(
            ack, new DataOutlet(ActorRefs.Nobody, 0), CancellationToken.None);
        await using var second = await node.DialAsync(
            ack, new DataOutlet(ActorRefs.Nobody, 0), CancellationToken.None);

        // Either may be the one; the other is turned away.
        await EngineNodes.UntilAsync(() => Task.FromResult(
            first.ClosedReason is not null || second.ClosedReason is not null));
        await Task.Delay(300);
        Assert.True(first.ClosedReason is null || second.ClosedReason is null);
    }

    [Fact]
    public void The_oldest_unwanted_tickets_are_forgotten_beyond_their_number()
    {
        var unwanted = new RecentIds(2);
        foreach (var id in new long[] { 1, 2, 2, 3 }) unwanted.Add(id);
        Assert.False(unwanted.Remove(1));
        Assert.True(unwanted.Remove(2));
        Assert.False(unwanted.Remove(2));
        Assert.True(unwanted.Remove(3));
    }

    private static Task<IActorRef> ChildAsync(ActorSystem system) =>
        system.ActorSelection("/system/weft/*").ResolveOne(Patience);

    private static async Task<(BulkMessage.HelloAck Ack, IActorRef Receiver)> GreetAsync(
        TwoSystems systems, Collector there, Collector here, long firstTicket = 1)
    {
        WeftExtension.Of(systems.There);
        var front = await systems.Here.ActorSelection($"{there.Seen.Path.Address}/system/weft").ResolveOne(Patience);
        var uid = WeftExtension.Of(systems.Here).Bulk.Uid;
        front.Tell(
            new BulkMessage.Hello(BulkMessageCodec.Version, 99, uid, "test", FirstTicket: firstTicket), here.Actor);
        var (answer, receiver) = await here.NextWithSenderAsync();
        return (Assert.IsType<BulkMessage.HelloAck>(answer), receiver);
    }
}
