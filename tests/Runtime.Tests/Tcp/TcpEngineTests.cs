using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime.Tests;

public sealed class TcpEngineTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TcpEngine _engine = new(new TcpEngineOptions());
    private readonly LinkRecorder _left = new(new TaskCompletionSource<string>());
    private readonly TaskCompletionSource<string> _rightLost = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _engine.DisposeAsync();

    [Fact]
    public async Task Messages_sent_before_there_is_a_way_arrive_in_order()
    {
        await using var left = _engine.Open("left", _left);
        await using var right = _engine.Open("right", new LinkRecorder(_rightLost));

        for (var number = 0; number < 500; number++) right.Send(left.Self, new ClientToScheduler.ListWorkers(number));

        await Until(() => _left.Messages.Count == 500);
        Assert.All(_left.Messages, item => Assert.Equal(right.Self, item.From));
        Assert.Equal(
            Enumerable.Range(0, 500).Select(number => (long)number),
            _left.Messages.Select(item => ((ClientToScheduler.ListWorkers)item.Message).Request));
    }

    [Fact]
    public async Task Two_roles_that_speak_at_once_both_are_heard()
    {
        var heard = new LinkRecorder(_rightLost);
        await using var left = _engine.Open("left", _left);
        await using var right = _engine.Open("right", heard);

        for (var number = 0; number < 100; number++)
        {
            right.Send(left.Self, new ClientToScheduler.ListWorkers(number));
            left.Send(right.Self, new SchedulerToClient.WorkerList(number, []));
        }

        await Until(() => _left.Messages.Count == 100 && heard.Messages.Count == 100);
        Assert.Equal(0, _left.LostCount + heard.LostCount);
        Assert.Equal(99, ((SchedulerToClient.WorkerList)heard.Messages.Last().Message).Request);
    }

    [Fact]
    public async Task A_closed_role_is_lost_once_and_once_more_for_each_message_sent_to_it_later()
    {
        var right = _engine.Open("right", new LinkRecorder(_rightLost));
        await using var left = _engine.Open("left", _left);
        right.Send(left.Self, new ClientToScheduler.ListWorkers(1));
        await Until(() => !_left.Messages.IsEmpty);

        await right.DisposeAsync();

        await Until(() => _left.LostCount > 0);
        left.Send(right.Self, new SchedulerToClient.WorkerList(1, []));
        await left.SendAsync(right.Self, new SchedulerToClient.WorkerList(2, []), default);
        Assert.Equal(3, _left.LostCount);
        Assert.False(_rightLost.Task.IsCompleted);
    }

    [Fact]
    public async Task A_peer_that_is_dropped_sees_this_role_as_lost_and_so_does_this_role_it()
    {
        await using var right = _engine.Open("right", new LinkRecorder(_rightLost));
        await using var left = _engine.Open("left", _left);
        right.Send(left.Self, new ClientToScheduler.ListWorkers(1));
        await Until(() => !_left.Messages.IsEmpty);

        left.Drop(right.Self, "it broke the rules");

        Assert.Contains("it broke the rules", await _rightLost.Task.WaitAsync(Patience), StringComparison.Ordinal);
        await Until(() => _left.LostCount == 1);
    }

    [Fact]
    public async Task Another_incarnation_at_the_same_port_is_not_taken_for_the_peer()
    {
        await using var right = _engine.Open("right", new LinkRecorder(_rightLost));
        await using var left = _engine.Open("left", _left);
        var former = new PeerAddress($"{left.Self.Value.Split('#')[0]}#0123456789abcdef");

        right.Send(former, new ClientToScheduler.ListWorkers(1));

        Assert.Contains("is gone", await _rightLost.Task.WaitAsync(Patience), StringComparison.Ordinal);
        Assert.Empty(_left.Messages);
    }

    [Fact]
    public async Task A_peer_that_nobody_listens_for_is_lost()
    {
        await using var right = _engine.Open("right", new LinkRecorder(_rightLost));

        right.Send(new PeerAddress("tcp://127.0.0.1:1/nobody#0"), new ClientToScheduler.ListWorkers(1));
        right.Send(new PeerAddress("inproc://elsewhere"), new ClientToScheduler.ListWorkers(1));

        await _rightLost.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Values_are_decoded_on_arrival_and_counted_as_data()
    {
        await using var left = _engine.Open("left", _left);
        await using var right = _engine.Open("right", new LinkRecorder(_rightLost));
        var values = WorkerFunctions.Ramp(100_000);

        await right.SendAsync(
            left.Self, new DataMessage.PutData(1, [new DataItem("key", new ToSerialize(values))]), default);

        await Until(() => !_left.Messages.IsEmpty);
        var put = Assert.IsType<DataMessage.PutData>(_left.Messages.Single().Message);
        var value = Assert.IsType<Deserialized>(put.Items[0].Value);
        Assert.Equal(values, Assert.IsType<double[]>(value.Value));
        Assert.InRange(_engine.Sent.Data, 800_000, 802_000);
        Assert.Equal(0, _engine.Sent.Task);
    }

    [Fact]
    public async Task What_comes_from_the_scheduler_stays_encoded()
    {
        await using var schedulers = new TcpEngine(new TcpEngineOptions { DecodeValues = false });
        await using var scheduler = schedulers.Open("scheduler", _left);
        var heard = new LinkRecorder(_rightLost);
        await using var workers = new TcpEngine(new TcpEngineOptions { Scheduler = scheduler.Self });
        await using var worker = workers.Open("worker", heard);
        worker.Send(scheduler.Self, new WorkerToScheduler.WorkerLeaving("test"));
        await Until(() => !_left.Messages.IsEmpty);
        var spec = new Serialized(WeftSerializer.Default.Serialize(new double[100_000]));

        scheduler.Send(worker.Self, new SchedulerToWorker.ComputeTask("key", 1, spec, [], default));

        await Until(() => !heard.Messages.IsEmpty);
        var task = Assert.IsType<SchedulerToWorker.ComputeTask>(heard.Messages.Single().Message);
        Assert.Equal(800_000, task.Spec.Payload.FrameBytes);
        Assert.InRange(schedulers.Sent.Task, 800_000, 802_000);
    }

    [Fact]
    public async Task Neighbours_hand_over_what_they_say_and_see_each_other_end()
    {
        var neighbours = new TcpNeighbours();
        await using var engine = new TcpEngine(new TcpEngineOptions { Neighbours = neighbours });
        await using var left = engine.Open("left", _left);
        var right = engine.Open("right", new LinkRecorder(_rightLost));
        var message = new ClientToScheduler.ListWorkers(1);

        right.Send(left.Self, message);

        Assert.Same(message, Assert.Single(_left.Messages).Message);
        Assert.Equal(Proximity.SameProcess, right.ContextOf(left.Self).Proximity);
        Assert.Equal(default, engine.Sent);
        await right.DisposeAsync();
        Assert.Equal(1, _left.LostCount);
        Assert.False(_rightLost.Task.IsCompleted);
    }

    private static async Task Until(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!holds()) await Task.Delay(2, patience.Token);
    }
}
