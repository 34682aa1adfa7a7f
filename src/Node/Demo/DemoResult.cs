using System.Text.Json.Serialization;

namespace Weft.Node.Demo;

/// <summary>All that the demo prints; its JSON form is stable.</summary>
public sealed record DemoResult(
    [property: JsonPropertyName("engine")] string Engine,
    [property: JsonPropertyName("workers")] int Workers,
    [property: JsonPropertyName("rows")] long Rows,
    [property: JsonPropertyName("mean_delay")] double MeanDelay,
    [property: JsonPropertyName("p95_delay")] int P95Delay,
    [property: JsonPropertyName("corr_delay_distance")] double Correlation,
    [property: JsonPropertyName("hours")] IReadOnlyList<DemoHour> Hours,
    [property: JsonPropertyName("tasks")] long Tasks,
    [property: JsonPropertyName("recomputed")] long Recomputed,
    [property: JsonPropertyName("bytes")] DemoBytes? Bytes,
    [property: JsonPropertyName("bulk_mb_per_s")] double BulkMegabytesPerSecond,
    [property: JsonPropertyName("worker_killed")] bool WorkerKilled,
    [property: JsonPropertyName("seconds")] double Seconds);

/// <summary>One scheduled hour in the demo's JSON.</summary>
public sealed record DemoHour(
    [property: JsonPropertyName("hour")] int Hour,
    [property: JsonPropertyName("count")] long Count,
    [property: JsonPropertyName("mean_delay")] double MeanDelay);

/// <summary>Bytes sent between the roles, by kind.</summary>
public sealed record DemoBytes(
    [property: JsonPropertyName("admin")] long Admin,
    [property: JsonPropertyName("data")] long Data,
    [property: JsonPropertyName("task")] long Task);
