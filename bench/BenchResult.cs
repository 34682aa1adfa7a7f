using System.Text.Json.Serialization;

namespace Weft.Bench;

/// <summary>One measured figure beside its baseline of the same run.</summary>
/// <param name="Name">What was measured; stable.</param>
/// <param name="Value">The figure, the median of several runs.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Baseline">The same work without Weft, in the same unit; null where none makes sense.</param>
/// <param name="Ratio">Value by baseline.</param>
/// <param name="Budget">What the design asks for, in words.</param>
/// <param name="Holds">Whether this run met it.</param>
public sealed record BenchResult(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("value")] double Value,
    [property: JsonPropertyName("unit")] string Unit,
    [property: JsonPropertyName("baseline")] double? Baseline,
    [property: JsonPropertyName("ratio")] double? Ratio,
    [property: JsonPropertyName("budget")] string Budget,
    [property: JsonPropertyName("holds")] bool Holds)
{
    /// <summary>Bytes that one call allocates; null where another row says so, or nothing does.</summary>
    [JsonPropertyName("allocated")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Allocated { get; init; }

    /// <summary>The same work by others, in the same run; null where the baseline is all.</summary>
    [JsonPropertyName("beside")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<BesideResult>? Beside { get; init; }

    /// <summary>A figure of which nothing is asked.</summary>
    public static BenchResult Of(string name, double value, string unit, double? baseline) =>
        New(name, value, unit, baseline, "none", true);

    /// <summary>A figure that must not exceed <paramref name="budget"/>.</summary>
    public static BenchResult AtMost(string name, double value, string unit, double? baseline, double budget) =>
        New(name, value, unit, baseline, $"<= {budget} {unit}", value <= budget);

    /// <summary>A figure that must reach <paramref name="budget"/>.</summary>
    public static BenchResult AtLeast(string name, double value, string unit, double? baseline, double budget) =>
        New(name, value, unit, baseline, $">= {budget} {unit}", value >= budget);

    /// <summary>A time that must not exceed so many times its baseline.</summary>
    public static BenchResult RatioAtMost(string name, double value, string unit, double baseline, double budget) =>
        New(name, value, unit, baseline, $"<= {budget} x baseline", value <= budget * baseline);

    /// <summary>A rate that must reach so many times its baseline.</summary>
    public static BenchResult RatioAtLeast(string name, double value, string unit, double baseline, double budget) =>
        New(name, value, unit, baseline, $">= {budget} x baseline", value >= budget * baseline);

    private static BenchResult New(
        string name, double value, string unit, double? baseline, string budget, bool holds) =>
        new(
            name,
            Math.Round(value, 3),
            unit,
            baseline is { } b ? Math.Round(b, 3) : null,
            baseline is > 0 ? Math.Round(value / baseline.Value, 6) : null,
            budget,
            holds);
}
