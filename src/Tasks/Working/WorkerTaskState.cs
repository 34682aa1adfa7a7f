namespace Weft.Tasks;

/// <summary>Where a worker stands with a task; <see cref="WorkerStates"/> holds the law of the steps.</summary>
public enum WorkerTaskState
{
    /// <summary>Not known: never dispatched here, ended, or cancelled.</summary>
    Forgotten,

    /// <summary>At least one value that it needs is not here yet.</summary>
    Waiting,

    /// <summary>All it needs is here; no thread is free.</summary>
    Ready,

    /// <summary>Its function is on a thread and its outcome is wanted.</summary>
    Executing,

    /// <summary>Its function is on a thread and its outcome is not wanted.</summary>
    Cancelled,

    /// <summary>As cancelled, but a newer run of the task is wanted and begins when the thread comes back.</summary>
    Resumed,
}
