using Microsoft.Extensions.Logging;
using Weft.Serialization;

namespace Weft.Actors;

/// <summary>All that the engine's own actors log; ids 1400 to 1499.</summary>
internal static partial class EngineLog
{
    [LoggerMessage(1400, LogLevel.Warning, "{Bytes} bytes from {Peer} are no message and end the relation: {Reason}")]
    public static partial void LargeRefused(ILogger logger, int bytes, PeerAddress peer, string reason);

    [LoggerMessage(1401, LogLevel.Information, "Worker {Name} works for the scheduler {Scheduler}")]
    public static partial void WorkerBegins(ILogger logger, string name, PeerAddress scheduler);

    [LoggerMessage(1402, LogLevel.Warning, "Worker {Name} has lost its scheduler or failed; it looks for the next")]
    public static partial void WorkerEnded(ILogger logger, string name);

    [LoggerMessage(1403, LogLevel.Error, "The scheduler has ended; another begins, with nothing")]
    public static partial void SchedulerEnded(ILogger logger);
}
