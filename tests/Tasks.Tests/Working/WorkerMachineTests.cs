using Weft.Serialization;
using static Weft.Tasks.SchedulerToWorker;
using static Weft.Tasks.Tests.Working.WorkerBench;
using static Weft.Tasks.WorkerToScheduler;

namespace Weft.Tasks.Tests.Working;

public sealed class WorkerMachineTests
{
    private readonly WorkerBench _worker = new();

    [Fact]
    public void It_registers_with_what_it_holds_when_the_scheduler_appears()
    {
        HeldData[] held = [new HeldData("y", "int", 4), new HeldData("x", "int", 4)];
        _worker.Handle(new WorkerEvent.DataStored(_worker.Now, held));
        _worker.Handle(new WorkerEvent.SchedulerAppeared(_worker.Now));
        var said = _worker.Said<RegisterWorker>();
        Assert.Equal(["x", "y"], said.Held.Select(held => held.Key));
        Assert.Equal(1, said.Threads);
        _worker.Tell(new WorkerRegistered("1"));
        Assert.Equal("1", _worker.Machine.SchedulerVersion);
    }

    [Fact]
    public void A_task_without_dependencies_runs_at_once_and_its_result_is_told()
    {
        _worker.Compute("x", 1);
        Assert.Equal("x", _worker.Only<WorkerEffect.ExecuteTask>().Key);
        _worker.Handle(new WorkerEvent.TaskExecutionStarted(_worker.Now, "x", 1));
        Assert.Equal(new TaskStarted("x", 1), _worker.Said<TaskStarted>());
        _worker.Executed("x", 1);
        Assert.Equal(8, _worker.Said<TaskFinished>().Bytes);
        Assert.True(_worker.Machine.Holds("x"));
        Assert.Equal(0, _worker.Machine.TaskCount);
    }

    [Fact]
    public void Ready_tasks_run_by_priority_as_threads_come_free()
    {
        _worker.Compute("first", 1);
        _worker.ComputeAt("late", 2, 9);
        _worker.ComputeAt("soon", 3, 5);
        Assert.Empty(_worker.Effects);
        _worker.Executed("first", 1);
        Assert.Equal("soon", _worker.Only<WorkerEffect.ExecuteTask>().Key);
        _worker.Failed("soon", 3);
        Assert.Equal("late", _worker.Only<WorkerEffect.ExecuteTask>().Key);
    }

    [Fact]
    public void A_missing_value_is_fetched_told_and_then_the_task_runs()
    {
        _worker.Compute("x", 1, Held("a", A));
        var fetch = _worker.Fetch();
        Assert.Equal(A, fetch.Peer);
        _worker.Arrived(fetch.Request, A, "a");
        Assert.Equal("a", _worker.Said<ReplicasHeld>().Data[0].Key);
        Assert.Equal(["a"], _worker.Only<WorkerEffect.ExecuteTask>().Dependencies);
        _worker.Tell(new FreeKeys(["a"]));
        Assert.Equal(["a"], _worker.Only<WorkerEffect.ForgetData>().Keys);
    }

    [Fact]
    public void One_request_is_out_to_a_peer_and_what_waits_goes_together_up_to_the_bytes()
    {
        var worker = new WorkerBench(bytes: 25);
        worker.Compute("x", 1, Held("a", A), Held("b", A), Held("c", A));
        var first = worker.Fetch();
        Assert.Equal(["a", "b"], first.Keys);
        worker.Compute("y", 2, Held("d", A));
        Assert.Empty(worker.Effects);
        worker.Arrived(first.Request, A, "a", "b");
        Assert.Equal(["c", "d"], worker.Fetch().Keys);
    }

    [Fact]
    public void No_more_requests_are_out_than_the_limit()
    {
        var worker = new WorkerBench(fetches: 1);
        worker.Compute("x", 1, Held("a", A), Held("b", B));
        var first = worker.Fetch();
        worker.Arrived(first.Request, first.Peer, [.. first.Keys]);
        Assert.NotEqual(first.Peer, worker.Fetch().Peer);
    }

