using Microsoft.Extensions.Logging;
using Weft.Serialization;

namespace Weft.Runtime;

/// <summary>All that a client's shell logs; ids 1200 to 1299.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(1200, LogLevel.Information, "Client {Self}: {Peer} is gone: {Reason}")]
    public static partial void PeerLost(ILogger logger, PeerAddress self, PeerAddress peer, string reason);

    [LoggerMessage(1201, LogLevel.Warning, "Client {Self}: {Message} from {Peer} is not for it; it was dropped")]
    public static partial void NotForMe(ILogger logger, PeerAddress self, string message, PeerAddress peer);

    [LoggerMessage(1202, LogLevel.Warning, "Client {Self}: {Key} from {Peer} could not be decoded: {Reason}")]
    public static partial void ValueRefused(
        ILogger logger, PeerAddress self, string key, PeerAddress peer, string reason);

    [LoggerMessage(1203, LogLevel.Information, "Client {Self}: closed: {Reason}")]
    public static partial void Closed(ILogger logger, PeerAddress self, string reason);

    [LoggerMessage(1204, LogLevel.Critical, "Client {Self}: it failed and ends; every call on it fails")]
    public static partial void Failed(ILogger logger, PeerAddress self, Exception error);
}
