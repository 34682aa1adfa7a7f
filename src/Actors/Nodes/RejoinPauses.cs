namespace Weft.Actors;

/// <summary>How long to wait before joining again: twice as long each time, from anew after a long life.</summary>
internal sealed class RejoinPauses(TimeSpan first, TimeSpan max)
{
    private TimeSpan _next;
    private long _startedAt = Environment.TickCount64;

    /// <summary>The node is up.</summary>
    public void Started() => _startedAt = Environment.TickCount64;

    /// <summary>The pause after an end.</summary>
    public TimeSpan Next()
    {
        if (_next == TimeSpan.Zero || Environment.TickCount64 - _startedAt > max.TotalMilliseconds) _next = first;
        var pause = _next;
        _next = pause * 2 < max ? pause * 2 : max;
        return pause;
    }
}
