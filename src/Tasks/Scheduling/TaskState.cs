namespace Weft.Tasks;

/// <summary>Where a task stands at the scheduler. <c>docs/states.md</c> draws the steps between the states.</summary>
public enum TaskState
{
    /// <summary>Known, with neither a value nor a wish for one.</summary>
    Released,

    /// <summary>Needed, but some of the values it depends on are not in memory yet.</summary>
    Waiting,

    /// <summary>Could run, but no worker that may run it is there.</summary>
    NoWorker,

    /// <summary>Could run anywhere; kept here by priority until a worker has a free slot.</summary>
    Queued,

    /// <summary>Given to a worker, which runs it or soon will.</summary>
    Processing,

    /// <summary>Its value lies on at least one worker.</summary>
    Memory,

    /// <summary>It failed, or something it depends on did.</summary>
    Erred,

    /// <summary>No longer known; the last state of every task.</summary>
    Forgotten,
}
