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
        if (message is DataMessage data and (DataMessage.DataReply or DataMessage.PutData)
            && ContextOf(to).Proximity != Proximity.SameProcess)
            return SendDataAsync(to, data);
        Send(to, message);
        return Task.CompletedTask;
    }

    // A peer that is gone is told of by its watch. One that lives must not wait for what will never come.
    private async Task SendDataAsync(PeerAddress to, DataMessage message)
    {
        try
        {
            await Find(to).TellData(message, _self).ConfigureAwait(false);
        }
        catch (DataSendException error) when (message is DataMessage.DataReply reply)
        {
            // What may go well next time is asked for again; what never will is answered by the reason.
            if (error.IsForGood || error.Reason == DataSendFailure.PeerUnreachable)
                Find(to).Tell(DataRefusal.Of(reply, error, _extension), _self);
            else
                Send(to, new DataMessage.DataBusy(reply.Request));
        }
        catch (DataSendException error) when (!error.IsForGood && error.Reason != DataSendFailure.QuotaExceeded)
        {
            // Whoever takes the values next, it is not this peer.
            _self.Tell(new PostedMail(new Mail.PeerLost(to, error.Message)), _self);
        }
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
    public IReadOnlyList<string>? FamiliesFor(PeerAddress peer) => _extension.OptionsFor(ContextOf(peer)).Serializers;

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
