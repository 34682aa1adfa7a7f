using static Weft.Tasks.Tests.SchedulerDrive;

namespace Weft.Tasks.Tests;

/// <summary>A task's way from its submission to its end.</summary>
public sealed class SchedulerLifeTests
{
    [Fact]
    public void A_task_goes_to_a_worker_and_its_result_is_announced_and_freed_after_release()
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c");
        drive.Submit("c", Call("f-1"));
        var compute = Assert.Single(drive.ToWorker<SchedulerToWorker.ComputeTask>("w"));
        Assert.Same(Spec, compute.Spec);
        Assert.Equal(TaskState.Processing, drive.StateOf("f-1"));

        drive.Finish("w", "f-1", bytes: 80);
        Assert.Equal(Held("f-1", 80), Assert.Single(drive.ToClient<SchedulerToClient.KeyInMemory>("c")).Data);
        Assert.Equal(TaskState.Memory, drive.StateOf("f-1"));

        drive.Release("c", "f-1");
        Assert.Equal(["f-1"], drive.FreedOn("w"));
        Assert.Null(drive.StateOf("f-1"));
    }

    [Fact]
    public void A_dependent_is_dispatched_when_its_last_dependency_arrives_and_names_the_holders()
    {
        var drive = new SchedulerDrive().Workers("w1", "w2").Clients("c");
        drive.Submit("c", Call("a-1"), Call("b-1"), Call("sum", "a-1", "b-1"));
        drive.Finish("w1", "a-1", bytes: 10);
        Assert.Equal(TaskState.Waiting, drive.StateOf("sum"));
        drive.Finish("w2", "b-1", bytes: 20);
        Assert.Equal("w2", drive.WorkerOf("sum"));
        var compute = Assert.Single(drive.ToWorker<SchedulerToWorker.ComputeTask>("w2"));
        Assert.Equal(["a-1", "b-1"], compute.Dependencies.Select(d => d.Key));
        Assert.Equal([At("w1")], compute.Dependencies[0].Holders);
        Assert.Equal(20, compute.Dependencies[1].Bytes);
    }

    [Fact]
    public void A_released_dependency_stays_until_its_dependent_has_run_and_is_freed_on_every_holder()
    {
        var drive = new SchedulerDrive().Workers("w1", "w2").Clients("c");
        drive.Submit("c", Call("a-1"), Call("b-1", "a-1"));
        drive.Release("c", "a-1");
        Assert.Equal(TaskState.Processing, drive.StateOf("a-1"));
        drive.Finish("w1", "a-1");
        drive.Say("w2", new WorkerToScheduler.ReplicasHeld([Held("a-1")]));
        Assert.Empty(drive.Effects);
        drive.Finish("w1", "b-1");
        Assert.Equal(["a-1"], drive.FreedOn("w1"));
        Assert.Equal(["a-1"], drive.FreedOn("w2"));
        Assert.Equal(TaskState.Released, drive.StateOf("a-1"));
        drive.Release("c", "b-1");
        Assert.Null(drive.StateOf("a-1"));
        Assert.Null(drive.StateOf("b-1"));
    }

    [Fact]
    public void A_dependency_that_nobody_knows_fails_the_task_by_name()
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c");
        drive.Submit("c", Call("b-1", "ghost"), Call("c-1", "b-1"));
        var erred = drive.ToClient<SchedulerToClient.KeyErred>("c");
        Assert.Equal(["b-1", "c-1"], erred.Select(e => e.Key));
        Assert.All(erred, e => Assert.Equal("b-1", e.Cause));
        Assert.All(erred, e => Assert.Contains("'ghost'", e.Error.Text));
        Assert.All(erred, e => Assert.Equal(SchedulerErrorNames.UnknownDependency, e.Error.TypeName));
    }

    [Fact]
    public void A_task_that_names_itself_as_dependency_fails()
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c");
        drive.Submit("c", Call("a-1", "a-1"));
        Assert.Single(drive.ToClient<SchedulerToClient.KeyErred>("c"));
    }

    [Fact]
    public void A_dependency_named_twice_counts_once()
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c");
        drive.Submit("c", Call("a-1"), Call("b-1", "a-1", "a-1"));
        drive.Finish("w", "a-1");
        Assert.Single(Assert.Single(drive.ToWorker<SchedulerToWorker.ComputeTask>("w")).Dependencies);
    }

    [Fact]
    public void A_key_known_already_is_only_wanted_and_runs_once()
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c1", "c2");
        drive.Submit("c1", Call("a-1"));
        drive.Submit("c2", Call("a-1"));
        Assert.Empty(drive.Effects);
        drive.Finish("w", "a-1");
        Assert.Single(drive.ToClient<SchedulerToClient.KeyInMemory>("c1"));
        Assert.Single(drive.ToClient<SchedulerToClient.KeyInMemory>("c2"));
        drive.Release("c1", "a-1");
        Assert.Equal(TaskState.Memory, drive.StateOf("a-1"));
        drive.Release("c2", "a-1");
        Assert.Equal(["a-1"], drive.FreedOn("w"));
    }

    [Fact]
    public void A_client_that_wants_a_known_key_is_told_at_once_how_it_stands()
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c1", "c2");
        drive.Submit("c1", Call("a-1"), Call("b-1"));
        drive.Finish("w", "a-1");
        drive.Fail("w", "b-1");
        drive.Say("c2", new ClientToScheduler.WantKeys(["a-1", "b-1", "ghost"]));
        Assert.Equal("a-1", Assert.Single(drive.ToClient<SchedulerToClient.KeyInMemory>("c2")).Data.Key);
        Assert.Equal("b-1", Assert.Single(drive.ToClient<SchedulerToClient.KeyErred>("c2")).Key);
        Assert.Equal("ghost", Assert.Single(drive.ToClient<SchedulerToClient.KeyLost>("c2")).Key);
    }

    [Fact]
    public void A_released_task_that_runs_is_cancelled_and_a_crossing_result_is_freed()
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c");
        drive.Submit("c", Call("a-1"));
        var run = drive.RunOf("w", "a-1");
        drive.Release("c", "a-1");
        Assert.Equal(run, Assert.Single(drive.ToWorker<SchedulerToWorker.CancelTask>("w")).Run);
        drive.FinishRun("w", "a-1", run);
        Assert.Equal(["a-1"], drive.FreedOn("w"));
    }

    [Fact]
    public void A_late_result_of_an_old_run_changes_nothing()
    {
        var drive = new SchedulerDrive().Workers("w1").Clients("c");
        drive.Submit("c", Call("a-1"));
        var old = drive.RunOf("w1", "a-1");
        drive.Release("c", "a-1");
        drive.Submit("c", Call("a-1"));
        Assert.True(drive.RunOf("w1", "a-1") > old);
        drive.FinishRun("w1", "a-1", old);
        Assert.Empty(drive.Effects);
        Assert.Equal(TaskState.Processing, drive.StateOf("a-1"));
        drive.Finish("w1", "a-1");
        Assert.Equal(TaskState.Memory, drive.StateOf("a-1"));
    }

    [Fact]
    public void A_result_from_the_wrong_worker_is_freed_there()
    {
        var drive = new SchedulerDrive().Workers("w1", "w2").Clients("c");
        drive.Submit("c", Call("a-1"));
        drive.FinishRun("w2", "a-1", drive.RunOf("w1", "a-1"));
        Assert.Equal(["a-1"], drive.FreedOn("w2"));
        Assert.Equal(TaskState.Processing, drive.StateOf("a-1"));
    }

    [Fact]
    public void A_lost_client_wants_nothing_any_more()
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c1", "c2");
        drive.Submit("c1", Call("a-1"), Call("b-1"));
        drive.Say("c2", new ClientToScheduler.WantKeys(["b-1"]));
        drive.Lose("c1");
        Assert.Null(drive.StateOf("a-1"));
        Assert.Equal("a-1", Assert.Single(drive.ToWorker<SchedulerToWorker.CancelTask>("w")).Key);
        Assert.Equal(TaskState.Processing, drive.StateOf("b-1"));
    }

    [Fact]
    public void The_snapshot_counts_tasks_by_state_and_runs()
    {
        var drive = new SchedulerDrive().Workers("w1", "w2").Clients("c");
        drive.Submit("c", Call("a-1"), Call("b-1", "a-1"), Call("x-1"));
        drive.Finish("w1", "a-1", bytes: 5);
        drive.Fail("w2", "x-1");
        var snapshot = drive.Machine.Snapshot();
        Assert.Equal(["w1", "w2"], snapshot.Workers.Select(w => w.Worker.Address.Value));
        Assert.Equal(1, snapshot.Clients);
        Assert.Equal(1, snapshot.Tasks[TaskState.Memory]);
        Assert.Equal(1, snapshot.Tasks[TaskState.Processing]);
        Assert.Equal(1, snapshot.Tasks[TaskState.Erred]);
        Assert.Equal((1, 1, 0), (snapshot.TasksFinished, snapshot.TasksFailed, snapshot.TasksRecomputed));
        Assert.Equal(5, snapshot.Workers[0].StoredBytes);
    }
}
