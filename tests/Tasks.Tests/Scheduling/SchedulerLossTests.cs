using static Weft.Tasks.Tests.SchedulerDrive;

namespace Weft.Tasks.Tests;

/// <summary>Workers that go, and values that go with them.</summary>
public sealed class SchedulerLossTests
{
    [Fact]
    public void The_tasks_of_a_lost_worker_run_elsewhere()
    {
        var drive = new SchedulerDrive().Workers("w1", "w2").Clients("c");
        drive.Submit("c", Call("a-1"));
        Assert.Equal("w1", drive.WorkerOf("a-1"));
        drive.Lose("w1");
        Assert.Equal("w2", drive.WorkerOf("a-1"));
        Assert.Empty(drive.ToClient<SchedulerToClient>("c"));
    }

    [Fact]
    public void A_lost_result_is_computed_again_with_all_that_was_released_on_the_way()
    {
        var drive = new SchedulerDrive().Workers("w1").Clients("c");
        drive.Submit("c", Call("a-1"), Call("b-1", "a-1"), Call("c-1", "b-1"));
        drive.Release("c", "a-1", "b-1");
        foreach (var key in (string[])["a-1", "b-1", "c-1"]) drive.Finish("w1", key);
        Assert.Equal(TaskState.Released, drive.StateOf("a-1"));
        drive.AddWorker("w2", threads: 1);
        drive.Lose("w1");
        Assert.Equal("c-1", Assert.Single(drive.ToClient<SchedulerToClient.KeyReleased>("c")).Key);
        Assert.Equal("w2", drive.WorkerOf("a-1"));
        foreach (var key in (string[])["a-1", "b-1", "c-1"]) drive.Finish("w2", key);
        Assert.Equal("c-1", Assert.Single(drive.ToClient<SchedulerToClient.KeyInMemory>("c")).Data.Key);
        Assert.Equal(3, drive.Machine.Snapshot().TasksRecomputed);
    }

    [Fact]
    public void A_result_with_another_holder_survives()
    {
        var drive = new SchedulerDrive().Workers("w1", "w2").Clients("c");
        drive.Submit("c", Call("a-1"));
        drive.Finish("w1", "a-1");
        drive.Say("w2", new WorkerToScheduler.ReplicasHeld([Held("a-1")]));
        drive.Lose("w1");
        Assert.Empty(drive.Effects);
        Assert.Equal(TaskState.Memory, drive.StateOf("a-1"));
    }

    [Fact]
    public void A_task_whose_dependency_was_lost_is_taken_from_its_worker_until_it_is_there_again()
    {
        var drive = new SchedulerDrive().Workers("w1", "w2").Clients("c");
        drive.Submit("c", Call("a-1"), Call("b-1"), Call("s-1", "a-1", "b-1"));
        drive.Finish("w1", "a-1", bytes: 1);
        drive.Finish("w2", "b-1", bytes: 1_000_000_000);
        Assert.Equal("w2", drive.WorkerOf("s-1"));
        drive.Lose("w1");
        Assert.Equal("s-1", Assert.Single(drive.ToWorker<SchedulerToWorker.CancelTask>("w2")).Key);
        Assert.Equal(TaskState.Waiting, drive.StateOf("s-1"));
        drive.Finish("w2", "a-1");
        Assert.Equal("w2", drive.WorkerOf("s-1"));
    }

    [Fact]
    public void A_task_errs_when_more_workers_died_running_it_than_allowed_and_names_them()
    {
        var drive = new SchedulerDrive().Workers("w1", "w2", "w3", "w4").Clients("c");
        drive.Submit("c", Call("a-1"), Call("b-1", "a-1"));
        for (var i = 1; i <= 4; i++)
        {
            drive.Start($"w{i}", "a-1");
            drive.Lose($"w{i}");
        }

        var erred = drive.ToClient<SchedulerToClient.KeyErred>("c");
        Assert.Equal(["a-1", "b-1"], erred.Select(e => e.Key));
        Assert.Equal(SchedulerErrorNames.KilledWorker, erred[0].Error.TypeName);
        Assert.Contains("w1, w2, w3, w4", erred[0].Error.Text);
        Assert.Equal("a-1", erred[1].Cause);
    }

