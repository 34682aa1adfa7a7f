using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Akka.Remote;
using Microsoft.Extensions.Logging;
using Weft.Runtime;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Actors;

/// <summary>
/// The mailbox in front of a shell: hands it what peers say, whom Akka says is gone, and that time passes. It decides
/// nothing. A shell that fails is not restarted, since its machine's state would be lost: the actor stops, and those
/// who watch it, or have a lease with it, learn so.
/// </summary>
/// <param name="lease">The terms by which peers are kept, for a role outside their cluster; else null.</param>
internal abstract class RoleActor(LeaseRenewal? lease = null) : UntypedActor, IWithTimers
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly Leases _leases = new();
    private readonly ActorCell? _cell = Context as ActorCell;
    private ActorLink? _link;
    private IActorRef? _lastSender;
    private PeerAddress _lastFrom;

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private protected ActorLink Link => _link!;

    private protected WeftExtension Extension { get; } = WeftExtension.Of(Context.System);

    private protected IMailbox<Mail> Mailbox { get; } = new ActorMailbox(Context.Self);

    private protected ILogger Log { get; } = new AkkaLogger(Context.GetLogger());

    /// <summary>The cluster that the system is a member of, or about to be; null for none.</summary>
    private protected Akka.Cluster.Cluster? Cluster { get; } =
        ((ExtendedActorSystem)Context.System).Provider is IClusterActorRefProvider
            ? Akka.Cluster.Cluster.Get(Context.System)
            : null;

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _link = new ActorLink(Extension, Self, lease);
        Context.System.EventStream.Subscribe(Self, typeof(QuarantinedEvent));
        Context.System.EventStream.Subscribe(Self, typeof(ThisActorSystemQuarantinedEvent));
        Start();
        Timers.StartPeriodicTimer("tick", new PostedMail(Mail.TimeWent.Instance), Tick);
    }

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        // Whoever waits for this shell learns that it has ended; the actor that follows it ends before it begins.
        PostStop();
        Context.Stop(Self);
    }

    /// <inheritdoc/>
    protected override void PostRestart(Exception reason)
    {
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _link?.FlushAll();
        foreach (var peer in _leases.Peers) peer.Tell(new Goodbye("its actor has stopped"), Self);
    }

    /// <inheritdoc/>
    protected sealed override void OnReceive(object message)
    {
        Link.BeginTurn();
        Take(message);
        Link.EndTurn(_cell is { HasMessages: true });
    }

    /// <summary>Makes the shell; the link is there.</summary>
    private protected abstract void Start();

    /// <summary>Hands mail to the shell.</summary>
    private protected abstract void Handle(Mail mail);

    /// <summary>A peer said its first word, which has been handled.</summary>
    private protected virtual void OnPeerKnown(PeerAddress peer, Address node)
    {
    }

    /// <summary>Takes what only one kind of role is told; false for what it does not know.</summary>
    private protected virtual bool TryTake(object message) => false;

    private void Take(object message)
    {
        switch (message)
        {
            case PostedMail { Mail: Mail.PeerLost lost }:
                Lose(lost.Peer, lost.Reason);
                break;
            case PostedMail { Mail: Mail.TimeWent }:
                foreach (var (peer, reason) in _leases.Tick(Self))
                {
                    Link.SayGoodbye(peer, reason);
                    LoseOnce(peer, reason);
                }

                Handle(Mail.TimeWent.Instance);
                break;
            case PostedMail posted:
                Handle(posted.Mail);
                break;
            case Message word:
                OnMessage(word);
                break;
            case MessageBatch batch:
                foreach (var word in batch.Messages) OnMessage(word);
                break;
            case byte[] large:
                OnLarge(large);
                break;
            case WatchPeer watch:
                Context.Watch(watch.Actor);
                break;
            case LeasePeer kept:
                _leases.Hold(kept.Peer, kept.Actor, lease!, isOurs: true);
                break;
            case LeaseRenewal renewal:
                OnRenewal(renewal);
                break;
            case LeaseRenewed:
                _leases.Heard(From());
                Link.Admit(From());
                break;
            case Terminated terminated:
                LoseOnce(Extension.AddressOf(terminated.ActorRef), "its actor or node is gone");
                break;
            case Goodbye goodbye:
                LoseOnce(From(), goodbye.Reason);
                break;
            case QuarantinedEvent gone when !IsSucceeded(gone):
                LoseNode(gone.Address, $"{gone.Address} is quarantined");
                break;
            case QuarantinedEvent:
                break;
            case ThisActorSystemQuarantinedEvent gone:
                LoseNode(gone.RemoteAddress, $"{gone.RemoteAddress} has quarantined this node");
                break;
            default:
                if (!TryTake(message)) Unhandled(message);
                break;
        }
    }

    private void OnMessage(Message word)
    {
        var from = From();
        if (Link.IsLost(from))
        {
            // The two are done with each other, and this one may not know.
            Sender.Tell(new Goodbye("it was given up before"), Self);
            return;
        }

        var isNew = Link.Know(from, Sender, watch: !_leases.Has(from));
        _leases.Heard(from);
        Handle(new Mail.MessageArrived(from, word));
        if (isNew) OnPeerKnown(from, Sender.Path.Address);
    }

    // A message too large for Akka's stream: it came by a data connection as bare bytes.
    private void OnLarge(byte[] packed)
    {
        try
        {
            var limits = Extension.Serializer.Limits;
            OnMessage(MessageCodec.Decode(PackedEnvelope.Unpack(packed, limits), limits));
        }
        catch (WireFormatException error)
        {
            EngineLog.LargeRefused(Log, packed.Length, From(), error.Message);
            Link.Drop(From(), $"{packed.Length:N0} bytes from it are no message: {error.Message}");
        }
    }

    private void OnRenewal(LeaseRenewal renewal)
    {
        var from = From();
        if (Link.IsLost(from))
        {
            Sender.Tell(new Goodbye("its lease has run out"), Self);
            return;
        }

        if (!_leases.Has(from)) Context.Unwatch(Sender);
        _leases.Hold(from, Sender, renewal, isOurs: false);
        Link.Know(from, Sender, watch: false);
        Sender.Tell(LeaseRenewed.Instance, Self);
    }

    // The same address may be another incarnation's by now, which is a member: that one is not meant.
    private bool IsSucceeded(QuarantinedEvent gone) => Cluster is not null && Cluster.State.Members.Any(
        member => member.Address.Equals(gone.Address) && member.UniqueAddress.Uid != gone.Uid);

    private void LoseNode(Address node, string reason)
    {
        foreach (var peer in Link.PeersAt(node))
        {
            // Told as well, should it still hear: whoever does not know that it was given up waits for ever.
            Link.SayGoodbye(peer, reason);
            LoseOnce(peer, reason);
        }
    }

    private void LoseOnce(PeerAddress peer, string reason)
    {
        if (!Link.IsLost(peer)) Lose(peer, reason);
    }

    private void Lose(PeerAddress peer, string reason)
    {
        Link.Forget(peer);
        _leases.End(peer);
        Handle(new Mail.PeerLost(peer, reason));
    }

    // A path is written out once for a run of messages of one sender.
    private PeerAddress From()
    {
        if (ReferenceEquals(Sender, _lastSender)) return _lastFrom;
        _lastFrom = Extension.AddressOf(Sender);
        _lastSender = Sender;
        return _lastFrom;
    }
}
