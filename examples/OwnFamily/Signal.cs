namespace Weft.Examples.OwnFamily;

/// <summary>What a sensor measured, one sample after the other.</summary>
/// <param name="Sensor">Which.</param>
/// <param name="Samples">Each is close to the one before it, which <see cref="StepsFamily"/> makes use of.</param>
public sealed record Signal(string Sensor, int[] Samples);
