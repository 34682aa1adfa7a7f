using Akka.Actor;
using Weft.Runtime;
using Weft.Tasks;

namespace Weft.Actors;

/// <summary>
/// The mailbox in front of a shell: hands it what peers say, whom Akka says is gone, and that time passes. It decides
/// nothing. A shell that fails is not restarted, since its machine's state would be lost: the actor stops, and those
/// who watch it learn so.
/// </summary>
internal abstract class RoleActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private ActorLink _link = null!;

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private protected ActorLink Link => _link;

    private protected WeftExtension Extension { get; } = WeftExtension.Of(Context.System);

    private protected IMailbox<Mail> Mailbox { get; } = new ActorMailbox(Context.Self);

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _link = new ActorLink(Extension, Self);
        Start();
        Timers.StartPeriodicTimer("tick", new PostedMail(Mail.TimeWent.Instance), Tick);
    }

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message) => Context.Stop(Self);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PostedMail posted:
                Handle(posted.Mail);
                break;
            case Message word:
                var from = Extension.AddressOf(Sender);
                _link.Know(from, Sender);
                Handle(new Mail.MessageArrived(from, word));
                break;
            case WatchPeer watch:
                Context.Watch(watch.Actor);
                break;
            case Terminated terminated:
                var gone = Extension.AddressOf(terminated.ActorRef);
                _link.Forget(gone);
                Handle(new Mail.PeerLost(gone, "its actor or node is gone"));
                break;
            case Goodbye goodbye:
                Handle(new Mail.PeerLost(Extension.AddressOf(Sender), goodbye.Reason));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>Makes the shell; the link is there.</summary>
    private protected abstract void Start();

    /// <summary>Hands mail to the shell.</summary>
    private protected abstract void Handle(Mail mail);
}
