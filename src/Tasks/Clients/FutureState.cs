namespace Weft.Tasks;

/// <summary>What a client knows of a key.</summary>
public enum FutureState
{
    /// <summary>Not there yet.</summary>
    Pending,

    /// <summary>In the memory of some worker.</summary>
    Finished,

    /// <summary>Its function, or that of a key it needs, threw or could not be run.</summary>
    Erred,

    /// <summary>Cancelled.</summary>
    Cancelled,

    /// <summary>Its last copy died and cannot be computed again, or the scheduler was lost.</summary>
    Lost,
}
