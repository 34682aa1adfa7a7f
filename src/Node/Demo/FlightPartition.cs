using Weft.Serialization;

namespace Weft.Node.Demo;

/// <summary>
/// Some of the flights, column by column: element i of each array is flight i of the partition. Scattered whole; its
/// three arrays travel as frames and land in place.
/// </summary>
/// <param name="Delay">Minutes late; negative means early.</param>
/// <param name="Distance">Miles.</param>
/// <param name="Time">Scheduled hour of day, with the minutes as a fraction: 0 to below 24.</param>
[WeftSerializable]
public sealed record FlightPartition(short[] Delay, int[] Distance, double[] Time)
{
    /// <summary>How many flights.</summary>
    public int Rows => Delay.Length;

    /// <summary>
    /// Cuts the flights into parts of equal length (the last may be shorter), each with arrays of its own.
    /// </summary>
    /// <param name="count">How many parts; at least 1. There are never more parts than flights.</param>
    public FlightPartition[] Split(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var length = Math.Max(1, (Rows + count - 1) / count);
        var parts = new List<FlightPartition>(count);
        for (var start = 0; start < Rows; start += length)
        {
            var end = Math.Min(Rows, start + length);
            parts.Add(new FlightPartition(Delay[start..end], Distance[start..end], Time[start..end]));
        }

        return [.. parts];
    }
}
