namespace Weft.Serialization.Samples;

// sample: hierarchy
public abstract class Gauge
{
    public string Unit { get; set; } = "";
}

public sealed class Thermometer : Gauge;

public sealed class Barometer : Gauge;
// end

// sample: tolerant
[WeftSerializable(VersionTolerant = true)]
public sealed class Settings
{
    public double Threshold { get; set; }

    public int Retries { get; set; }    // new in the second build: 0 where the first build sends
}
// end

// sample: fields-options
public class Probe
{
    public string Name = "";
    public double[] Samples = [];
    public double[]? Cache;    // made anew when it is needed
}
// end

// sample: cycle
[WeftSerializable]
public sealed class Stop(string name)
{
    public string Name => name;

    public Stop? Next { get; set; }
}
// end
