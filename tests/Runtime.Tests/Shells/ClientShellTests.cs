using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime.Tests;

public sealed class ClientShellTests
{
    private static readonly PeerAddress Scheduler = new("test://scheduler");
    private static readonly PeerAddress Worker = new("test://worker");

    private readonly RecordingLink _link = new(new PeerAddress("test://client"));
    private readonly HandMailbox _mailbox = new();
    private readonly ClientShell _shell;
    private readonly Client _client;

    public ClientShellTests()
    {
        _shell = new ClientShell(
            new ClientMachine("client", Scheduler, new ClientMachineOptions()),
            Scheduler,
            _link,
            _mailbox,
            StopwatchClock.Shared,
            new DirectCalls(),
            new ClientOptions { Serializers = ["dask"], Deserializers = ["dask", "msgpack"] },
            _ => { },
            () => ValueTask.CompletedTask);
        _client = _shell.Client;
        _shell.Handle(new Mail.PeerAppeared(Scheduler));
        _link.Next<ClientToScheduler.RegisterClient>();
    }

    [Fact]
    public async Task An_exception_that_did_not_travel_names_key_cause_type_and_stack()
    {
        var future = _client.Submit(() => 1, new SubmitOptions { Key = "f-1" });
        var result = future.ResultAsync();
        _mailbox.HandleAll(_shell.Handle);

        Say(new SchedulerToClient.KeyErred("f-1", "g-1", new ErrorDetail("Some.Error", "text", "at there")));

        var error = await Assert.ThrowsAsync<TaskFailedException>(() => result);
        Assert.Equal(("f-1", "g-1"), (error.Key, error.CauseKey));
        Assert.Equal(("Some.Error", "text", "at there"), (error.RemoteTypeName, error.RemoteText, error.RemoteStack));
        Assert.Contains("at there", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_that_travelled_encoded_keeps_its_type_and_shows_the_remote_stack()
    {
        var future = _client.Submit(() => 1, new SubmitOptions { Key = "f-1" });
        var result = future.ResultAsync();
        _mailbox.HandleAll(_shell.Handle);

        var travelled = new Deserialized(new InvalidDataException("text"), 10);
        Say(new SchedulerToClient.KeyErred("f-1", "f-1", new ErrorDetail("x", "text", "at there", travelled)));

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => result);
        Assert.Contains("at there", error.StackTrace, StringComparison.Ordinal);
        Assert.Equal("at there", error.Data[ErrorDetails.RemoteStackEntry]);
    }

    [Fact]
    public void Calls_that_were_queued_together_leave_in_one_message()
    {
        for (int i = 0; i < 100; i++) _client.Submit(() => 1);

        _mailbox.HandleAll(_shell.Handle);

        Assert.Equal(100, _link.Next<ClientToScheduler.SubmitTasks>().Tasks.Count);
        Assert.Empty(_link.Sent);
    }

    [Fact]
    public async Task The_request_for_a_value_names_the_families_the_client_accepts()
    {
        var future = _client.Submit(() => new[] { 1.5 }, new SubmitOptions { Key = "f-1" });
        var result = future.ResultAsync();
        _mailbox.HandleAll(_shell.Handle);
        Say(new SchedulerToClient.KeyInMemory(new HeldData("f-1", "Double[]", 8)));
        var question = _link.Next<ClientToScheduler.LocateKeys>();
        Say(new SchedulerToClient.KeyLocations(question.Request, [new KeyHolders("f-1", 8, [Worker])]));

        var request = _link.Next<DataMessage.GetData>();
        Assert.Equal(["dask", "msgpack"], request.Accepts!);

        // Still encoded, as an engine may leave it.
        var value = new Serialized(WeftSerializer.Default.Serialize(new[] { 1.5 }));
        _shell.OnMessage(Worker, new DataMessage.DataReply(request.Request, [new DataItem("f-1", value)]));
        Assert.Equal(new[] { 1.5 }, await result);
    }

    [Fact]
    public async Task A_scatter_is_done_when_its_bytes_are_written_and_it_is_registered()
    {
        var scatter = _client.ScatterAsync(new double[] { 1 });
        _mailbox.HandleAll(_shell.Handle);
        var plan = _link.Next<ClientToScheduler.PlanScatter>();
        Say(new SchedulerToClient.ScatterPlan(plan.Request, [[Worker]], null));
        var put = _link.Next<DataMessage.PutData>();
        Assert.Equal("dask", Assert.IsType<Serialized>(put.Items[0].Value).Payload.Header.Serializer);

        var held = new HeldData(put.Items[0].Key, "Double[]", 8);
        _shell.OnMessage(Worker, new DataMessage.PutDataReply(put.Request, [held], null));
        _link.Next<ClientToScheduler.RegisterData>();
        Say(new SchedulerToClient.KeyInMemory(held));
        Assert.False(scatter.IsCompleted, "its bytes are not written yet");

        _link.EndOneWrite();
        _mailbox.HandleOne(_shell.Handle);
        Assert.Equal(held.Key, (await scatter).Key);
    }

    [Fact]
    public async Task A_value_that_no_family_encodes_fails_the_scatter_before_anything_is_sent()
    {
        var scatter = _client.ScatterAsync(new object());
        _mailbox.HandleAll(_shell.Handle);
        var plan = _link.Next<ClientToScheduler.PlanScatter>();
        Say(new SchedulerToClient.ScatterPlan(plan.Request, [[Worker]], null));

        _mailbox.HandleOne(_shell.Handle);

        await Assert.ThrowsAsync<SerializationFailedException>(() => scatter);
        Assert.DoesNotContain(_link.Sent, sent => sent.Message is DataMessage);
    }

    [Fact]
    public async Task A_failed_host_fails_every_call_that_waits_and_every_later_one()
    {
        var future = _client.Submit(() => 1);
        var result = future.ResultAsync();
        var workers = _client.WorkersAsync();
        var scatter = _client.ScatterAsync(1);
        _mailbox.HandleAll(_shell.Handle);

        _shell.Abandon("broken");

        await Assert.ThrowsAsync<SchedulerLostException>(() => result);
        await Assert.ThrowsAsync<SchedulerLostException>(() => workers);
        await Assert.ThrowsAsync<SchedulerLostException>(() => scatter);
        await Assert.ThrowsAsync<SchedulerLostException>(() => _client.WorkersAsync());
        Assert.Equal(FutureState.Lost, future.State);
    }

    [Fact]
    public async Task A_refused_client_says_why()
    {
        Say(new SchedulerToClient.ClientRefused("no room"));

        var error = await Assert.ThrowsAsync<SchedulerLostException>(() => _client.ConnectedAsync());
        Assert.Contains("no room", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_of_anyone_but_the_scheduler_are_dropped()
    {
        var future = _client.Submit(() => 1, new SubmitOptions { Key = "f-1" });
        _mailbox.HandleAll(_shell.Handle);

        _shell.OnMessage(Worker, new SchedulerToClient.KeyInMemory(new HeldData("f-1", "Int32", 4)));

        Assert.Equal(FutureState.Pending, future.State);
    }

    private void Say(SchedulerToClient word) => _shell.Handle(new Mail.MessageArrived(Scheduler, word));
}
