using System.Globalization;
using System.Text.Json.Serialization;

namespace Weft.Actors.Bench;

/// <summary>One measured figure beside its baseline of the same run; a line of the bench's output.</summary>
/// <param name="Name">What was measured; stable.</param>
/// <param name="Value">The figure, the median of the rounds.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Baseline">What it is compared with, in the same unit; null where there is nothing to compare.</param>
/// <param name="Ratio">The median of value by baseline, round by round.</param>
/// <param name="Budget">What is asked for, in words; empty where nothing is.</param>
/// <param name="Met">Whether this run met it; null where nothing is asked for.</param>
internal sealed record AkkaBenchResult(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("value")] double Value,
    [property: JsonPropertyName("unit")] string Unit,
    [property: JsonPropertyName("baseline")] double? Baseline,
    [property: JsonPropertyName("ratio")] double? Ratio,
    [property: JsonPropertyName("budget")] string Budget,
    [property: JsonPropertyName("met")] bool? Met)
{
    private const JsonIgnoreCondition Absent = JsonIgnoreCondition.WhenWritingNull;

    /// <summary>Messages in a second; null for what is no transfer.</summary>
    [JsonPropertyName("messages_per_second"), JsonIgnore(Condition = Absent)]
    public double? MessagesPerSecond { get; init; }

    /// <summary>The median of value by the rate of Akka with byte arrays of the same length.</summary>
    [JsonPropertyName("ratio_to_bytes"), JsonIgnore(Condition = Absent)]
    public double? RatioToBytes { get; init; }

    /// <summary>
    /// Processor time of both processes for one message: holds also where other work shares the machine.
    /// </summary>
    [JsonPropertyName("processor_us"), JsonIgnore(Condition = Absent)]
    public double? ProcessorMicroseconds { get; init; }

    /// <summary>Rounds whose median counts.</summary>
    [JsonPropertyName("rounds"), JsonIgnore(Condition = Absent)]
    public int? Rounds { get; init; }

    /// <summary>What else a reader must know.</summary>
    [JsonPropertyName("note"), JsonIgnore(Condition = Absent)]
    public string? Note { get; init; }

    /// <summary>The same with figures that are fit to print.</summary>
    public AkkaBenchResult Rounded() => this with
    {
        Value = Math.Round(Value, 3),
        Baseline = Baseline is { } baseline ? Math.Round(baseline, 3) : null,
        Ratio = Ratio is { } ratio ? Math.Round(ratio, 4) : null,
        RatioToBytes = RatioToBytes is { } bytes ? Math.Round(bytes, 4) : null,
        ProcessorMicroseconds = ProcessorMicroseconds is { } time ? Math.Round(time, 2) : null,
        MessagesPerSecond = MessagesPerSecond is { } rate ? Math.Round(rate, 1) : null,
    };

    /// <summary>The result as a row of a table.</summary>
    public override string ToString()
    {
        var row = string.Create(
            CultureInfo.InvariantCulture,
            $"{Name,-28} {Value,12:N1} {Unit,-10} baseline {Baseline,12:N1}  ratio {Ratio,8:F3}");
        if (MessagesPerSecond is { } rate)
        {
            row += string.Create(
                CultureInfo.InvariantCulture,
                $"  {rate,10:N1} msg/s  {ProcessorMicroseconds,10:N1} us cpu  of bytes {RatioToBytes,7:F3}");
        }


        if (Met is { } met) row += $"  budget {Budget}: {(met ? "met" : "NOT MET")}";
        return Note is null ? row : $"{row}  ({Note})";
    }
}
