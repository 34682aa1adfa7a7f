using System.Diagnostics;

namespace Weft.Actors.Tests;

/// <summary>
/// When the machine left a thread asleep that does nothing but sleep for a few milliseconds again and again: what a
/// measurement beside it owes to other programs at the same instants. No queue or lock of this process takes part, and
/// the pauses of its own collector are not counted.
/// </summary>
internal sealed class LatenessWatch : IDisposable
{
    private const int SleepMs = 5;

    // Less is the grain of the system's timer.
    private const double LeastMs = 1;

    private readonly List<(long From, long To)> _late = [];
    private readonly Thread _thread;
    private volatile bool _ended;

    public LatenessWatch()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "lateness" };
        _thread.Start();
    }

    /// <summary>How many milliseconds between two time stamps the thread was due and not yet awake.</summary>
    public double LateMs(long from, long to)
    {
        lock (_late)
        {
            return _late.Where(late => late.From < to && late.To > from)
                .Sum(late => new MeasuredSpan(Math.Max(from, late.From), Math.Min(to, late.To)).Ms);
        }
    }

    public void Dispose()
    {
        _ended = true;
        _thread.Join();
    }

    private void Run()
    {
        while (!_ended)
        {
            var paused = GC.GetTotalPauseDuration();
            var due = Stopwatch.GetTimestamp() + (SleepMs * Stopwatch.Frequency / 1000);
            Thread.Sleep(SleepMs);
            var late = Stopwatch.GetElapsedTime(due) - (GC.GetTotalPauseDuration() - paused);
            if (late.TotalMilliseconds < LeastMs) continue;
            lock (_late) _late.Add((due, due + (long)(late.TotalSeconds * Stopwatch.Frequency)));
        }
    }
}
