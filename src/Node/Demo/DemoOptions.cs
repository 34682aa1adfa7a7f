namespace Weft.Node.Demo;

/// <summary>What the user asked of <c>weft demo</c>.</summary>
public sealed record DemoOptions
{
    /// <summary>What the cluster runs on.</summary>
    public DemoEngine Engine { get; init; }

    /// <summary>Workers in this process instead of child processes.</summary>
    public bool InProcess { get; init; }

    /// <summary>How many workers; at least 1.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>The folder of the columns.</summary>
    public string DataFolder { get; init; } = FlightData.DefaultFolder;

    /// <summary>Print one JSON object instead of a table.</summary>
    public bool Json { get; init; }

    /// <summary>Kill a worker in the middle.</summary>
    public bool KillWorker { get; init; }
}
