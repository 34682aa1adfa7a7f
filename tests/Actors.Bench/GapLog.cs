using System.Diagnostics;

namespace Weft.Actors.Bench;

/// <summary>When beats were heard. Safe for any thread.</summary>
internal sealed class GapLog
{
    private readonly Lock _gate = new();
    private readonly List<double> _gaps = [];
    private long _last;

    /// <summary>Forgets what was heard.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _gaps.Clear();
            _last = 0;
        }
    }

    /// <summary>A beat, now.</summary>
    public void Heard()
    {
        var now = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            if (_last != 0) _gaps.Add(Stopwatch.GetElapsedTime(_last, now).TotalMilliseconds);
            _last = now;
        }
    }

    /// <summary>The gaps until now less the interval, in milliseconds, the longest last.</summary>
    public double[] Lateness()
    {
        lock (_gate) return [.. _gaps.Select(gap => gap - Beats.Interval.TotalMilliseconds).Order()];
    }
}
