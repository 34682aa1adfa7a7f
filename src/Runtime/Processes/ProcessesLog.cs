using Microsoft.Extensions.Logging;

namespace Weft.Runtime;

/// <summary>What is logged about processes and their connections: event ids 2200 to 2299.</summary>
internal static partial class ProcessesLog
{
    [LoggerMessage(2200, LogLevel.Information, "worker {Worker} runs as process {ProcessId} at {Address}")]
    public static partial void WorkerStarted(ILogger logger, string worker, int? processId, string address);

    [LoggerMessage(2201, LogLevel.Warning, "worker {Worker} (process {ProcessId}) ended: {Reason}")]
    public static partial void WorkerEnded(ILogger logger, string worker, int? processId, string reason);

    [LoggerMessage(2202, LogLevel.Error, "worker {Worker} could not be started: {Reason}")]
    public static partial void WorkerNotStarted(ILogger logger, string worker, string reason);

    [LoggerMessage(2203, LogLevel.Warning, "{Worker}: {Line}")]
    public static partial void ErrorLine(ILogger logger, string worker, string line);

    [LoggerMessage(2204, LogLevel.Information, "{Worker}: {Line}")]
    public static partial void OutputLine(ILogger logger, string worker, string line);

    [LoggerMessage(2205, LogLevel.Error, "worker {Worker} is given up after {Count} starts in a row that failed")]
    public static partial void WorkerGivenUp(ILogger logger, string worker, int count);

    [LoggerMessage(2206, LogLevel.Warning, "{Self} could not reach {Peer}: {Reason}")]
    public static partial void PeerUnreachable(ILogger logger, string self, string peer, string reason);

    [LoggerMessage(2207, LogLevel.Warning, "{Self} got a message from {Peer} that breaks the rules: {Reason}")]
    public static partial void BadMessage(ILogger logger, string self, string peer, string reason);
}
