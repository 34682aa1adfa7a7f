namespace Weft.Simulation;

/// <summary>How one run went.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="TraceHash">Its fingerprint: equal for equal runs.</param>
/// <param name="Counters">What happened.</param>
/// <param name="MessageKinds">The kinds of message that were sent.</param>
/// <param name="Failure">Which property does not hold, with its operands; null where all hold.</param>
/// <param name="Key">The key it concerns; empty where it concerns none.</param>
/// <param name="Stories">What the machines' journals tell of that key.</param>
public sealed record SeedReport(
    long Seed,
    ulong TraceHash,
    SeedCounters Counters,
    IReadOnlyCollection<Type> MessageKinds,
    string? Failure,
    string Key,
    string Stories);
