using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Akka.Remote;

namespace Weft.Actors;

/// <summary>
/// <c>/system/weft</c>: gives each peer an actor that sends to it, and each session that a peer asks for an actor that
/// receives. It keeps no tickets itself. A sending actor that fails is restarted and takes what still waits for it; a
/// receiving one ends, and with it its session.
/// </summary>
internal sealed class BulkActor(BulkNode node) : UntypedActor
{
    // More nodes than any cluster has; made-up addresses must not cost an actor each without end.
    private const int SessionsMax = 4096;

    private readonly Dictionary<Address, SendingChild> _senders = [];
    private readonly Dictionary<(IActorRef Asker, long Session), IActorRef> _receivers = [];

    public static Props Props(BulkNode node) =>
        Akka.Actor.Props.Create(() => new BulkActor(node))
            .WithDeploy(Deploy.Local)
            .WithDispatcher(BulkSettings.Dispatcher);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Self.Tell(SendsWait.Instance, ActorRefs.NoSender);
        Context.System.EventStream.Subscribe(Self, typeof(QuarantinedEvent));
        Context.System.EventStream.Subscribe(Self, typeof(ThisActorSystemQuarantinedEvent));
        if (node.Extension.System.Provider is IClusterActorRefProvider)
            Akka.Cluster.Cluster.Get(Context.System).Subscribe(
                Self, ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.MemberRemoved));
    }

    /// <inheritdoc/>
    protected override void PostStop() => FailLeft();

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        // What is open ends with the children; the listener serves the sessions to come.
        foreach (var child in Context.GetChildren()) Context.Stop(child);
        FailLeft();
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SendsWait:
                foreach (var send in node.Sends.Take(Self)) HandOn(send);
                break;
            case BulkMessage.Hello hello:
                OnHello(hello);
                break;
            case QuarantinedEvent gone:
                Lose(gone.Address, $"{gone.Address} is quarantined", gone.Uid);
                break;
            case ThisActorSystemQuarantinedEvent self:
                Lose(self.RemoteAddress, $"{self.RemoteAddress} has quarantined this node");
                break;
            case ClusterEvent.MemberRemoved removed:
                var left = removed.Member.UniqueAddress;
                Lose(left.Address, $"{left.Address} has left the cluster", left.Uid);
                break;
            case MayRetire when FindSender(Sender) is { } idle:
                Sender.Tell(new RetireAsked(idle.Forwarded), Self);
                break;
            case RetireAsked asked:
                Retire(Sender, asked.Forwarded);
                break;
            case RefusalNotice notice:
                OnRefused(notice);
                break;
            case Terminated ended:
                Forget(ended.ActorRef);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void HandOn(DataSend send)
    {
        try
        {
            var child = SenderTo(send.Recipient.Path.Address);
            child.Forwarded++;
            child.Sends.Put(send, child.Actor);
        }
        catch (Exception error)
        {
            // It is in no queue any more, so nobody else would ever end it.
            send.Fail(
                new DataSendException(DataSendFailure.PeerUnreachable, $"{send.Recipient}: {error.Message}", error),
                Context.System);
        }
    }

    private SendingChild SenderTo(Address peer)
    {
        if (_senders.TryGetValue(peer, out var sender)) return sender;
        var sends = new SendQueue();
        var actor = Context.Watch(Context.ActorOf(PeerSender.Props(node, peer, sends)));
        sender = new SendingChild(peer, actor, sends);
        _senders.Add(peer, sender);
        return sender;
    }

    // Nobody hands them anything more.
    private void FailLeft()
    {
        foreach (var sender in _senders.Values) sender.Sends.Fail(BulkNode.Stopped, Context.System);
    }

    private SendingChild? FindSender(IActorRef child) =>
        _senders.Values.FirstOrDefault(each => each.Actor.Equals(child));

    // What it was handed meanwhile it would never send; then it stays, and asks again when it is idle.
    private void Retire(IActorRef child, long forwarded)
    {
        if (FindSender(child) is not { } idle || idle.Forwarded != forwarded) return;
        _senders.Remove(idle.Peer);
        Context.Stop(child);
    }

    private void OnHello(BulkMessage.Hello hello)
    {
        if (hello.Version != BulkMessageCodec.Version)
        {
            Sender.Tell(new BulkMessage.HelloRefused(
                hello.Session,
                $"bulk sends: this node speaks version {BulkMessageCodec.Version} (Weft {BulkNode.Package}), the " +
                $"asking one {hello.Version}; run the same Weft on both"));
            return;
        }
        node.Extension.Peers.Learn(
            Sender.Path.Address, new PeerFacts(hello.Package, hello.Runtime, hello.FrameBytes, hello.Compression));
        if (node.Mismatch(hello.HasTls) is { } mismatch)
        {
            Context.GetLogger().Warning("bulk sends of {0} were refused: {1}", Sender.Path.Address, mismatch);
            Sender.Tell(new BulkMessage.HelloRefused(hello.Session, $"{mismatch} ({TlsSettings.EnabledKey})"));
            return;
        }
        var key = (Sender, hello.Session);
        if (!_receivers.TryGetValue(key, out var receiver))
        {
            // What an earlier session still holds must not be told after what this one brings: it ends first, and the
            // asker asks again.
            if (TryEndEarlier(Sender.Path.Address)) return;
            if (_receivers.Count >= SessionsMax)
            {
                Sender.Tell(new BulkMessage.HelloRefused(
                    hello.Session, $"this node receives from {SessionsMax:N0} others already"));
                return;
            }
            receiver = Context.Watch(Context.ActorOf(PeerReceiver.Props(node, Sender, hello.Session)));
            _receivers.Add(key, receiver);
        }
        receiver.Forward(hello);
    }

    private bool TryEndEarlier(Address peer)
    {
        var earlier = _receivers.Where(pair => pair.Key.Asker.Path.Address.Equals(peer)).ToArray();
        foreach (var (_, receiver) in earlier) receiver.Tell(new PeerLost("the peer has begun another session"));
        return earlier.Length > 0;
    }

    private void OnRefused(RefusalNotice notice)
    {
        var peer = Sender.Path.Address;
        Context.GetLogger().Warning(
            "{0} refused a message of this node ({1}, manifest '{2}'): {3}",
            peer, notice.Serializer, notice.Manifest, notice.Text);
        Context.System.EventStream.Publish(
            new MessageRefused(peer, notice.Serializer, notice.Manifest, notice.Text));
    }

    private void Lose(Address peer, string reason, long? uid = null)
    {
        var lost = new PeerLost(reason) { Uid = uid };
        if (_senders.TryGetValue(peer, out var sender)) sender.Actor.Tell(lost);
        foreach (var (key, receiver) in _receivers)
            if (key.Asker.Path.Address.Equals(peer)) receiver.Tell(lost);
    }

    private void Forget(IActorRef child)
    {
        foreach (var (peer, sender) in _senders.ToArray())
        {
            if (!sender.Actor.Equals(child)) continue;
            _senders.Remove(peer);
            sender.Sends.Fail("the actor that sends to it has ended", Context.System);
        }
        foreach (var (key, receiver) in _receivers.ToArray())
            if (receiver.Equals(child)) _receivers.Remove(key);
    }
}

