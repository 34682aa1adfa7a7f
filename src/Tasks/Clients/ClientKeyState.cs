namespace Weft.Tasks;

/// <summary>Where a client stands with a key; <see cref="ClientStates"/> holds the law of the steps.</summary>
public enum ClientKeyState
{
    /// <summary>Not known: no future, gather or scatter of this client names it.</summary>
    Forgotten,

    /// <summary>Not there yet.</summary>
    Pending,

    /// <summary>In the memory of some worker.</summary>
    Finished,

    /// <summary>Its function, or that of a key it needs, threw.</summary>
    Erred,

    /// <summary>Cancelled.</summary>
    Cancelled,

    /// <summary>Its last copy died, its scatter failed, or the scheduler was lost.</summary>
    Lost,
}
