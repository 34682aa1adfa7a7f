using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>A task that the scheduler dispatched here, or whose unwanted function still holds a thread.</summary>
internal sealed class WorkerTask(string key)
{
    private static readonly WorkerData[] None = [];

    /// <summary>Its name.</summary>
    public string Key { get; } = key;

    /// <summary>Where it stands.</summary>
    public WorkerTaskState State { get; set; }

    /// <summary>The newest run the scheduler dispatched; wanted unless the task is cancelled.</summary>
    public long Run { get; set; }

    /// <summary>The function and its arguments; null where no run is wanted or none waits to begin.</summary>
    public Serialized? Spec { get; set; }

    /// <summary>Its place among the ready tasks.</summary>
    public TaskPriority Priority { get; set; }

    /// <summary>The values that the wanted run needs before it begins; empty once it has begun.</summary>
    public WorkerData[] Dependencies { get; set; } = None;

    /// <summary>How many of them are not in memory.</summary>
    public int MissingCount { get; set; }

    /// <summary>True while one of its runs is on a thread.</summary>
    public bool IsOnThread { get; set; }

    /// <summary>The run that is on the thread.</summary>
    public long ThreadRun { get; set; }

    /// <summary>Which of its entries in the ready queue is the valid one; 0 while it is not ready.</summary>
    public long Ticket { get; set; }

    /// <summary>True while a run of it waits for values, for a thread, or for an old run to leave the thread.</summary>
    public bool IsToBegin => State is WorkerTaskState.Waiting or WorkerTaskState.Ready or WorkerTaskState.Resumed;
}
