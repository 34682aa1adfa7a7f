using Weft.Serialization;

namespace Weft.Node.Demo;

/// <summary>
/// Flights and minutes of delay per scheduled hour. All sums are whole numbers, so any order gives the same.
/// </summary>
/// <param name="Counts">Flights, by hour 0 to 23.</param>
/// <param name="Minutes">Sum of their delays, by hour 0 to 23.</param>
[WeftSerializable]
public sealed record HourlyDelays(long[] Counts, long[] Minutes)
{
    /// <summary>Hours of a day.</summary>
    public const int Hours = 24;

    /// <summary>Counts one partition. Runs on a worker.</summary>
    public static HourlyDelays Of(FlightPartition flights)
    {
        var counts = new long[Hours];
        var minutes = new long[Hours];
        for (var i = 0; i < flights.Rows; i++)
        {
            var hour = (int)flights.Time[i];
            counts[hour]++;
            minutes[hour] += flights.Delay[i];
        }

        return new HourlyDelays(counts, minutes);
    }

    /// <summary>Adds two partitions up. Runs on a worker.</summary>
    public static HourlyDelays Merge(HourlyDelays a, HourlyDelays b) =>
        new([.. a.Counts.Zip(b.Counts, (x, y) => x + y)], [.. a.Minutes.Zip(b.Minutes, (x, y) => x + y)]);
}