    [Fact]
    public void A_death_does_not_count_against_tasks_that_had_not_started()
    {
        var drive = new SchedulerDrive().Clients("c");
        drive.Submit("c", Call("a-1"));
        for (var i = 0; i < 10; i++)
        {
            drive.AddWorker($"w{i}", threads: 1);
            Assert.Equal($"w{i}", drive.WorkerOf("a-1"));
            drive.Lose($"w{i}");
        }

        Assert.Equal(TaskState.NoWorker, drive.StateOf("a-1"));
    }

    [Fact]
    public void A_worker_that_leaves_does_not_count_against_its_tasks_and_its_loss_is_no_news()
    {
        var drive = new SchedulerDrive(new SchedulerOptions { AllowedFailures = 0 }).Workers("w1", "w2").Clients("c");
        drive.Submit("c", Call("a-1"));
        drive.Start("w1", "a-1");
        drive.Say("w1", new WorkerToScheduler.WorkerLeaving("asked to"));
        Assert.Equal("w2", drive.WorkerOf("a-1"));
        drive.FinishRun("w1", "a-1", 1);
        Assert.Empty(drive.Effects);
        drive.Lose("w1");
        Assert.Empty(drive.Effects);
        Assert.Equal(0, drive.Machine.Snapshot().WorkersLost);
    }

    [Fact]
    public void A_scattered_value_without_a_copy_left_is_lost_and_fails_its_dependents_by_name()
    {
        var drive = new SchedulerDrive().Workers("w1", "w2").Clients("c");
        drive.Scatter("c", "data-1", 100, "w1");
        drive.AddWorker("w3", threads: 1);
        drive.Submit("c", Call("f-1", "data-1"), Call("g-1", "f-1"));
        drive.Lose("w1");
        Assert.Equal("data-1", Assert.Single(drive.ToClient<SchedulerToClient.KeyLost>("c")).Key);
        var erred = drive.ToClient<SchedulerToClient.KeyErred>("c");
        Assert.Equal(["f-1", "g-1"], erred.Select(e => e.Key));
        Assert.All(erred, e => Assert.Equal("data-1", e.Cause));
        Assert.All(erred, e => Assert.Contains("'data-1'", e.Error.Text));
        Assert.Equal(SchedulerErrorNames.DataLost, erred[0].Error.TypeName);

        drive.Scatter("c", "data-1", 100, "w2");
        Assert.Single(drive.ToClient<SchedulerToClient.KeyInMemory>("c"));
        drive.Say("c", new ClientToScheduler.RetryKeys(["g-1"]));
        Assert.Equal("w2", drive.WorkerOf("f-1"));
    }

    [Fact]
    public void A_scattered_value_with_a_replica_survives_a_worker()
    {
        var drive = new SchedulerDrive().Workers("w1", "w2").Clients("c");
        drive.Scatter("c", "data-1", 100, "w1", "w2");
        drive.Lose("w1");
        Assert.Empty(drive.Effects);
        drive.Submit("c", Call("f-1", "data-1"));
        Assert.Equal("w2", drive.WorkerOf("f-1"));
    }

    [Fact]
    public void Values_whose_workers_went_before_they_were_registered_are_lost_at_once()
    {
        var drive = new SchedulerDrive().Workers("w1").Clients("c");
        drive.Scatter("c", "data-1", 100, "gone");
        Assert.Equal("data-1", Assert.Single(drive.ToClient<SchedulerToClient.KeyLost>("c")).Key);
    }

