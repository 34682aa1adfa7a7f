using System.Collections.Concurrent;
using System.Diagnostics;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote;

namespace Weft.Actors.Tests;

/// <summary>Akka's failure detector, which also writes down when the cluster's heartbeats were answered.</summary>
public sealed class RecordingDetector(Config config, EventStream events) : PhiAccrualFailureDetector(config, events)
{
    public static ConcurrentQueue<long> Beats { get; } = new();

    public override void HeartBeat()
    {
        Beats.Enqueue(Stopwatch.GetTimestamp());
        base.HeartBeat();
    }

    /// <summary>From each heartbeat to the next, of those since the given time.</summary>
    internal static MeasuredSpan[] GapsSince(long since)
    {
        var beats = Beats.Where(at => at >= since).ToArray();
        return [.. beats.Zip(beats.Skip(1), (from, to) => new MeasuredSpan(from, to))];
    }
}
