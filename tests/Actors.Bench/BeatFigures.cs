namespace Weft.Actors.Bench;

/// <summary>What one node heard since it was told to remember.</summary>
/// <param name="Pings">Gaps between the other actor's beats less the interval, in milliseconds, ascending.</param>
/// <param name="Cluster">The same of the answers to the cluster's own heartbeats.</param>
/// <param name="Unreachable">How often the other node was taken for unreachable.</param>
/// <param name="MegabytesPerSecond">What this node sent in bulk.</param>
internal sealed record BeatFigures(double[] Pings, double[] Cluster, int Unreachable, double MegabytesPerSecond)
{
    /// <summary>The value that 99 of 100 do not exceed.</summary>
    public static double Percentile99(double[] ascending) =>
        ascending.Length == 0
            ? throw new InvalidDataException("no beat was heard")
            : ascending[(int)Math.Ceiling(ascending.Length * 0.99) - 1];
}
