namespace Weft.Simulation;

/// <summary>A value as the simulated shells hold and send it.</summary>
/// <param name="Key">Whose value it is.</param>
/// <param name="Hash">The value itself.</param>
/// <param name="Bytes">The bytes it is said to have in memory.</param>
public sealed record SimulatedValue(string Key, ulong Hash, long Bytes);
