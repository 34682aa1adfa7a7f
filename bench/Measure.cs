using System.Diagnostics;

namespace Weft.Bench;

/// <summary>Times small pieces of work and takes medians, so that one disturbed run does not count.</summary>
internal static class Measure
{
    /// <summary>The middle value; of an even count the lower of the two.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[(sorted.Length - 1) / 2];
    }

    /// <summary>
    /// Nanoseconds of one call, the median over <paramref name="rounds"/> of <paramref name="calls"/> calls.
    /// </summary>
    public static double Nanoseconds(int rounds, int calls, Action call)
    {
        for (var i = 0; i < Math.Max(1, calls / 10); i++) call();
        return Median(Enumerable.Range(0, rounds).Select(_ => Once(calls, call)));
    }

    /// <summary>
    /// Nanoseconds of two pieces of work that take turns, so that both see the same machine: (work, baseline).
    /// </summary>
    public static (double Work, double Baseline) Paired(int rounds, int calls, Action work, Action baseline) =>
        Paired(rounds, calls, work, calls, baseline);

    /// <summary>The same where one of the two takes so much longer that it cannot be called as often.</summary>
    public static (double Work, double Baseline) Paired(
        int rounds, int workCalls, Action work, int baselineCalls, Action baseline)
    {
        work();
        baseline();
        var works = new double[rounds];
        var baselines = new double[rounds];
        for (var round = 0; round < rounds; round++)
        {
            works[round] = Once(workCalls, work);
            baselines[round] = Once(baselineCalls, baseline);
        }

        return (Median(works), Median(baselines));
    }

    /// <summary>Bytes that one call allocates on this thread.</summary>
    public static double AllocatedBytes(int calls, Action call)
    {
        call();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < calls; i++) call();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)calls;
    }

    /// <summary>How often to call a piece of work, so that all calls together take about as long as given.</summary>
    public static int CallsWithin(TimeSpan duration, Action call)
    {
        call();
        return (int)Math.Clamp(duration.TotalNanoseconds / Once(1, call), 1, 100_000);
    }

    private static double Once(int calls, Action call)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < calls; i++) call();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls;
    }
}
