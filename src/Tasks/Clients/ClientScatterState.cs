namespace Weft.Tasks;

/// <summary>Where a client stands with a scatter; <see cref="ClientStates"/> holds the law of the steps.</summary>
public enum ClientScatterState
{
    /// <summary>Not begun, or over.</summary>
    None,

    /// <summary>The scheduler is asked which workers shall take the values.</summary>
    Planning,

    /// <summary>Workers are asked to take values.</summary>
    Putting,

    /// <summary>No worker that could take the rest is known; the scheduler is asked again after a pause.</summary>
    Delayed,

    /// <summary>Each value has a holder; the scheduler is told and has not confirmed every key.</summary>
    Registering,
}
