namespace Weft.Actors;

/// <summary>What a deployed node does.</summary>
public enum NodeRole
{
    /// <summary>May host the cluster's scheduler.</summary>
    Scheduler,

    /// <summary>Holds values and runs functions.</summary>
    Worker,
}
