using System.Collections.Concurrent;
using Akka.Actor;
using Weft.Runtime;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Actors;

/// <summary>
/// A role's way to its peers over actor references. Order and at-most-once delivery are Akka's; so is the loss of a
/// peer, which the role's actor learns by watching it. A message to an actor in the same system is passed by reference.
/// </summary>
internal sealed class ActorLink : ILink
{
    private readonly WeftExtension _extension;
    private readonly IActorRef _self;
    private readonly ConcurrentDictionary<PeerAddress, IActorRef> _peers = new();

    /// <summary>The link of the role that <paramref name="self"/> hosts.</summary>
    public ActorLink(WeftExtension extension, IActorRef self)
    {
        (_extension, _self) = (extension, self);
        Self = extension.AddressOf(self);
    }

    /// <inheritdoc/>
    public PeerAddress Self { get; }

    /// <inheritdoc/>
    public void Send(PeerAddress to, Message message) => Find(to).Tell(message, _self);

    /// <inheritdoc/>
    public Task SendAsync(PeerAddress to, Message message, CancellationToken cancellation)
    {
        // Akka encodes a remote message whenever it comes to it: encode now, so that the memory is free on return.
        var context = ContextOf(to);
        if (context.Proximity == Proximity.SameProcess || message is not DataMessage)
        {
            Send(to, message);
            return Task.CompletedTask;
        }

        var packed = PackedEnvelope.Pack(
            MessageCodec.Encode(message), _extension.Serializer, _extension.OptionsFor(context));
        Find(to).Tell(new PackedMessage(packed), _self);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Drop(PeerAddress peer, string reason)
    {
        Find(peer).Tell(new Goodbye(reason), _self);
        _self.Tell(new PostedMail(new Mail.PeerLost(peer, reason)), _self);
    }

    /// <inheritdoc/>
    public SerializationContext ContextOf(PeerAddress peer) => _extension.ContextOf(Self, peer);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _self.Tell(PoisonPill.Instance);
        return ValueTask.CompletedTask;
    }

    /// <summary>A peer that spoke first: its own reference spares the look-up.</summary>
    public void Know(PeerAddress peer, IActorRef actor)
    {
        if (_peers.TryAdd(peer, actor)) Watch(actor);
    }

    /// <summary>A peer is gone: what is sent to it from now on looks it up, watches it, and learns so again.</summary>
    public void Forget(PeerAddress peer) => _peers.TryRemove(peer, out _);

    private IActorRef Find(PeerAddress peer) => _peers.GetOrAdd(
        peer,
        address =>
        {
            var actor = _extension.System.Provider.ResolveActorRef(address.Value);
            Watch(actor);
            return actor;
        });

    // Only the actor itself may watch; it may be told from any thread.
    private void Watch(IActorRef actor) => _self.Tell(new WatchPeer(actor), _self);
}

/// <summary>Asks a role's actor to watch a peer.</summary>
internal sealed record WatchPeer(IActorRef Actor) : INoSerializationVerificationNeeded;
