using static Weft.Tasks.Tests.SchedulerDrive;

namespace Weft.Tasks.Tests;

/// <summary>Where tasks run.</summary>
public sealed class SchedulerPlacementTests
{
    private static readonly SchedulerOptions Unqueued = new() { Saturation = double.PositiveInfinity };

    [Fact]
    public void Tasks_without_dependencies_spread_over_the_workers()
    {
        var drive = new SchedulerDrive(Unqueued).Workers("w1", "w2", "w3", "w4").Clients("c");
        drive.Submit("c", [.. Enumerable.Range(0, 20).Select(i => Call($"f-{i}"))]);
        Assert.All(drive.Machine.Snapshot().Workers, worker => Assert.Equal(5, worker.Processing));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(4, 5)]
    [InlineData(10, 11)]
    public void A_worker_gets_no_more_from_the_queue_than_its_threads_saturated(int threads, int expected)
    {
        var drive = new SchedulerDrive().Clients("c");
        drive.AddWorker("w", threads);
        drive.Submit("c", [.. Enumerable.Range(0, 40).Select(i => Call($"f-{i}"))]);
        Assert.Equal(expected, drive.ToWorker<SchedulerToWorker.ComputeTask>("w").Count);
        Assert.Equal(40 - expected, drive.Machine.Snapshot().Tasks[TaskState.Queued]);
        drive.Finish("w", "f-0");
        Assert.Equal($"f-{expected}", Assert.Single(drive.ToWorker<SchedulerToWorker.ComputeTask>("w")).Key);
    }

    [Fact]
    public void Workers_with_more_threads_get_more()
    {
        var drive = new SchedulerDrive().Clients("c");
        drive.AddWorker("big", threads: 10);
        drive.AddWorker("small", threads: 1);
        drive.Submit("c", [.. Enumerable.Range(0, 40).Select(i => Call($"f-{i}"))]);
        Assert.Equal([11, 2], drive.Machine.Snapshot().Workers.Select(worker => worker.Processing));
    }

    [Fact]
    public void The_queue_is_emptied_by_user_priority_then_by_age()
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c");
        drive.Submit("c", Call("x-0"), Call("x-1"), Call("low-1"), Call("low-2"), Call("high-1") with { Priority = 5 });
        var order = new List<string>(drive.ToWorker<SchedulerToWorker.ComputeTask>("w").Select(c => c.Key));
        for (var i = 0; i < 3; i++)
        {
            drive.Finish("w", order[i]);
            order.AddRange(drive.ToWorker<SchedulerToWorker.ComputeTask>("w").Select(c => c.Key));
        }

