namespace Weft.Fuzz;

/// <summary>What a fuzzer did.</summary>
/// <param name="Runs">Inputs read, by target.</param>
/// <param name="Values">How many of them gave a value, by target; the rest were refused.</param>
/// <param name="Failures">The inputs that broke the law, one for each way of breaking it.</param>
/// <param name="AllocatedBytesMax">The most that reading one input allocated.</param>
/// <param name="Longest">The longest that reading one input took.</param>
public sealed record FuzzReport(
    IReadOnlyDictionary<string, long> Runs,
    IReadOnlyDictionary<string, long> Values,
    IReadOnlyList<FuzzFailure> Failures,
    long AllocatedBytesMax,
    TimeSpan Longest)
{
    /// <summary>What two fuzzers of the same targets did.</summary>
    public static FuzzReport Join(FuzzReport one, FuzzReport other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return new FuzzReport(
            Sum(one.Runs, other.Runs),
            Sum(one.Values, other.Values),
            [.. one.Failures, .. other.Failures],
            Math.Max(one.AllocatedBytesMax, other.AllocatedBytesMax),
            one.Longest > other.Longest ? one.Longest : other.Longest);
    }

    private static Dictionary<string, long> Sum(
        IReadOnlyDictionary<string, long> one, IReadOnlyDictionary<string, long> other) =>
        one.ToDictionary(entry => entry.Key, entry => entry.Value + other[entry.Key]);
}