    [Fact]
    public void A_released_scattered_value_cannot_be_computed_again_and_its_dependents_say_so()
    {
        var drive = new SchedulerDrive().Workers("w1", "w2").Clients("c");
        drive.Scatter("c", "data-1", 100, "w1");
        drive.Submit("c", Call("f-1", "data-1"));
        drive.Finish("w1", "f-1");
        drive.Release("c", "data-1");
        Assert.Equal(["data-1"], drive.FreedOn("w1"));
        drive.Lose("w1");
        Assert.Single(drive.ToClient<SchedulerToClient.KeyReleased>("c"));
        Assert.Equal("data-1", Assert.Single(drive.ToClient<SchedulerToClient.KeyErred>("c")).Cause);
    }

    [Fact]
    public void A_missing_dependency_drops_the_named_claims_and_is_computed_again()
    {
        var drive = new SchedulerDrive().Workers("w1", "w2").Clients("c");
        drive.Submit("c", Call("a-1"), Call("b-1"), Call("s-1", "a-1", "b-1"));
        drive.Finish("w1", "a-1", bytes: 1);
        drive.Finish("w2", "b-1", bytes: 1_000_000_000);
        var run = drive.RunOf("w2", "s-1");
        drive.Say("w2", new WorkerToScheduler.DependencyMissing("s-1", run, "a-1", [At("w1")]));
        Assert.Equal(["a-1"], drive.FreedOn("w1"));
        Assert.Equal("a-1", Assert.Single(drive.ToClient<SchedulerToClient.KeyReleased>("c")).Key);
        Assert.Equal(TaskState.Processing, drive.StateOf("a-1"));
        Assert.Equal(TaskState.Waiting, drive.StateOf("s-1"));
    }

    [Fact]
    public void A_value_is_freed_on_a_worker_before_that_worker_is_told_to_compute_it_again()
    {
        var drive = new SchedulerDrive().Workers("w1").Clients("c");
        drive.Submit("c", Call("a-1"));
        drive.Finish("w1", "a-1");
        drive.Say("c", new ClientToScheduler.ReportMissing(At("w1"), ["a-1"]));
        var told = drive.ToWorker<SchedulerToWorker>("w1");
        Assert.Collection(
            told,
            first => Assert.IsType<SchedulerToWorker.FreeKeys>(first),
            second => Assert.IsType<SchedulerToWorker.ComputeTask>(second));
    }

    [Fact]
    public void A_missing_dependency_with_another_holder_only_sends_the_task_anew()
    {
        var drive = new SchedulerDrive().Workers("w1", "w2", "w3").Clients("c");
        drive.Scatter("c", "a-1", 1, "w1", "w3");
        drive.Scatter("c", "b-1", 1_000_000_000, "w2");
        drive.Submit("c", Call("s-1", "a-1", "b-1"));
        var run = drive.RunOf("w2", "s-1");
        drive.Say("w2", new WorkerToScheduler.DependencyMissing("s-1", run, "a-1", [At("w1")]));
        var again = Assert.Single(drive.ToWorker<SchedulerToWorker.ComputeTask>("w2"));
        Assert.Equal([At("w3")], again.Dependencies[0].Holders);
        Assert.True(again.Run > run);
    }

    [Fact]
    public void Copies_of_keys_that_are_not_in_memory_are_freed()
    {
        var drive = new SchedulerDrive().Workers("w1").Clients("c");
        drive.AddWorker("w2", 1, Held("ghost"));
        Assert.Equal(["ghost"], drive.FreedOn("w2"));
        drive.Submit("c", Call("a-1"));
        drive.Say("w2", new WorkerToScheduler.ReplicasHeld([Held("a-1")]));
        Assert.Equal(["a-1"], drive.FreedOn("w2"));
    }

    [Fact]
    public void The_loss_of_an_unknown_peer_changes_nothing()
    {
        var drive = new SchedulerDrive().Workers("w1").Clients("c");
        drive.Lose("nobody");
        Assert.Empty(drive.Effects);
    }
}
