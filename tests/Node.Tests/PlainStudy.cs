using Weft.Node.Demo;

namespace Weft.Node.Tests;

/// <summary>
/// The demo's question answered by one thread with nothing of Weft: sorting, means, the textbook correlation.
/// </summary>
internal static class PlainStudy
{
    public static FlightAnswer Of(FlightPartition flights)
    {
        var sorted = flights.Delay.Order().ToArray();
        var p95 = sorted[(int)Math.Ceiling(0.95 * sorted.Length) - 1];
        var hours = Enumerable.Range(0, flights.Rows)
            .GroupBy(i => (int)Math.Floor(flights.Time[i]), i => (double)flights.Delay[i])
            .OrderBy(group => group.Key)
            .Select(group => new HourAnswer(group.Key, group.Count(), group.Sum() / group.Count()))
            .ToArray();
        return new FlightAnswer(
            flights.Rows, flights.Delay.Sum(d => (long)d) / (double)flights.Rows, p95, Correlation(flights), hours);
    }

    private static double Correlation(FlightPartition flights)
    {
        double meanX = flights.Delay.Average(d => d), meanY = flights.Distance.Average();
        double xy = 0, xx = 0, yy = 0;
        for (var i = 0; i < flights.Rows; i++)
        {
            double x = flights.Delay[i] - meanX, y = flights.Distance[i] - meanY;
            xy += x * y;
            xx += x * x;
            yy += y * y;
        }

        return xy / Math.Sqrt(xx * yy);
    }
}
