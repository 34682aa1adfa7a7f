using System.Text.Json;

namespace Weft.Runtime;

/// <summary>
/// What a child worker is told by its parent, as one line of JSON on its standard input. It holds the cluster's token,
/// so it goes over the pipe and never into arguments, the environment or a log.
/// </summary>
internal sealed record WorkerSettings
{
    /// <summary>The 256-bit secret that admits to the cluster's connections.</summary>
    public required byte[] Token { get; init; }

    /// <summary>The scheduler's address.</summary>
    public required string Scheduler { get; init; }

    /// <summary>The worker's readable name.</summary>
    public required string Name { get; init; }

    /// <summary>How many functions it runs at once.</summary>
    public required int Threads { get; init; }

    /// <summary>The simple names of the assemblies whose functions it runs.</summary>
    public required IReadOnlyList<string> Assemblies { get; init; }

    /// <summary>Folders to look in for assemblies that the dependency file does not name.</summary>
    public required IReadOnlyList<string> Folders { get; init; }

    /// <summary>The families it encodes with; null for the default.</summary>
    public IReadOnlyList<string>? Serializers { get; init; }

    /// <summary>The families it accepts; null for the default.</summary>
    public IReadOnlyList<string>? Deserializers { get; init; }

    /// <summary>What prepares its registry before anything else; null for nothing.</summary>
    public ConfigureReference? Configure { get; init; }

    /// <summary>The settings as one line without a line break.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, WorkerJson.Default.WorkerSettings);

    /// <summary>Reads what <see cref="ToLine"/> wrote.</summary>
    /// <exception cref="JsonException">The line is something else.</exception>
    public static WorkerSettings Parse(string line) =>
        JsonSerializer.Deserialize(line, WorkerJson.Default.WorkerSettings)
        ?? throw new JsonException("the settings are null");
}
