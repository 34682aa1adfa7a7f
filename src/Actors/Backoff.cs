namespace Weft.Actors;

/// <summary>
/// The pauses before what ended is begun again: doubled with each end, short again after a long life. One caller at a
/// time.
/// </summary>
/// <param name="first">The first pause.</param>
/// <param name="max">The longest.</param>
/// <param name="longLife">Whoever lived for so long begins with the first pause again.</param>
internal sealed class Backoff(TimeSpan first, TimeSpan max, TimeSpan longLife)
{
    private TimeSpan _next;
    private long _startedAt = Environment.TickCount64;

    /// <summary>For actors that are made again.</summary>
    public static Backoff ForActors() =>
        new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));

    /// <summary>It has begun.</summary>
    public void Started() => _startedAt = Environment.TickCount64;

    /// <summary>It has ended; how long to wait.</summary>
    public TimeSpan Ended()
    {
        var isFresh = _next == TimeSpan.Zero || Environment.TickCount64 - _startedAt >= longLife.TotalMilliseconds;
        if (isFresh) _next = first;
        var pause = _next;
        _next = pause * 2 < max ? pause * 2 : max;
        return pause;
    }
}