    [Fact]
    public void A_busy_peer_is_left_alone_for_150_ms_and_another_holder_is_asked_at_once()
    {
        _worker.Compute("x", 1, Held("a", A, B));
        var first = _worker.Fetch();
        _worker.Handle(new WorkerEvent.FetchRefused(_worker.Now, first.Request, first.Peer));
        var second = _worker.Fetch();
        Assert.NotEqual(first.Peer, second.Peer);
        _worker.Handle(new WorkerEvent.FetchRefused(_worker.Now, second.Request, second.Peer));
        Assert.Empty(_worker.Effects);
        Assert.Equal(new Instant(150_000_000), _worker.Machine.WakesAt);
        _worker.Pass(149);
        Assert.Empty(_worker.Effects);
        _worker.Pass(1);
        Assert.Equal(["a"], _worker.Fetch().Keys);
    }

    [Fact]
    public void A_lost_holder_is_replaced_by_another_and_the_last_one_lost_is_told()
    {
        _worker.Compute("x", 1, Held("a", A, B));
        var first = _worker.Fetch();
        _worker.Lose(first.Peer);
        var second = _worker.Fetch();
        Assert.NotEqual(first.Peer, second.Peer);
        _worker.Answer(second.Request, second.Peer, [], ["a"]);
        var said = _worker.Said<DependencyMissing>();
        Assert.Equal(("x", 1L, "a"), (said.Key, said.Run, said.Dependency));
        Assert.Equal([A, B], said.Holders);
        Assert.Equal(0, _worker.Machine.TaskCount);
    }

    [Fact]
    public void A_value_that_only_the_worker_itself_is_said_to_hold_is_missing_at_once()
    {
        _worker.Compute("x", 1, Held("a", Self));
        Assert.Equal([Self], _worker.Said<DependencyMissing>().Holders);
    }

    [Fact]
    public void A_value_that_cannot_be_decoded_fails_the_tasks_that_need_it_for_good()
    {
        _worker.Compute("x", 1, Held("a", A), Held("b", B));
        var fetch = _worker.Effects.OfType<WorkerEffect.FetchData>().Single(e => e.Peer == A);
        _worker.Answer(fetch.Request, A, [], [], "a");
        Assert.False(_worker.Said<TaskErred>().MayRetry);
        Assert.Equal(0, _worker.Machine.TaskCount);
    }

    [Fact]
    public void A_cancelled_run_is_stopped_and_its_result_dropped_without_a_word()
    {
        _worker.Compute("x", 1);
        _worker.Tell(new CancelTask("x", 1));
        Assert.Equal(1, _worker.Only<WorkerEffect.CancelExecution>().Run);
        _worker.Executed("x", 1);
        Assert.Equal(["x"], _worker.Only<WorkerEffect.ForgetData>().Keys);
        Assert.Empty(_worker.Effects.OfType<WorkerEffect.SendToScheduler>());
        Assert.False(_worker.Machine.Holds("x"));
    }

    [Fact]
    public void A_newer_run_waits_until_the_old_one_has_left_its_thread()
    {
        var worker = new WorkerBench(threads: 2);
        worker.Compute("x", 1);
        worker.Tell(new CancelTask("x", 1));
        worker.Compute("x", 2);
        Assert.Empty(worker.Effects);
        worker.Executed("x", 1);
        Assert.Equal(["x"], worker.Only<WorkerEffect.ForgetData>().Keys);
        Assert.Equal(2, worker.Only<WorkerEffect.ExecuteTask>().Run);
        worker.Executed("x", 2);
        Assert.Equal(2, worker.Said<TaskFinished>().Run);
    }

    [Fact]
    public void A_newer_run_dispatched_without_a_word_on_the_old_one_replaces_it()
    {
        _worker.Compute("x", 1);
        _worker.Compute("x", 2);
        Assert.Equal(1, _worker.Only<WorkerEffect.CancelExecution>().Run);
        _worker.Failed("x", 1);
        Assert.Equal(2, _worker.Only<WorkerEffect.ExecuteTask>().Run);
    }

    [Fact]
    public void The_result_of_a_run_that_is_cancelled_after_it_ended_is_dropped()
    {
        _worker.Compute("x", 1);
        _worker.Executed("x", 1);
        _worker.Tell(new CancelTask("x", 1));
        Assert.Equal(["x"], _worker.Only<WorkerEffect.ForgetData>().Keys);
        Assert.Equal(0, _worker.Machine.HeldBytes);
    }

