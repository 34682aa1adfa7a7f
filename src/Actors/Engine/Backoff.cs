namespace Weft.Actors;

/// <summary>
/// The pauses before a child that ended is made again: doubled with each end, short again after one that lived long.
/// One caller at a time.
/// </summary>
internal sealed class Backoff
{
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongLife = TimeSpan.FromSeconds(10);

    private TimeSpan _next = PauseMin;
    private long _startedAt;

    /// <summary>A child has been made.</summary>
    public void Started() => _startedAt = Environment.TickCount64;

    /// <summary>A child has ended; how long to wait.</summary>
    public TimeSpan Ended()
    {
        if (Environment.TickCount64 - _startedAt >= LongLife.TotalMilliseconds) _next = PauseMin;
        var pause = _next;
        _next = pause * 2 < PauseMax ? pause * 2 : PauseMax;
        return pause;
    }
}
