namespace Weft.Serialization.Samples;

// sample: scan
/// <summary>One sweep of a sensor.</summary>
public sealed record Scan(
    int Number, double Gain, double Offset, bool IsValid, string Sensor, double[] Times, double[] Values);
// end
