using System.Diagnostics;
using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>The process's high-resolution timer; starts at some value that means nothing.</summary>
public sealed class StopwatchClock : IClock
{
    private static readonly double NanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    /// <summary>The one instance.</summary>
    public static StopwatchClock Shared { get; } = new();

    /// <inheritdoc/>
    public Instant Now => new((long)(Stopwatch.GetTimestamp() * NanosecondsPerTick));
}
