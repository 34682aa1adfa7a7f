using Weft.Serialization;

namespace Weft.Node.Demo;

/// <summary>
/// The sums that Pearson's correlation of delay and distance needs; exact, so any order gives the same.
/// </summary>
[WeftSerializable]
public sealed record CorrelationSums(long Count, long X, long Y, long XX, long YY, long XY)
{
    /// <summary>Sums one partition. Runs on a worker.</summary>
    public static CorrelationSums Of(FlightPartition flights)
    {
        long sumX = 0, sumY = 0, sumXX = 0, sumYY = 0, sumXY = 0;
        for (var i = 0; i < flights.Rows; i++)
        {
            long x = flights.Delay[i], y = flights.Distance[i];
            sumX += x;
            sumY += y;
            sumXX += x * x;
            sumYY += y * y;
            sumXY += x * y;
        }

        return new CorrelationSums(flights.Rows, sumX, sumY, sumXX, sumYY, sumXY);
    }

    /// <summary>Adds two partitions up. Runs on a worker.</summary>
    public static CorrelationSums Merge(CorrelationSums a, CorrelationSums b) =>
        new(a.Count + b.Count, a.X + b.X, a.Y + b.Y, a.XX + b.XX, a.YY + b.YY, a.XY + b.XY);

    /// <summary>Pearson's correlation, -1 to 1; 0 where one of the two does not vary.</summary>
    public double Correlation()
    {
        // n·Σxy reaches 10^18 on a few hundred thousand flights: 128 bits keep it exact.
        var covariance = (Int128)Count * XY - (Int128)X * Y;
        var varianceX = (Int128)Count * XX - (Int128)X * X;
        var varianceY = (Int128)Count * YY - (Int128)Y * Y;
        if (varianceX == 0 || varianceY == 0) return 0;
        return (double)covariance / (Math.Sqrt((double)varianceX) * Math.Sqrt((double)varianceY));
    }
}
