using System.Diagnostics;

namespace Weft.Actors.Tests;

/// <summary>
/// How much too late the machine wakes a thread that does nothing but sleep: what a measurement beside it owes to other
/// programs, and no pool, queue or lock of this process takes part in.
/// </summary>
internal sealed class LatenessWatch : IDisposable
{
    private readonly List<double> _delays = [];
    private readonly Thread _thread;
    private volatile bool _ended;

    public LatenessWatch(int intervalMs)
    {
        _thread = new Thread(() => Run(intervalMs)) { IsBackground = true, Name = "lateness" };
        _thread.Start();
    }

    /// <summary>In ascending order.</summary>
    public double[] DelaysMs()
    {
        lock (_delays) return [.. _delays.Order()];
    }

    public void Dispose()
    {
        _ended = true;
        _thread.Join();
    }

    private void Run(int intervalMs)
    {
        while (!_ended)
        {
            var start = Stopwatch.GetTimestamp();
            Thread.Sleep(intervalMs);
            lock (_delays) _delays.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds - intervalMs);
        }
    }
}
