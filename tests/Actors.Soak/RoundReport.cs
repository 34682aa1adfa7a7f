namespace Weft.Actors.Soak;

/// <summary>How a round went.</summary>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Summary">What was done and counted.</param>
/// <param name="Fault">The first thing that was wrong; null for none.</param>
internal sealed record RoundReport(TimeSpan Elapsed, string Summary, string? Fault);
