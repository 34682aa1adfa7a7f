using System.Text.Json.Serialization;

namespace Weft.Bench;

/// <summary>The same work by another serializer, or by none.</summary>
/// <param name="Name">Who does it.</param>
/// <param name="Value">Nanoseconds of one call.</param>
/// <param name="Ratio">Weft's time by this one.</param>
/// <param name="Allocated">Bytes that one call allocates.</param>
/// <param name="AllocatedRatio">Weft's bytes by these; null where it allocates nothing.</param>
public sealed record BesideResult(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("value")] double Value,
    [property: JsonPropertyName("ratio")] double Ratio,
    [property: JsonPropertyName("allocated")] double Allocated,
    [property: JsonPropertyName("allocated_ratio")] double? AllocatedRatio);
