using System.Text.Json;

namespace Weft.Runtime;

/// <summary>The line a child writes to its standard output once its link is open.</summary>
internal sealed record WorkerReady(string Address, int ProcessId)
{
    /// <summary>How the line begins, which tells it from what users' code may print.</summary>
    public const string Prefix = "weft-worker-ready ";

    /// <summary>The whole line.</summary>
    public string ToLine() => Prefix + JsonSerializer.Serialize(this, WorkerJson.Default.WorkerReady);

    /// <summary>False for any line that is not the ready line.</summary>
    public static bool TryParse(string line, out WorkerReady? ready)
    {
        ready = null;
        if (!line.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        try
        {
            ready = JsonSerializer.Deserialize(line.AsSpan(Prefix.Length), WorkerJson.Default.WorkerReady);
        }
        catch (JsonException)
        {
            // Written by somebody else.
        }
        return ready is not null;
    }
}
