namespace Weft.Node.Demo;

/// <summary>What the job finds out about the flights.</summary>
/// <param name="Rows">Flights.</param>
/// <param name="MeanDelay">Minutes.</param>
/// <param name="P95Delay">Minutes; nearest rank.</param>
/// <param name="Correlation">Of delay and distance, -1 to 1.</param>
/// <param name="Hours">Each hour that has flights, in order.</param>
public sealed record FlightAnswer(
    long Rows, double MeanDelay, int P95Delay, double Correlation, IReadOnlyList<HourAnswer> Hours)
{
    /// <summary>Puts the three combined results together.</summary>
    public static FlightAnswer From(HourlyDelays hourly, CorrelationSums sums, DelayHistogram histogram)
    {
        var hours = new List<HourAnswer>();
        for (var hour = 0; hour < HourlyDelays.Hours; hour++)
        {
            if (hourly.Counts[hour] == 0) continue;
            hours.Add(new HourAnswer(hour, hourly.Counts[hour], (double)hourly.Minutes[hour] / hourly.Counts[hour]));
        }

        var mean = (double)hourly.Minutes.Sum() / sums.Count;
        return new FlightAnswer(sums.Count, mean, histogram.Percentile(95), sums.Correlation(), hours);
    }
}

/// <summary>One scheduled hour.</summary>
/// <param name="Hour">0 to 23.</param>
/// <param name="Count">Flights.</param>
/// <param name="MeanDelay">Minutes.</param>
public sealed record HourAnswer(int Hour, long Count, double MeanDelay);
