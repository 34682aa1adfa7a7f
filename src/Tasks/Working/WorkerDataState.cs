namespace Weft.Tasks;

/// <summary>Where a worker stands with a value; <see cref="WorkerStates"/> holds the law of the steps.</summary>
public enum WorkerDataState
{
    /// <summary>Not known: neither here nor wanted.</summary>
    Forgotten,

    /// <summary>A task needs it; it stands in the queue of one of its holders.</summary>
    Fetch,

    /// <summary>A task needs it; a holder has been asked.</summary>
    Flight,

    /// <summary>A holder has been asked, but no task needs it any more.</summary>
    Cancelled,

    /// <summary>The store of this worker holds it.</summary>
    Memory,

    /// <summary>A task needs it and no holder is left: the scheduler is told, then it is forgotten.</summary>
    Missing,

    /// <summary>It arrived but could not be decoded: the tasks that need it err, then it is forgotten.</summary>
    Error,
}
