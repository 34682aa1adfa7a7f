using System.Text.Json;

namespace Weft.Runtime;

/// <summary>How a parent asks a child what it has sent: a line on its input, answered by one on its output.</summary>
internal static class WorkerSent
{
    /// <summary>The line that asks.</summary>
    public const string Question = "sent";

    private const string Prefix = "weft-worker-sent ";

    /// <summary>The line that answers.</summary>
    public static string ToLine(TransferTotals sent) =>
        Prefix + JsonSerializer.Serialize(sent, WorkerJson.Default.TransferTotals);

    /// <summary>False for any line that is not an answer.</summary>
    public static bool TryParse(string line, out TransferTotals sent)
    {
        sent = default;
        if (!line.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        try
        {
            sent = JsonSerializer.Deserialize(line.AsSpan(Prefix.Length), WorkerJson.Default.TransferTotals);
            return true;
        }
        catch (JsonException)
        {
            // Written by a user's function.
            return false;
        }
    }
}
