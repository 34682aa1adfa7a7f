namespace Weft.Actors.Soak;

/// <summary>What happens to a worker in a round.</summary>
internal enum RoundKind
{
    /// <summary>Its process is killed; another one joins.</summary>
    Kill,

    /// <summary>It stands still for 12 s: unreachable, then back, and nothing is lost.</summary>
    Freeze12,

    /// <summary>It stands still for 60 s: downed, and when it wakes it joins anew by itself.</summary>
    Freeze60,

    /// <summary>Its process is ended, by a kill or in good order in turn, and started again on the same port.</summary>
    Restart,
}
