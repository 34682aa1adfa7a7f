using static Weft.Tasks.Tests.SchedulerDrive;

namespace Weft.Tasks.Tests;

/// <summary>Workers that cannot be reached for a while, and workers that want no more.</summary>
public sealed class SchedulerSuspensionTests
{
    private readonly SchedulerDrive _drive = new SchedulerDrive().Clients("c");

    [Fact]
    public void A_worker_that_cannot_be_reached_keeps_its_tasks_and_gets_no_others()
    {
        _drive.Workers("w1", "w2");
        _drive.Submit("c", Call("a-1"));
        Assert.Equal("w1", _drive.WorkerOf("a-1"));
        Unreachable("w1");
        Assert.Empty(_drive.Effects);
        _drive.Submit("c", Call("b-1"), Call("b-2"), Call("b-3"), Call("b-4"));
        Assert.Empty(_drive.ToWorker<SchedulerToWorker>("w1"));
        Assert.NotEmpty(_drive.ToWorker<SchedulerToWorker.ComputeTask>("w2"));
        Assert.False(_drive.Machine.Snapshot().Workers[0].IsReachable);

        // What it said before it fell silent still counts.
        _drive.Finish("w1", "a-1");
        Assert.Equal(TaskState.Memory, _drive.StateOf("a-1"));
        Assert.Empty(_drive.ToWorker<SchedulerToWorker.ComputeTask>("w1"));
    }

    [Fact]
    public void A_worker_that_is_back_goes_on_and_nothing_was_lost()
    {
        _drive.Workers("w1");
        _drive.Submit("c", Call("a-1"));
        _drive.Start("w1", "a-1");
        Unreachable("w1");
        _drive.Submit("c", Call("b-1"));
        Assert.Equal(TaskState.NoWorker, _drive.StateOf("b-1"));
        Reachable("w1");
        Assert.Equal("w1", _drive.WorkerOf("b-1"));
        _drive.Finish("w1", "a-1");
        Assert.Equal(TaskState.Memory, _drive.StateOf("a-1"));
        Assert.Equal(0, _drive.Machine.Snapshot().WorkersLost);
    }

    [Fact]
    public void A_worker_that_is_lost_while_it_cannot_be_reached_is_lost_like_any_other()
    {
        _drive.Workers("w1", "w2");
        _drive.Submit("c", Call("a-1"));
        Unreachable("w1");
        _drive.Lose("w1");
        Assert.Equal("w2", _drive.WorkerOf("a-1"));
        Reachable("w1");
        Assert.Empty(_drive.Effects);
        Assert.Single(_drive.Machine.Snapshot().Workers);
    }

    [Fact]
    public void A_value_s_holder_that_cannot_be_reached_is_not_chosen_for_what_needs_it()
    {
        _drive.Workers("w1", "w2");
        _drive.Scatter("c", "x-1", 1_000_000_000, "w1");
        Unreachable("w1");
        _drive.Submit("c", Call("a-1", "x-1"));
        Assert.Equal("w2", _drive.WorkerOf("a-1"));
        _drive.Submit("c", Call("r-1") with { Workers = [At("w1")] });
        Assert.Equal(TaskState.NoWorker, _drive.StateOf("r-1"));
        Reachable("w1");
        Assert.Equal("w1", _drive.WorkerOf("r-1"));
    }

    [Fact]
    public void Values_are_scattered_only_to_workers_that_can_be_reached()
    {
        _drive.Workers("w1", "w2");
        Unreachable("w1");
        _drive.Say("c", new ClientToScheduler.PlanScatter(1, 2, 2, null));
        var plan = Assert.Single(_drive.ToClient<SchedulerToClient.ScatterPlan>("c"));
        Assert.All(plan.Holders, places => Assert.Equal([At("w2")], places));
        Unreachable("w2");
        _drive.Say("c", new ClientToScheduler.PlanScatter(2, 2, 2, null));
        Assert.NotNull(Assert.Single(_drive.ToClient<SchedulerToClient.ScatterPlan>("c")).Refusal);
    }

    [Fact]
    public void A_draining_worker_keeps_what_runs_and_gives_back_what_has_not_begun()
    {
        _drive.Workers("w1");
        _drive.Submit("c", Call("a-1"), Call("b-1"));
        Assert.Equal("w1", _drive.WorkerOf("b-1"));
        _drive.Start("w1", "a-1");
        _drive.AddWorker("w2", threads: 2);
        _drive.Say("w1", new WorkerToScheduler.WorkerDraining("enough"));
        Assert.Equal("b-1", Assert.Single(_drive.ToWorker<SchedulerToWorker.CancelTask>("w1")).Key);
        Assert.Equal("w2", _drive.WorkerOf("b-1"));
        Assert.True(_drive.Machine.Snapshot().Workers[0].IsLeaving);
        _drive.Finish("w1", "a-1");
        _drive.Submit("c", Call("d-1"));
        Assert.Empty(_drive.ToWorker<SchedulerToWorker.ComputeTask>("w1"));
    }

    [Fact]
    public void The_status_is_what_the_snapshot_says()
    {
        _drive.Workers("w1");
        _drive.Submit("c", Call("a-1"));
        _drive.Say("c", new ClientToScheduler.RequestStatus(7));
        var report = Assert.Single(_drive.ToClient<SchedulerToClient.StatusReport>("c"));
        Assert.Equal(7, report.Request);
        Assert.Equal(1, report.Status.Tasks[TaskState.Processing]);
        Assert.Equal("w1", Assert.Single(report.Status.Workers).Worker.Name);
    }

    private void Unreachable(string worker) =>
        _drive.Handle(new SchedulerEvent.WorkerUnreachable(default, At(worker)));

    private void Reachable(string worker) => _drive.Handle(new SchedulerEvent.WorkerReachable(default, At(worker)));
}
