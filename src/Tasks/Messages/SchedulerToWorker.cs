using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>What the scheduler says to a worker.</summary>
public abstract record SchedulerToWorker : Message
{
    private SchedulerToWorker()
    {
    }

    /// <summary>The answer to a worker's registration.</summary>
    public sealed record WorkerRegistered(string SchedulerVersion) : SchedulerToWorker;

    /// <summary>The scheduler does not take this worker; it stops.</summary>
    public sealed record WorkerRefused(string Reason) : SchedulerToWorker;

    /// <summary>Run this task.</summary>
    /// <param name="Key">The task.</param>
    /// <param name="Run">The number of this run, returned with every word on it; grows with each dispatch.</param>
    /// <param name="Spec">The function and its arguments.</param>
    /// <param name="Dependencies">Each value it needs, with its bytes and holders.</param>
    /// <param name="Priority">Its place among the worker's tasks.</param>
    public sealed record ComputeTask(
        string Key, long Run, Serialized Spec, IReadOnlyList<KeyHolders> Dependencies, TaskPriority Priority)
        : SchedulerToWorker;

    /// <summary>Forget this run: a result that comes nevertheless is dropped without a word.</summary>
    public sealed record CancelTask(string Key, long Run) : SchedulerToWorker;

    /// <summary>Drop these values.</summary>
    public sealed record FreeKeys(IReadOnlyList<string> Keys) : SchedulerToWorker;

    /// <summary>Finish and end the process.</summary>
    public sealed record StopWorker(string Reason) : SchedulerToWorker;
}