/// <summary>Akka has given a peer up.</summary>
internal sealed record PeerLost(string Reason) : INoSerializationVerificationNeeded
{
    /// <summary>The incarnation that is gone; null for whatever has the address.</summary>
    public long? Uid { get; init; }

    /// <summary>Whether a session with an incarnation ends with it; one that is not known yet goes on.</summary>
    public bool IsOf(long? uid) => Uid is null || Uid == uid;
}

/// <summary>An actor that sends has had nothing to do for long.</summary>
internal sealed record MayRetire : INoSerializationVerificationNeeded
{
    public static MayRetire Instance { get; } = new();
}

/// <summary>Goes to the idle actor behind all it was handed before, and back if it is idle still.</summary>
/// <param name="Forwarded">How many messages it was handed before.</param>
internal sealed record RetireAsked(long Forwarded) : INoSerializationVerificationNeeded;

/// <summary>The actor that sends to one peer.</summary>
internal sealed class SendingChild(Address peer, IActorRef actor, SendQueue sends)
{
    /// <summary>Its peer.</summary>
    public Address Peer => peer;

    /// <summary>The actor.</summary>
    public IActorRef Actor => actor;

    /// <summary>What it has yet to take.</summary>
    public SendQueue Sends => sends;

    /// <summary>Messages it was handed.</summary>
    public long Forwarded { get; set; }
}
