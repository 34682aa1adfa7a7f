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

    /// <summary>How much later than due beats came, in ascending order, of those since the given time.</summary>
    public static double[] DelaysMs(long since, double intervalMs)
    {
        var beats = Beats.Where(at => at >= since).ToArray();
        var delays = new double[Math.Max(0, beats.Length - 1)];
        for (var i = 1; i < beats.Length; i++)
            delays[i - 1] = Stopwatch.GetElapsedTime(beats[i - 1], beats[i]).TotalMilliseconds - intervalMs;
        Array.Sort(delays);
        return delays;
    }
}
