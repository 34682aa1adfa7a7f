namespace Weft.Actors.Bench;

/// <summary>How a message is sent.</summary>
internal enum SendWay
{
    /// <summary>By plain <c>Tell</c>.</summary>
    Tell,

    /// <summary>By <c>TellData</c>.</summary>
    TellData,

    /// <summary>As roles talk to each other: what is said in one turn leaves as one.</summary>
    Role,
}
