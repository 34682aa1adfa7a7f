using Akka.Actor;
using Akka.Event;
using Microsoft.Extensions.Logging;
using Weft.Runtime;

namespace Weft.Actors;

/// <summary>
/// A node's worker for as long as the node lives: runs a <see cref="WorkerActor"/> for the scheduler of the day, and
/// another one, with a new address and nothing in store, when that scheduler or the actor has ended.
/// </summary>
internal sealed class WorkerSupervisor(WorkerActorOptions options, AssemblyCodeSource code, IActorRef locator)
    : UntypedActor, IWithTimers
{
    private const string Reason = "the worker was told to leave";

    private readonly Backoff _backoff = Backoff.ForActors();
    private readonly ILogger _log = new AkkaLogger(Context.GetLogger());
    private IActorRef? _scheduler;
    private IActorRef? _worker;
    private TaskCompletionSource<bool>? _left;
    private bool _isLate;
    private int _made;

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(WorkerActorOptions options, AssemblyCodeSource code, IActorRef locator) =>
        Akka.Actor.Props.Create(() => new WorkerSupervisor(options, code, locator)).WithDeploy(Deploy.Local);

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;

    /// <inheritdoc/>
    protected override void PreStart() => locator.Tell(new FollowScheduler(Self));

    /// <inheritdoc/>
    protected override void PostStop() => _left?.TrySetResult(false);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            // Whoever else says so would have this node work for it.
            case SchedulerAt { Scheduler: { } scheduler } when Sender.Equals(locator):
                _scheduler = scheduler;
                Begin();
                break;
            case Terminated ended when ended.ActorRef.Equals(_worker):
                _worker = null;
                if (_left is not null)
                {
                    _left.TrySetResult(!_isLate);
                    Context.Stop(Self);
                    break;
                }

                EngineLog.WorkerEnded(_log, options.Name);
                Timers.StartSingleTimer("begin", BeginAgain.Instance, _backoff.Ended());
                break;
            case BeginAgain:
                Begin();
                break;
            case LeaveNow leave:
                Leave(leave);
                break;
            case PatienceEnded:
                _isLate = true;
                _worker?.Tell(new PostedMail(new Mail.StopRequested(Reason)));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Leave(LeaveNow leave)
    {
        if (_left is not null)
        {
            _left.Task.ContinueWith(
                done => leave.Left.TrySetResult(done.Result), CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return;
        }

        _left = leave.Left;
        if (_worker is null)
        {
            _left.TrySetResult(true);
            Context.Stop(Self);
            return;
        }

        _worker.Tell(new PostedMail(new Mail.DrainRequested(Reason)));
        Timers.StartSingleTimer("patience", PatienceEnded.Instance, leave.Patience);
    }

    private void Begin()
    {
        if (_left is not null || _worker is not null || _scheduler is null || Timers.IsTimerActive("begin")) return;
        var address = WeftRoles.AddressOf(Context.System, _scheduler);
        _worker = Context.Watch(Context.ActorOf(WorkerActor.Props(address, options, code), $"worker-{++_made}"));
        _backoff.Started();
        EngineLog.WorkerBegins(_log, options.Name, address);
    }
}

/// <summary>The worker shall finish what it runs, say goodbye, and end.</summary>
internal sealed record LeaveNow(TimeSpan Patience, TaskCompletionSource<bool> Left)
    : INoSerializationVerificationNeeded;

/// <summary>A worker that was told to leave has not done so in time.</summary>
internal sealed record PatienceEnded : INoSerializationVerificationNeeded
{
    public static PatienceEnded Instance { get; } = new();
}
