using Akka.Actor;
using Akka.Event;
using Akka.Remote;
using Weft.Serialization;
using Weft.Transport;

namespace Weft.Actors.Tests;

/// <summary>Each message that does not arrive ends its task with a named reason, and the rest goes on.</summary>
public sealed class BulkFailureTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    public async Task A_type_that_the_peer_refuses_fails_by_name_and_the_next_message_arrives(int length)
    {
        var systemCount = 0;
        await using var systems = new TwoSystems("", registry =>
        {
            // Only the first of the two systems allows the type.
            if (systemCount++ == 0) registry.AllowType(typeof(Secret));
        });
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var events = await Collector.StartAsync(systems.Here, systems.There, "events");
        systems.Here.EventStream.Subscribe(events.Actor, typeof(DataSendFailed));
        systems.Here.EventStream.Subscribe(events.Actor, typeof(DeadLetter));

        var secret = new Secret(new string('x', length));
        var error = await FailsAsync(there.Seen.TellData(secret, events.Actor));
        Assert.Equal(DataSendFailure.DecodeRefused, error.Reason);
        Assert.Contains(typeof(Secret).FullName!, error.Message, StringComparison.Ordinal);

        var failed = Assert.IsType<DataSendFailed>(await events.NextAsync());
        Assert.Same(error, failed.Error);
        var letter = Assert.IsType<DeadLetter>(await events.NextAsync());
        Assert.Same(secret, letter.Message);
        Assert.Equal((there.Seen, events.Actor), (letter.Recipient, letter.Sender));

        await there.Seen.TellData(new[] { 1 }, null).WaitAsync(Patience);
        Assert.Equal(new[] { 1 }, await there.NextAsync());
    }

    [Fact]
    public async Task A_value_that_no_family_encodes_fails_at_once_with_its_type()
    {
        await using var systems = new TwoSystems();
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var error = await FailsAsync(there.Seen.TellData(new Secret("x"), null));
        Assert.Equal(DataSendFailure.EncodeFailed, error.Reason);
        Assert.Contains(typeof(Secret).FullName!, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    public async Task A_recipient_that_has_ended_is_named(int length)
    {
        await using var systems = new TwoSystems();
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        await there.Actor.GracefulStop(Patience);
        var error = await FailsAsync(there.Seen.TellData(new int[length], null));
        Assert.Equal(DataSendFailure.RecipientTerminated, error.Reason);
        Assert.Contains("/user/there", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recipient_that_ends_while_values_are_under_way_fails_them_all()
    {
        using var gate = new ManualResetEventSlim();
        await using var systems = new TwoSystems("", Gated.Behind(gate));
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var other = await Collector.StartAsync(systems.There, systems.Here, "other");
        var sends = new[]
        {
            there.Seen.TellData(new Gated(new byte[200_000]), null), there.Seen.TellData(new int[10], null),
            there.Seen.TellData(new int[100_000], null),
        };
        // Behind the tickets of the others, so they have come.
        await other.Seen.TellData(new[] { 1 }, null).WaitAsync(Patience);
        there.Actor.Tell(PoisonPill.Instance);
        var errors = new List<DataSendException> { await FailsAsync(sends[1]) };
        gate.Set();
        errors.Add(await FailsAsync(sends[0]));
        errors.Add(await FailsAsync(sends[2]));
        Assert.All(errors, error => Assert.Equal(DataSendFailure.RecipientTerminated, error.Reason));
        await other.Seen.TellData(new int[100_000], null).WaitAsync(Patience);
    }

    [Fact]
    public async Task A_peer_that_ends_in_mid_transfer_fails_every_task_within_seconds()
    {
        await using var systems = new TwoSystems();
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        await there.Seen.TellData(new[] { 1 }, null).WaitAsync(Patience);
        var sends = new List<Task>();
        for (var number = 0; number < 40; number++)
        {
            sends.Add(there.Seen.TellData(new double[2_000_000], null));
            sends.Add(there.Seen.TellData(new[] { number }, null));
        }
        await sends[0].WaitAsync(Patience);
        _ = systems.There.Terminate();

        var all = Task.WhenAll(sends);
        await Assert.ThrowsAsync<DataSendException>(() => all.WaitAsync(TimeSpan.FromSeconds(15)));
        Assert.All(sends.Where(send => send.IsFaulted), send =>
        {
            var error = Assert.IsType<DataSendException>(send.Exception!.InnerException);
            Assert.Contains(
                error.Reason,
                new[]
                {
                    DataSendFailure.PeerGone, DataSendFailure.RecipientTerminated, DataSendFailure.PeerUnreachable,
                });
        });
        Assert.True(sends[^1].IsFaulted);
    }

    [Fact]
    public async Task A_node_that_nobody_answers_for_is_a_named_failure_in_time()
    {
        await using var systems = new TwoSystems("weft.bulk.handshake-timeout = 1s");
        var nowhere = ((ExtendedActorSystem)systems.Here).Provider
            .ResolveActorRef("akka.tcp://there@127.0.0.1:9/user/x");
        var error = await FailsAsync(nowhere.TellData(new int[10], null));
        Assert.Equal(DataSendFailure.PeerUnreachable, error.Reason);
        Assert.Contains("weft.bulk.handshake-timeout", error.Message, StringComparison.Ordinal);
        var asked = await Assert.ThrowsAsync<DataSendException>(
            () => nowhere.AskData<int[]>(new int[10], Patience, CancellationToken.None));
        Assert.Equal(DataSendFailure.PeerUnreachable, asked.Reason);
    }

    [Fact]
    public async Task A_quarantined_peer_fails_what_is_open_and_the_next_message_begins_anew()
    {
        using var gate = new ManualResetEventSlim();
        await using var systems = new TwoSystems("", Gated.Behind(gate));
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var open = there.Seen.TellData(new Gated(new byte[200_000]), null);
        await there.Seen.TellData(new[] { 1 }, there.Seen).WaitAsync(Patience);
        Assert.Equal(new[] { 1 }, await there.NextAsync());

        systems.Here.EventStream.Publish(systems.QuarantineOfThere());
        Assert.Equal(DataSendFailure.PeerGone, (await FailsAsync(open)).Reason);
        await there.Seen.TellData(new int[100_000], null).WaitAsync(Patience);
        Assert.Equal(100_000, Assert.IsType<int[]>(await there.NextAsync()).Length);

        // What the session before still held is not told after what this one brought.
        gate.Set();
        await there.Seen.TellData(new[] { 2 }, null).WaitAsync(Patience);
        Assert.Equal(new[] { 2 }, await there.NextAsync());
        Assert.True(there.IsEmpty);
    }

    [Fact]
    public async Task The_quarantine_of_a_former_incarnation_ends_nothing_of_its_successor()
    {
        using var gate = new ManualResetEventSlim();
        await using var systems = new TwoSystems("", Gated.Behind(gate));
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var other = await Collector.StartAsync(systems.There, systems.Here, "other");
        var open = there.Seen.TellData(new Gated(new byte[200_000]), null);
        await other.Seen.TellData(new[] { 1 }, null).WaitAsync(Patience);
        foreach (var (at, of) in new[] { (systems.Here, systems.There), (systems.There, systems.Here) })
        {
            var address = ((ExtendedActorSystem)of).Provider.DefaultAddress;
            at.EventStream.Publish(new QuarantinedEvent(address, AddressUidExtension.Uid(of) + 1));
        }

        // Behind the event in the mailboxes of all who might heed it.
        await other.Seen.TellData(new[] { 2 }, null).WaitAsync(Patience);
        gate.Set();
        await open.WaitAsync(Patience);
        Assert.IsType<Gated>(await there.NextAsync());
    }

    [Fact]
    public async Task One_message_more_than_may_wait_fails_at_once()
    {
        using var gate = new ManualResetEventSlim();
        await using var systems = new TwoSystems("weft.bulk.queued-messages = 5", Gated.Behind(gate));
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var sends = Enumerable.Range(0, 5)
            .Select(_ => there.Seen.TellData(new Gated(new byte[100_000]), null)).ToArray();
        var error = await FailsAsync(there.Seen.TellData(new[] { 1 }, null));
        Assert.Equal(DataSendFailure.QuotaExceeded, error.Reason);
        gate.Set();
        await Task.WhenAll(sends).WaitAsync(Patience);
        await there.Seen.TellData(new[] { 1 }, null).WaitAsync(Patience);
    }

    [Fact]
    public async Task A_ticket_without_its_value_times_out_and_a_value_without_its_ticket_is_dropped()
    {
        await using var systems = new TwoSystems("weft.bulk.payload-timeout = 1s");
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var here = await Collector.StartAsync(systems.Here, systems.There, "here");
        var node = WeftExtension.Of(systems.Here).Bulk;
        WeftExtension.Of(systems.There);
        var front = await systems.Here.ActorSelection($"{there.Seen.Path.Address}/system/weft").ResolveOne(Patience);
        front.Tell(new BulkMessage.Hello(BulkMessageCodec.Version, 99, node.Uid, "test"), here.Actor);
        var (answer, receiver) = await here.NextWithSenderAsync();
        var ack = Assert.IsType<BulkMessage.HelloAck>(answer);
        await using var connection = await node.DialAsync(
            ack, new DataOutlet(ActorRefs.Nobody, 0), CancellationToken.None);

        var payload = node.Extension.Serializer.Serialize(new[] { 1.0 });
        connection.Send(
            DataPreamble.Bring(2, new(ReadOnlyMemory<byte>.Empty, [new Serialized(payload)])), MessageKind.Data);
        receiver.Tell(
            new BulkMessage.Tickets(
                [new DataTicket(1, node.PathOf(there.Seen), "", DataForm.Value, 100_000, null)]),
            here.Actor);
        var failed = Assert.IsType<BulkMessage.Failed>(await here.NextAsync());
        Assert.Equal((1, DataSendFailure.TimedOut), (failed.Id, failed.Reason));

        // The ticket of the other may still come, and has its outcome then.
        await Task.Delay(1_000);
        Assert.True(here.IsEmpty);
        Assert.True(there.IsEmpty);
    }

    [Fact]
    public async Task A_data_connection_without_a_session_is_closed()
    {
        await using var systems = new TwoSystems();
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var here = await Collector.StartAsync(systems.Here, systems.There, "here");
        var node = WeftExtension.Of(systems.Here).Bulk;
        WeftExtension.Of(systems.There);
        var front = await systems.Here.ActorSelection($"{there.Seen.Path.Address}/system/weft").ResolveOne(Patience);
        front.Tell(new BulkMessage.Hello(BulkMessageCodec.Version, 99, node.Uid, "test"), here.Actor);
        var ack = Assert.IsType<BulkMessage.HelloAck>(await here.NextAsync());

        foreach (var wrong in new[] { ack with { PairToken = new byte[32] }, ack with { Uid = ack.Uid + 1 } })
        {
            await using var connection = await node.DialAsync(
                wrong, new DataOutlet(here.Actor, 0), CancellationToken.None);
            Assert.IsType<ConnectionLost>(await here.NextAsync());
        }
        await Assert.ThrowsAsync<ConnectionClosedException>(() => node.DialAsync(
            ack with { NodeToken = new byte[32] }, new DataOutlet(here.Actor, 0), CancellationToken.None));
        front.Tell(new BulkMessage.Hello(1, 7, node.Uid, "test"), here.Actor);
        var refused = Assert.IsType<BulkMessage.HelloRefused>(await here.NextAsync());
        Assert.Contains("version", refused.Reason, StringComparison.Ordinal);
    }

    private static async Task<DataSendException> FailsAsync(Task send) =>
        await Assert.ThrowsAsync<DataSendException>(() => send.WaitAsync(Patience));

    private sealed record Secret(string Text);
}
