namespace Weft.Tasks;

/// <summary>Where a client stands with a value it gathers; <see cref="ClientStates"/> holds the law.</summary>
public enum ClientValueState
{
    /// <summary>No gather wants it.</summary>
    None,

    /// <summary>It is being computed again; another word of the scheduler follows.</summary>
    Waiting,

    /// <summary>The scheduler is asked who holds it.</summary>
    Locate,

    /// <summary>It stands in the queue of one of its holders.</summary>
    Fetch,

    /// <summary>A holder has been asked.</summary>
    Flight,

    /// <summary>No holder had it; the scheduler is asked again after a pause.</summary>
    Delayed,

    /// <summary>The shell has it.</summary>
    Arrived,

    /// <summary>A holder has been asked, but no gather wants it any more.</summary>
    Cancelled,
}
