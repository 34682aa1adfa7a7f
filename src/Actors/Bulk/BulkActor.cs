using Akka.Actor;
using Akka.Event;
using Akka.Remote;

namespace Weft.Actors;

/// <summary>
/// <c>/system/weft</c>: gives each peer an actor that sends to it, and each session that a peer asks for an actor that
/// receives. It keeps no tickets itself. A sending actor that fails is restarted, so that what waits in its mailbox has
/// an outcome; a receiving one ends, and with it its session.
/// </summary>
internal sealed class BulkActor(BulkNode node) : UntypedActor
{
    private readonly Dictionary<Address, IActorRef> _senders = [];
    private readonly Dictionary<(IActorRef Asker, long Session), IActorRef> _receivers = [];

    public static Props Props(BulkNode node) =>
        Akka.Actor.Props.Create(() => new BulkActor(node))
            .WithDispatcher(BulkSettings.Dispatcher)
            .WithDeploy(Deploy.Local);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(QuarantinedEvent));
        Context.System.EventStream.Subscribe(Self, typeof(ThisActorSystemQuarantinedEvent));
    }

    /// <inheritdoc/>
    protected override void PostStop() => _ = node.CloseAsync();

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DataSend send:
                SenderTo(send.Recipient.Path.Address).Forward(send);
                break;
            case BulkMessage.Hello hello:
                OnHello(hello);
                break;
            case QuarantinedEvent gone:
                Lose(gone.Address, $"{gone.Address} is quarantined");
                break;
            case ThisActorSystemQuarantinedEvent self:
                Lose(self.RemoteAddress, $"{self.RemoteAddress} has quarantined this node");
                break;
            case Terminated ended:
                Forget(ended.ActorRef);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private IActorRef SenderTo(Address peer)
    {
        if (_senders.TryGetValue(peer, out var sender)) return sender;
        sender = Context.Watch(Context.ActorOf(PeerSender.Props(node, peer)));
        _senders.Add(peer, sender);
        return sender;
    }

    private void OnHello(BulkMessage.Hello hello)
    {
        if (hello.Version != BulkMessageCodec.Version)
        {
            Sender.Tell(new BulkMessage.HelloRefused(
                hello.Session,
                $"bulk sends: this node speaks version {BulkMessageCodec.Version} (Weft {BulkNode.Package}), the " +
                $"asking one {hello.Version} (Weft {hello.Package}); run the same Weft on both"));
            return;
        }
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

    private void Lose(Address peer, string reason)
    {
        if (_senders.TryGetValue(peer, out var sender)) sender.Tell(new PeerLost(reason));
        foreach (var (key, receiver) in _receivers)
            if (key.Asker.Path.Address.Equals(peer)) receiver.Tell(new PeerLost(reason));
    }

    private void Forget(IActorRef child)
    {
        foreach (var (peer, sender) in _senders.ToArray())
            if (sender.Equals(child)) _senders.Remove(peer);
        foreach (var (key, receiver) in _receivers.ToArray())
            if (receiver.Equals(child)) _receivers.Remove(key);
    }
}

/// <summary>Akka has given a peer up.</summary>
internal sealed record PeerLost(string Reason) : INoSerializationVerificationNeeded;
