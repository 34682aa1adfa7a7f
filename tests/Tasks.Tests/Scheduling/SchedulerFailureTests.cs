using static Weft.Tasks.Tests.SchedulerDrive;

namespace Weft.Tasks.Tests;

/// <summary>Functions that throw, retries, and what depends on them.</summary>
public sealed class SchedulerFailureTests
{
    [Fact]
    public void A_failure_reaches_all_waiting_dependents_with_the_same_cause()
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c");
        drive.Submit("c", Call("a-1"), Call("b-1", "a-1"), Call("c-1", "b-1"));
        drive.Fail("w", "a-1");
        var erred = drive.ToClient<SchedulerToClient.KeyErred>("c");
        Assert.Equal(["a-1", "b-1", "c-1"], erred.Select(e => e.Key));
        Assert.All(erred, e => Assert.Equal("a-1", e.Cause));
        Assert.All(erred, e => Assert.Equal(Error(), e.Error));
    }

    [Fact]
    public void A_task_submitted_after_its_dependency_failed_fails_at_once()
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c");
        drive.Submit("c", Call("a-1"));
        drive.Fail("w", "a-1");
        drive.Submit("c", Call("b-1", "a-1"));
        Assert.Equal("a-1", Assert.Single(drive.ToClient<SchedulerToClient.KeyErred>("c")).Cause);
    }

    [Fact]
    public void A_failing_task_is_tried_again_as_often_as_it_may()
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c");
        drive.Submit("c", Call("a-1") with { RetriesMax = 2 });
        for (var i = 0; i < 2; i++)
        {
            var run = drive.RunOf("w", "a-1");
            drive.Fail("w", "a-1");
            Assert.Empty(drive.ToClient<SchedulerToClient>("c"));
            Assert.True(drive.RunOf("w", "a-1") > run);
        }

        drive.Fail("w", "a-1");
        Assert.Single(drive.ToClient<SchedulerToClient.KeyErred>("c"));
        Assert.Equal(3, drive.Machine.Snapshot().TasksFailed);
    }

    [Fact]
    public void A_failure_that_trying_again_cannot_mend_is_final()
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c");
        drive.Submit("c", Call("a-1") with { RetriesMax = 2 });
        drive.Fail("w", "a-1", mayRetry: false);
        Assert.Single(drive.ToClient<SchedulerToClient.KeyErred>("c"));
    }

    [Fact]
    public void A_retry_that_the_client_asks_for_begins_where_the_failure_began()
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c1", "c2");
        drive.Submit("c1", Call("a-1"), Call("b-1", "a-1"));
        drive.Say("c2", new ClientToScheduler.WantKeys(["b-1"]));
        drive.Fail("w", "a-1");
        drive.Say("c1", new ClientToScheduler.RetryKeys(["b-1"]));
        Assert.Equal("b-1", Assert.Single(drive.ToClient<SchedulerToClient.KeyReleased>("c2")).Key);
        Assert.Equal("a-1", Assert.Single(drive.ToWorker<SchedulerToWorker.ComputeTask>("w")).Key);
        Assert.Equal(TaskState.Waiting, drive.StateOf("b-1"));
        drive.Finish("w", "a-1");
        drive.Finish("w", "b-1");
        Assert.Single(drive.ToClient<SchedulerToClient.KeyInMemory>("c2"));
    }

    [Fact]
    public void A_task_with_an_unknown_dependency_cannot_be_retried_and_says_so_again()
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c");
        drive.Submit("c", Call("b-1", "ghost"));
        drive.Say("c", new ClientToScheduler.RetryKeys(["b-1"]));
        Assert.Single(drive.ToClient<SchedulerToClient.KeyErred>("c"));
        Assert.Equal(TaskState.Erred, drive.StateOf("b-1"));
    }

    [Fact]
    public void A_retry_of_a_dependency_does_not_run_a_task_that_lacks_another()
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c");
        drive.Submit("c", Call("a-1"));
        drive.Fail("w", "a-1");
        drive.Submit("c", Call("b-1", "a-1", "ghost"));
        drive.Say("c", new ClientToScheduler.RetryKeys(["b-1"]));
        drive.Finish("w", "a-1");
        Assert.Equal(TaskState.Erred, drive.StateOf("b-1"));
    }

    [Fact]
    public void A_retry_takes_back_the_failures_of_a_task_that_needs_two_failed_ones()
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c");
        drive.Submit("c", Call("a-1"), Call("b-1", "a-1"), Call("c-1", "a-1", "b-1"));
        drive.Fail("w", "a-1");
        drive.Say("c", new ClientToScheduler.RetryKeys(["c-1"]));
        foreach (string key in new[] { "a-1", "b-1", "c-1" }) drive.Finish("w", key);
        Assert.Equal(TaskState.Memory, drive.StateOf("c-1"));
    }

    [Fact]
    public void A_retry_that_cannot_help_repeats_the_error_of_the_key_it_was_asked_for()
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c1", "c2");
        drive.Submit("c1", Call("a-1", "ghost"));
        drive.Submit("c2", Call("b-1", "a-1"));
        drive.Say("c2", new ClientToScheduler.RetryKeys(["b-1"]));
        Assert.Equal("b-1", Assert.Single(drive.ToClient<SchedulerToClient.KeyErred>("c2")).Key);
    }

    [Fact]
    public void An_erred_task_is_forgotten_when_nobody_wants_it()
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c");
        drive.Submit("c", Call("a-1"), Call("b-1", "a-1"));
        drive.Fail("w", "a-1");
        drive.Release("c", "a-1");
        Assert.Equal(TaskState.Erred, drive.StateOf("a-1"));
        drive.Release("c", "b-1");
        Assert.Null(drive.StateOf("a-1"));
        Assert.Null(drive.StateOf("b-1"));
    }

    [Fact]
    public void A_late_failure_changes_nothing()
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c");
        drive.Submit("c", Call("a-1"));
        drive.Say("w", new WorkerToScheduler.TaskErred("a-1", drive.RunOf("w", "a-1") - 1, Error(), true));
        Assert.Equal(TaskState.Processing, drive.StateOf("a-1"));
        Assert.Empty(drive.Effects);
    }

    [Fact]
    public void A_task_whose_dependents_failed_is_freed_once_they_no_longer_need_it()
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c");
        drive.Submit("c", Call("a-1"), Call("b-1"), Call("s-1", "a-1", "b-1"));
        drive.Release("c", "a-1", "b-1");
        drive.Finish("w", "a-1");
        drive.Fail("w", "b-1");
        Assert.Equal(["a-1"], drive.FreedOn("w"));
    }
}
