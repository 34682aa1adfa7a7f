using Weft.Serialization;

namespace Weft.Node.Demo;

/// <summary>How many flights have each delay, to the minute.</summary>
/// <param name="First">The delay of the first bin, in minutes.</param>
/// <param name="Counts">Flights with a delay of <c>First + index</c> minutes; empty where there are no flights.</param>
[WeftSerializable]
public sealed record DelayHistogram(int First, long[] Counts)
{
    /// <summary>Counts one partition. Runs on a worker.</summary>
    public static DelayHistogram Of(FlightPartition flights)
    {
        if (flights.Rows == 0) return new DelayHistogram(0, []);
        int first = flights.Delay.Min(), last = flights.Delay.Max();
        var counts = new long[last - first + 1];
        foreach (var delay in flights.Delay) counts[delay - first]++;
        return new DelayHistogram(first, counts);
    }

    /// <summary>Adds two partitions up. Runs on a worker.</summary>
    public static DelayHistogram Merge(DelayHistogram a, DelayHistogram b)
    {
        if (a.Counts.Length == 0) return b;
        if (b.Counts.Length == 0) return a;
        var first = Math.Min(a.First, b.First);
        var last = Math.Max(a.First + a.Counts.Length, b.First + b.Counts.Length);
        var counts = new long[last - first];
        foreach (var part in new[] { a, b })
        {
            for (var i = 0; i < part.Counts.Length; i++) counts[part.First - first + i] += part.Counts[i];
        }

        return new DelayHistogram(first, counts);
    }

    /// <summary>The smallest delay that at least this part of all flights does not exceed (nearest rank).</summary>
    /// <param name="percent">1 to 100.</param>
    public int Percentile(int percent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(percent, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        var rank = (Counts.Sum() * percent + 99) / 100;
        long seen = 0;
        for (var i = 0; i < Counts.Length; i++)
        {
            seen += Counts[i];
            if (seen >= rank) return First + i;
        }

        throw new InvalidOperationException("a percentile of no flights is not defined");
    }
}