    [Fact]
    public void What_arrives_after_its_task_was_cancelled_is_dropped()
    {
        _worker.Compute("x", 1, Held("a", A));
        var fetch = _worker.Fetch();
        _worker.Tell(new CancelTask("x", 1));
        _worker.Arrived(fetch.Request, A, "a");
        Assert.Equal(["a"], _worker.Only<WorkerEffect.ForgetData>().Keys);
        Assert.Empty(_worker.Effects.OfType<WorkerEffect.SendToScheduler>());
    }

    [Fact]
    public void What_is_needed_again_while_in_flight_is_not_asked_for_twice()
    {
        _worker.Compute("x", 1, Held("a", A));
        var fetch = _worker.Fetch();
        _worker.Tell(new CancelTask("x", 1));
        _worker.Compute("y", 2, Held("a", A));
        Assert.Empty(_worker.Effects);
        _worker.Arrived(fetch.Request, A, "a");
        Assert.Equal("y", _worker.Only<WorkerEffect.ExecuteTask>().Key);
    }

    [Fact]
    public void A_value_freed_under_a_ready_task_is_fetched_again()
    {
        _worker.Compute("busy", 1);
        _worker.Compute("x", 2, Held("a", A));
        _worker.Arrived(_worker.Fetch().Request, A, "a");
        _worker.Tell(new FreeKeys(["a"]));
        Assert.Equal(["a"], _worker.Only<WorkerEffect.ForgetData>().Keys);
        Assert.Equal(A, _worker.Fetch().Peer);
    }

    [Fact]
    public void A_task_whose_value_is_here_already_is_finished_without_running()
    {
        _worker.Handle(new WorkerEvent.DataStored(_worker.Now, [new HeldData("x", "int", 4)]));
        _worker.Compute("x", 7);
        Assert.Equal(7, _worker.Said<TaskFinished>().Run);
        Assert.Empty(_worker.Effects.OfType<WorkerEffect.ExecuteTask>());
    }

    [Fact]
    public void The_loss_of_the_scheduler_stops_the_worker()
    {
        _worker.Lose(Scheduler);
        Assert.Contains("scheduler was lost", _worker.Only<WorkerEffect.Stop>().Reason, StringComparison.Ordinal);
        _worker.Compute("x", 1);
        Assert.Empty(_worker.Effects);
    }

    [Fact]
    public void A_stop_of_its_own_will_is_announced_one_that_the_scheduler_orders_is_not()
    {
        _worker.Handle(new WorkerEvent.SchedulerAppeared(_worker.Now));
        _worker.Handle(new WorkerEvent.StopRequested(_worker.Now, "done"));
        Assert.Equal("done", _worker.Said<WorkerLeaving>().Reason);
        Assert.Equal("done", _worker.Only<WorkerEffect.Stop>().Reason);
        foreach (SchedulerToWorker order in new SchedulerToWorker[] { new StopWorker("r"), new WorkerRefused("r") })
        {
            var other = new WorkerBench();
            other.Tell(order);
            Assert.Single(other.Effects);
            Assert.True(other.Machine.IsStopped);
        }
    }

    [Fact]
    public void Askers_with_different_seeds_spread_over_the_holders_of_a_value()
    {
        PeerAddress[] holders = [.. Enumerable.Range(0, 4).Select(i => new PeerAddress($"w/{i}"))];
        var asked = new HashSet<PeerAddress>();
        for (var seed = 0; seed < 64; seed++)
        {
            var machine = new WorkerMachine(Self, "w", Scheduler, new WorkerMachineOptions { Seed = seed });
            var effects = new List<WorkerEffect>();
            var message = new ComputeTask("x", 1, Spec, [Held("a", holders)], default);
            machine.Handle(new WorkerEvent.SchedulerMessageReceived(default, message), effects);
            asked.Add(effects.OfType<WorkerEffect.FetchData>().Single().Peer);
        }

        Assert.Equal(4, asked.Count);
    }

    [Fact]
    public void An_impossible_step_throws_with_the_story_of_the_key()
    {
        var journal = new Journal(4);
        journal.Record(default, "x", "waiting", "ready", "all is here");
        var error = Assert.Throws<CheckException>(() => WorkerStates.Tasks.Take(
            journal, default, "x", WorkerTaskState.Ready, WorkerTaskState.Cancelled, "test"));
        Assert.Contains("waiting -> ready", error.Message, StringComparison.Ordinal);
    }
}
