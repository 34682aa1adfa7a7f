using Microsoft.Extensions.Logging;
using Weft.Serialization;

namespace Weft.Runtime;

/// <summary>All that a scheduler's shell logs; ids 1000 to 1099.</summary>
internal static partial class SchedulerLog
{
    [LoggerMessage(1000, LogLevel.Information, "Scheduler: {Peer} is gone: {Reason}")]
    public static partial void PeerLost(ILogger logger, PeerAddress peer, string reason);

    [LoggerMessage(1001, LogLevel.Warning, "Scheduler: {Peer} broke the rules and is dropped: {Reason}")]
    public static partial void PeerDropped(ILogger logger, PeerAddress peer, string reason);

    [LoggerMessage(1002, LogLevel.Warning, "Scheduler: {Message} from {Peer} is not for a scheduler; it was dropped")]
    public static partial void NotForAScheduler(ILogger logger, string message, PeerAddress peer);

    [LoggerMessage(1003, LogLevel.Critical, "Scheduler: it failed and ends; every client and worker will lose it")]
    public static partial void Failed(ILogger logger, Exception error);

    [LoggerMessage(1004, LogLevel.Warning, "Scheduler: {Peer} cannot be reached; it is given nothing for now")]
    public static partial void PeerUnreachable(ILogger logger, PeerAddress peer);

    [LoggerMessage(1005, LogLevel.Information, "Scheduler: {Peer} can be reached again")]
    public static partial void PeerReachable(ILogger logger, PeerAddress peer);
}
