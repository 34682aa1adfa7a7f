using Akka.Configuration;
using Akka.Event;
using Akka.Remote;

namespace Weft.Actors.Bench;

/// <summary>
/// The cluster's usual failure detector, which also remembers when each heartbeat of the other node was answered. Named
/// in the configuration; there is one other node, so one of it.
/// </summary>
public sealed class RecordingDetector(Config config, EventStream events) : PhiAccrualFailureDetector(config, events)
{
    internal static GapLog Log { get; } = new();

    /// <inheritdoc/>
    public override void HeartBeat()
    {
        Log.Heard();
        base.HeartBeat();
    }
}
