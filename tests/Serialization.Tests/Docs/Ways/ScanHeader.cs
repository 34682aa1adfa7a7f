namespace Weft.Serialization.Samples;

// sample: header
/// <summary>What the header of a scan says; its numbers are the frames.</summary>
public static class ScanHeader
{
    public static HeaderBuilder Write(Scan scan) => new HeaderBuilder()
        .Set("number", scan.Number).Set("gain", scan.Gain).Set("offset", scan.Offset)
        .Set("is-valid", scan.IsValid).Set("sensor", scan.Sensor);

    public static Scan Read(Header header, double[] times, double[] values) =>
        header.TryGetInt64("number", out long number) && header.TryGetDouble("gain", out double gain) &&
        header.TryGetDouble("offset", out double offset) && header.TryGetBoolean("is-valid", out bool isValid) &&
        header.TryGetString("sensor", out string? sensor)
            ? new Scan(checked((int)number), gain, offset, isValid, sensor, times, values)
            : throw new WireFormatException($"the header of a scan lacks an entry: {header}");
}
// end
