using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime.Tests;

public sealed class WorkerShellTests
{
    private static readonly PeerAddress Scheduler = new("test://scheduler");
    private static readonly PeerAddress Asker = new("test://asker");

    private readonly RecordingLink _link = new(new PeerAddress("test://worker"));
    private readonly HandMailbox _mailbox = new();
    private readonly ValueStore _store = new();
    private readonly List<string> _stopped = [];
    private readonly WorkerShell _shell;

    public WorkerShellTests() => _shell = new WorkerShell(
        new WorkerMachine(_link.Self, "worker", Scheduler, new WorkerMachineOptions()),
        Scheduler,
        _link,
        _mailbox,
        new DirectExecutor(new DirectCalls(), 1),
        _store,
        StopwatchClock.Shared,
        new WorkerShellOptions { TransfersOutMax = 2 },
        _stopped.Add);

    [Fact]
    public void An_answer_is_encoded_with_the_families_the_asker_accepts()
    {
        Put("x", "text");
        Put("y", new double[1]);

        _shell.OnMessage(Asker, new DataMessage.GetData(1, ["x"], ["msgpack"]));
        var packed = Assert.Single(_link.Next<DataMessage.DataReply>().Items);
        _shell.OnMessage(Asker, new DataMessage.GetData(2, ["y"], ["dask"]));
        var typed = Assert.Single(_link.Next<DataMessage.DataReply>().Items);

        Assert.Equal("msgpack", FamilyOf(packed));
        Assert.Equal("dask", FamilyOf(typed));
    }

    [Fact]
    public void A_value_that_none_of_the_accepted_families_encodes_travels_as_its_reason()
    {
        Put("x", new object());
        Put("y", new double[1]);

        _shell.OnMessage(Asker, new DataMessage.GetData(1, ["x", "y"], ["dask"]));
        var items = _link.Next<DataMessage.DataReply>().Items;

        Assert.Equal("error", FamilyOf(items[0]));
        Assert.Equal("dask", FamilyOf(items[1]));
    }

    [Fact]
    public void A_family_that_is_unknown_here_is_told_to_the_asker_as_the_reason()
    {
        Put("x", new double[1]);

        _shell.OnMessage(Asker, new DataMessage.GetData(1, ["x"], ["runes"]));
        var item = Assert.Single(_link.Next<DataMessage.DataReply>().Items);

        var error = Assert.Throws<RemoteErrorException>(
            () => WeftSerializer.Default.Deserialize(((Serialized)item.Value!).Payload));
        Assert.Contains("runes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_not_held_is_answered_with_nothing()
    {
        Put("x", 1);

        _shell.OnMessage(Asker, new DataMessage.GetData(9, ["none", "x"], null));
        var reply = _link.Next<DataMessage.DataReply>();

        Assert.Equal(9, reply.Request);
        Assert.Null(reply.Items[0].Value);
        Assert.NotNull(reply.Items[1].Value);
    }

    [Fact]
    public void Beyond_the_limit_of_answers_on_their_way_an_asker_is_told_to_come_again()
    {
        Put("x", 1);
        var request = new DataMessage.GetData(1, ["x"], null);
        _shell.OnMessage(Asker, request);
        _shell.OnMessage(Asker, request);
        _link.Next<DataMessage.DataReply>();
        _link.Next<DataMessage.DataReply>();

        _shell.OnMessage(Asker, request with { Request = 3 });
        Assert.Equal(3, _link.Next<DataMessage.DataBusy>().Request);

        _link.EndOneWrite();
        _mailbox.HandleOne(_shell.Handle);
        _shell.OnMessage(Asker, request with { Request = 4 });
        Assert.Equal(4, _link.Next<DataMessage.DataReply>().Request);
    }

    [Fact]
    public void A_put_of_values_of_which_one_cannot_be_decoded_holds_none_of_them()
    {
        var refused = new Deserialized(new DeserializationRefusedException("no"));
        var put = new DataMessage.PutData(
            5, [new DataItem("a", new Deserialized(1, 0)), new DataItem("b", refused)]);

        _shell.OnMessage(Asker, put);
        var reply = _link.Next<DataMessage.PutDataReply>();

        Assert.Equal(typeof(DeserializationRefusedException).FullName, reply.Refusal?.TypeName);
        Assert.Empty(reply.Held);
        Assert.Equal(0, _store.Count);
    }

    [Fact]
    public void What_is_encoded_still_is_decoded_when_it_is_put()
    {
        var encoded = new Serialized(WeftSerializer.Default.Serialize(new double[] { 1, 2 }));

        _shell.OnMessage(Asker, new DataMessage.PutData(5, [new DataItem("a", encoded)]));

        var held = Assert.Single(_link.Next<DataMessage.PutDataReply>().Held);
        Assert.Equal(new HeldData("a", "Double[]", 16), held);
        Assert.True(_store.TryGet("a", out var stored));
        Assert.Equal([1, 2], (double[])stored.Value!);
    }

    [Fact]
    public void An_answer_nobody_asked_for_is_dropped()
    {
        _shell.OnMessage(Asker, new DataMessage.DataReply(1, [new DataItem("x", new Deserialized(1, 0))]));
        _shell.OnMessage(Asker, new DataMessage.DataBusy(1));

        Assert.Equal(0, _store.Count);
        Assert.Empty(_link.Sent);
    }

    [Fact]
    public void Orders_of_anyone_but_the_scheduler_are_dropped()
    {
        Put("x", 1);

        _shell.OnMessage(Asker, new SchedulerToWorker.FreeKeys(["x"]));
        _shell.OnMessage(Asker, new SchedulerToWorker.StopWorker("now"));

        Assert.Equal(1, _store.Count);
        Assert.Empty(_stopped);
    }

    [Fact]
    public void It_registers_once_and_ends_once()
    {
        _shell.Handle(new Mail.PeerAppeared(Asker));
        _shell.Handle(new Mail.PeerAppeared(Scheduler));
        _shell.Handle(new Mail.PeerAppeared(Scheduler));
        _shell.Handle(new Mail.StopRequested("enough"));
        _shell.Handle(new Mail.StopRequested("again"));

        Assert.Equal(
            [typeof(WorkerToScheduler.RegisterWorker), typeof(WorkerToScheduler.WorkerLeaving)],
            _link.Sent.Select(sent => sent.Message.GetType()));
        Assert.Equal(["enough"], _stopped);
    }

    [Fact]
    public void The_loss_of_the_scheduler_ends_it()
    {
        _shell.Handle(new Mail.PeerAppeared(Scheduler));

        _shell.Handle(new Mail.PeerLost(Scheduler, "gone"));

        Assert.Single(_stopped);
    }

    private static string? FamilyOf(DataItem item) =>
        Assert.IsType<Serialized>(item.Value).Payload.Header.Serializer;

    private void Put(string key, object value)
    {
        _shell.OnMessage(Asker, new DataMessage.PutData(0, [new DataItem(key, new Deserialized(value, 0))]));
        _link.Next<DataMessage.PutDataReply>();
    }
}
