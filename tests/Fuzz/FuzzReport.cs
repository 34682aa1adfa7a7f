namespace Weft.Fuzz;

/// <summary>What a fuzzer did.</summary>
/// <param name="Runs">Inputs read, by target.</param>
/// <param name="Values">How many of them gave a value, by target; the rest were refused.</param>
/// <param name="Failures">The inputs that broke the law, one for each way of breaking it.</param>
public sealed record FuzzReport(
    IReadOnlyDictionary<string, long> Runs,
    IReadOnlyDictionary<string, long> Values,
    IReadOnlyList<FuzzFailure> Failures);
