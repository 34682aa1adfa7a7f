namespace Weft.Serialization.Samples;

/// <summary>A scan to send, and what makes two of them equal.</summary>
public static class Scans
{
    /// <summary>A scan of so many times and values, all with their digits.</summary>
    public static Scan Make(int length)
    {
        var random = new Random(4);
        double[] times = [.. Enumerable.Range(0, length).Select(i => i * 1e-6)];
        double[] values = [.. Enumerable.Range(0, length).Select(_ => random.NextDouble())];
        return new Scan(4711, 1.25, -0.5, true, "north-7", times, values);
    }

    /// <summary>True where both hold the same, numbers of the arrays within a difference.</summary>
    public static bool AreSame(Scan scan, Scan? other, double difference = 0) =>
        other is not null
        && (scan.Number, scan.Gain, scan.Offset) == (other.Number, other.Gain, other.Offset)
        && (scan.IsValid, scan.Sensor) == (other.IsValid, other.Sensor)
        && AreSame(scan.Times, other.Times, difference)
        && AreSame(scan.Values, other.Values, difference);

    private static bool AreSame(double[] numbers, double[] others, double difference) =>
        numbers.Length == others.Length &&
        numbers.Zip(others).All(pair => Math.Abs(pair.First - pair.Second) <= difference);
}
