using Microsoft.Extensions.Logging;

namespace Weft.Runtime;

/// <summary>What is logged about calls: event ids 2100 to 2199.</summary>
internal static partial class CallsLog
{
    [LoggerMessage(2100, LogLevel.Warning,
        "A call of {Function} carries {Bytes} bytes, of which {Largest} is {LargestBytes}; it is sent with every " +
        "such call. Scatter it once and pass its future instead.")]
    public static partial void LargeCall(
        ILogger logger, string function, long bytes, string largest, long largestBytes);
}
