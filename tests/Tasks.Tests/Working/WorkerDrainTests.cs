using static Weft.Tasks.WorkerToScheduler;

namespace Weft.Tasks.Tests.Working;

public sealed class WorkerDrainTests
{
    private readonly WorkerBench _worker = new();

    public WorkerDrainTests() => _worker.Handle(new WorkerEvent.SchedulerAppeared(_worker.Now));

    [Fact]
    public void A_worker_without_tasks_leaves_at_once()
    {
        Drain();
        Assert.Equal("enough", _worker.Said<WorkerDraining>().Reason);
        Assert.Equal("enough", _worker.Said<WorkerLeaving>().Reason);
        Assert.True(_worker.Machine.IsStopped);
    }

    [Fact]
    public void A_worker_with_a_task_leaves_when_that_has_ended()
    {
        _worker.Compute("x", 1);
        Drain();
        Assert.Equal("enough", _worker.Said<WorkerDraining>().Reason);
        Assert.False(_worker.Machine.IsStopped);
        _worker.Executed("x", 1);
        Assert.Equal("x", _worker.Said<TaskFinished>().Key);
        Assert.Equal("enough", _worker.Said<WorkerLeaving>().Reason);
        Assert.True(_worker.Machine.IsStopped);
    }

    private void Drain() => _worker.Handle(new WorkerEvent.DrainRequested(_worker.Now, "enough"));
}
