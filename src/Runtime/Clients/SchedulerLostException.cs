namespace Weft.Runtime;

/// <summary>
/// The scheduler is gone or refused this client, or the client was closed while the call waited. The client is of no
/// more use; connect a new one.
/// </summary>
public sealed class SchedulerLostException : Exception
{
    internal SchedulerLostException(string reason)
        : base($"the client has no scheduler: {reason}") => Reason = reason;

    /// <summary>What ended it.</summary>
    public string Reason { get; }
}