        Assert.Equal(["high-1", "x-0", "x-1", "low-1", "low-2"], order);
    }

    [Fact]
    public void A_later_submission_is_of_a_younger_generation()
    {
        var drive = new SchedulerDrive(Unqueued).Workers("w").Clients("c");
        drive.Submit("c", Call("a-1"));
        var first = Assert.Single(drive.ToWorker<SchedulerToWorker.ComputeTask>("w")).Priority;
        drive.Submit("c", Call("a-2"));
        var second = Assert.Single(drive.ToWorker<SchedulerToWorker.ComputeTask>("w")).Priority;
        drive.Wait(milliseconds: 200);
        drive.Submit("c", Call("a-3"));
        var third = Assert.Single(drive.ToWorker<SchedulerToWorker.ComputeTask>("w")).Priority;
        Assert.Equal(first.Generation, second.Generation);
        Assert.True(third.Generation > second.Generation);
        Assert.True(first.CompareTo(second) < 0 && second.CompareTo(third) < 0);
    }

    [Fact]
    public void A_task_runs_where_most_bytes_of_its_dependencies_lie()
    {
        var drive = new SchedulerDrive().Workers("w1", "w2", "w3").Clients("c");
        drive.Scatter("c", "small-1", 1_000, "w1");
        drive.Scatter("c", "large-1", 1_000_000_000, "w3");
        drive.Submit("c", Call("f-1", "small-1", "large-1"));
        Assert.Equal("w3", drive.WorkerOf("f-1"));
    }

    [Fact]
    public void A_busy_holder_loses_to_one_that_would_begin_sooner()
    {
        var drive = new SchedulerDrive().Workers("w1", "w2").Clients("c");
        drive.Scatter("c", "a-1", 1_000, "w1");
        drive.Scatter("c", "b-1", 2_000, "w2");
        drive.Submit("c", Call("f-1", "a-1", "b-1"));
        Assert.Equal("w2", drive.WorkerOf("f-1"));
        drive.Submit("c", Call("g-1", "a-1", "b-1"));
        Assert.Equal("w1", drive.WorkerOf("g-1"));
    }

    [Fact]
    public void Holders_that_would_begin_equally_soon_tie_by_stored_bytes_then_by_address()
    {
        var drive = new SchedulerDrive().Workers("w1", "w2", "w3").Clients("c");
        drive.Scatter("c", "a-1", 1_000, "w1", "w2", "w3");
        drive.Submit("c", Call("f-1", "a-1"));
        Assert.Equal("w1", drive.WorkerOf("f-1"));
        drive.Finish("w1", "f-1", bytes: 10);
        drive.Scatter("c", "b-1", 5, "w2");
        drive.Submit("c", Call("g-1", "a-1"));
        Assert.Equal("w3", drive.WorkerOf("g-1"));
    }

    [Fact]
    public void Durations_are_learnt_by_the_name_before_the_last_dash()
    {
        var drive = new SchedulerDrive(Unqueued).Workers("w").Clients("c");
        drive.Submit("c", Call("a-b-1"));
        Assert.Equal(500_000_000, drive.Machine.Snapshot().Workers[0].OccupancyNanoseconds);
        drive.Finish("w", "a-b-1", milliseconds: 20);
        drive.Submit("c", Call("a-b-2"));
        Assert.Equal(20_000_000, drive.Machine.Snapshot().Workers[0].OccupancyNanoseconds);
        drive.Submit("c", Call("a-1"));
        Assert.Equal(520_000_000, drive.Machine.Snapshot().Workers[0].OccupancyNanoseconds);
    }

    [Fact]
    public void A_restricted_task_waits_for_a_worker_that_may_run_it()
    {
        var drive = new SchedulerDrive().Workers("w1").Clients("c");
        drive.Submit("c", Call("a-1") with { Workers = [At("w2"), At("w3")] });
        Assert.Equal(TaskState.NoWorker, drive.StateOf("a-1"));
        drive.AddWorker("w4", threads: 1);
        Assert.Equal(TaskState.NoWorker, drive.StateOf("a-1"));
        drive.AddWorker("w3", threads: 1);
        Assert.Equal("w3", drive.WorkerOf("a-1"));
        drive.Lose("w3");
        Assert.Equal(TaskState.NoWorker, drive.StateOf("a-1"));
    }

    [Fact]
    public void A_restriction_is_stronger_than_locality()
    {
        var drive = new SchedulerDrive().Workers("w1", "w2").Clients("c");
        drive.Scatter("c", "a-1", 1_000_000_000, "w1");
        drive.Submit("c", Call("f-1", "a-1") with { Workers = [At("w2")] });
        Assert.Equal("w2", drive.WorkerOf("f-1"));
    }

    [Fact]
    public void Tasks_submitted_before_the_first_worker_run_when_it_comes()
    {
        var drive = new SchedulerDrive().Clients("c");
        drive.Submit("c", Call("a-1"));
        Assert.Equal(TaskState.NoWorker, drive.StateOf("a-1"));
        drive.AddWorker("w1", threads: 1);
        Assert.Equal("w1", drive.WorkerOf("a-1"));
    }

    [Fact]
    public void Many_tasks_that_share_one_value_are_queued_like_those_without()
    {
        var drive = new SchedulerDrive().Workers("w1", "w2").Clients("c");
        drive.Scatter("c", "shared", 8, "w1");
        drive.Submit("c", [.. Enumerable.Range(0, 20).Select(i => Call($"f-{i}", "shared"))]);
        Assert.Equal([2, 2], drive.Machine.Snapshot().Workers.Select(worker => worker.Processing));
    }
}
