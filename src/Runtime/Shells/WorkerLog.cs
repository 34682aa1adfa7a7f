using Microsoft.Extensions.Logging;
using Weft.Serialization;

namespace Weft.Runtime;

/// <summary>All that a worker's shell logs; ids 1100 to 1199.</summary>
internal static partial class WorkerLog
{
    [LoggerMessage(1100, LogLevel.Information, "Worker {Self}: {Peer} is gone: {Reason}")]
    public static partial void PeerLost(ILogger logger, PeerAddress self, PeerAddress peer, string reason);

    [LoggerMessage(1101, LogLevel.Warning, "Worker {Self}: {Message} from {Peer} is not for it; it was dropped")]
    public static partial void NotForMe(ILogger logger, PeerAddress self, string message, PeerAddress peer);

    [LoggerMessage(1102, LogLevel.Warning, "Worker {Self}: {Key} from {Peer} could not be decoded: {Reason}")]
    public static partial void ValueRefused(
        ILogger logger, PeerAddress self, string key, PeerAddress peer, string reason);

    [LoggerMessage(1103, LogLevel.Debug, "Worker {Self}: {Peer} asks for values while too many are on their way")]
    public static partial void Busy(ILogger logger, PeerAddress self, PeerAddress peer);

    [LoggerMessage(1104, LogLevel.Information, "Worker {Self}: stops: {Reason}")]
    public static partial void Stopping(ILogger logger, PeerAddress self, string reason);

    [LoggerMessage(1105, LogLevel.Warning, "Worker {Self}: an answer to {Peer} was given up")]
    public static partial void AnswerFailed(ILogger logger, PeerAddress self, PeerAddress peer, Exception error);

    [LoggerMessage(1106, LogLevel.Critical, "Worker {Self}: it failed and ends; the scheduler will lose it")]
    public static partial void Failed(ILogger logger, PeerAddress self, Exception error);
}
