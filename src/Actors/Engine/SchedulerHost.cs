using Akka.Actor;
using Akka.Event;
using Microsoft.Extensions.Logging;
using Weft.Tasks;

namespace Weft.Actors;

/// <summary>
/// The cluster's singleton: runs the scheduler as its child and tells who asks which one it is. A scheduler that failed
/// is followed by a new one with a new address, since its peers must see that the one they knew has gone.
/// </summary>
internal sealed class SchedulerHost(SchedulerOptions options) : UntypedActor, IWithTimers
{
    private readonly Backoff _backoff = Backoff.ForActors();
    private readonly ILogger _log = new AkkaLogger(Context.GetLogger());
    private IActorRef? _scheduler;
    private int _made;

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(SchedulerOptions options) =>
        Akka.Actor.Props.Create(() => new SchedulerHost(options)).WithDeploy(Deploy.Local);

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;

    /// <inheritdoc/>
    protected override void PreStart() => Begin();

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case FindScheduler:
                Sender.Tell(
                    new SchedulerAt(_scheduler, _scheduler is null ? "the scheduler failed and begins anew" : ""));
                break;
            case Terminated:
                _scheduler = null;
                EngineLog.SchedulerEnded(_log);
                Timers.StartSingleTimer("begin", BeginAgain.Instance, _backoff.Ended());
                break;
            case BeginAgain:
                Begin();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Begin()
    {
        var props = SchedulerActor.Props(options, Random.Shared.Next());
        _scheduler = Context.Watch(Context.ActorOf(props, $"scheduler-{++_made}"));
        _backoff.Started();
    }
}

/// <summary>The pause after a child's end is over.</summary>
internal sealed record BeginAgain : INoSerializationVerificationNeeded
{
    public static BeginAgain Instance { get; } = new();
}
