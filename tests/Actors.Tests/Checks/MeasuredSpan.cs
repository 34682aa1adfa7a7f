using System.Diagnostics;

namespace Weft.Actors.Tests;

/// <summary>Something that took its time, between two time stamps.</summary>
internal readonly record struct MeasuredSpan(long From, long To)
{
    public double Ms => Stopwatch.GetElapsedTime(From, To).TotalMilliseconds;

    /// <summary>The same without what the machine kept from every thread meanwhile.</summary>
    public double OwnMs(LatenessWatch machine) => Ms - machine.LateMs(From, To);

    /// <summary>The most of all but one in a hundred.</summary>
    public static double P99(IEnumerable<double> values) => At(values, 0.99);

    public static double Median(IEnumerable<double> values) => At(values, 0.5);

    private static double At(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)(sorted.Length * share)];
    }
}
