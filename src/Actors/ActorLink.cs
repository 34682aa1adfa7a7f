using System.Collections.Concurrent;
using System.Diagnostics;
using Akka.Actor;
using Weft.Runtime;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Actors;

/// <summary>
/// A role's way to its peers over actor references. Order and at-most-once delivery are Akka's; so is the loss of a
/// peer, which the role's actor learns by watching it, or by a lease where one of the two is outside the cluster. A
/// message to an actor in the same system is passed by reference; what is said to another node in one turn of the actor
/// goes out as one.
/// </summary>
internal sealed class ActorLink : ILink
{
    // Whoever was lost is remembered for so long; an address never comes back.
    private const int LostMax = 10_000;
    private const int TurnsMax = 16;
    private static readonly TimeSpan HeldMax = TimeSpan.FromMilliseconds(1);

    private readonly WeftExtension _extension;
    private readonly IActorRef _self;
    private readonly LeaseRenewal? _lease;
    private readonly RouteTerms _terms;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<PeerAddress, PeerRoute> _peers = new();
    private readonly HashSet<PeerRoute> _collecting = [];
    private readonly HashSet<PeerAddress> _lost = [];
    private readonly Queue<PeerAddress> _lostInOrder = new();
    private int _turnThread;
    private int _turns;
    private long _collectingSince;

    /// <summary>The link of the role that <paramref name="self"/> hosts.</summary>
    /// <param name="extension">The system's families.</param>
    /// <param name="self">The role's actor.</param>
    /// <param name="lease">
    /// The terms by which peers are kept, for a role outside their cluster; null where they are watched.
    /// </param>
    public ActorLink(WeftExtension extension, IActorRef self, LeaseRenewal? lease = null)
    {
        (_extension, _self, _lease) = (extension, self, lease);
        Self = extension.AddressOf(self);
        _terms = new RouteTerms(extension, SendLarge);
    }

    /// <inheritdoc/>
    public PeerAddress Self { get; }

    /// <inheritdoc/>
    public void Send(PeerAddress to, Message message)
    {
        lock (_gate)
        {
            if (_lost.Contains(to))
            {
                Report(to, "it is gone");
                return;
            }

            var route = RouteTo(to);
            try
            {
                if (route.Send(message)) Collect(route);
            }
            catch (Exception error) when (error is SerializationFailedException or ArgumentException)
            {
                // Nothing that a peer waits for may be left out in silence: without this message the two are done.
                route.TellLast(new Goodbye($"{message.GetType().Name} could not be encoded: {error.Message}"));
                Report(to, $"{message.GetType().Name} to it could not be encoded: {error.Message}");
            }
        }
    }

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
    }

    /// <inheritdoc/>
    public void Drop(PeerAddress peer, string reason)
    {
        SayGoodbye(peer, reason);
        Report(peer, reason);
    }

    /// <inheritdoc/>
    public SerializationContext ContextOf(PeerAddress peer) =>
        _peers.TryGetValue(peer, out var route) ? route.Context : _extension.ContextOf(Self, peer);

    /// <inheritdoc/>
    public SerializationContext ContextFrom(PeerAddress peer) => _extension.ContextOf(peer, Self);

    /// <inheritdoc/>
    public IReadOnlyList<string>? FamiliesFor(PeerAddress peer) => _extension.OptionsFor(ContextOf(peer)).Serializers;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _self.Tell(PoisonPill.Instance);
        return ValueTask.CompletedTask;
    }

    /// <summary>Tells a peer, after what it was told before, that the two are done with each other.</summary>
    public void SayGoodbye(PeerAddress peer, string reason)
    {
        lock (_gate)
        {
            if (!_lost.Contains(peer)) RouteTo(peer).TellLast(new Goodbye(reason));
        }
    }

    /// <summary>A peer that spoke first: its own reference spares the look-up.</summary>
    /// <returns>True where it was not known before.</returns>
    public bool Know(PeerAddress peer, IActorRef actor, bool watch)
    {
        if (_peers.ContainsKey(peer)) return false;
        lock (_gate)
        {
            if (!_peers.TryAdd(peer, NewRoute(peer, actor))) return false;
        }

        if (watch) Watch(actor);
        return true;
    }

    /// <summary>A peer has answered the first renewal of its lease: what waited for that is told.</summary>
    public void Admit(PeerAddress peer)
    {
        lock (_gate)
        {
            if (_peers.TryGetValue(peer, out var route)) route.Admit();
        }
    }

    /// <summary>True for a peer that is gone for good.</summary>
    public bool IsLost(PeerAddress peer)
    {
        lock (_gate) return _lost.Contains(peer);
    }

    /// <summary>A peer is gone: whatever is sent to it from now on is answered by word of its loss.</summary>
    public void Forget(PeerAddress peer)
    {
        lock (_gate)
        {
            if (_peers.TryRemove(peer, out var route)) _collecting.Remove(route);
            if (!_lost.Add(peer)) return;
            _lostInOrder.Enqueue(peer);
            if (_lostInOrder.Count > LostMax) _lost.Remove(_lostInOrder.Dequeue());
        }
    }

    /// <summary>The known peers on a node.</summary>
    public IReadOnlyList<PeerAddress> PeersAt(Address node) =>
        [.. _peers.Where(pair => pair.Value.Actor.Path.Address.Equals(node)).Select(pair => pair.Key)];

    /// <summary>The actor begins to handle a message: what it sends is collected.</summary>
    public void BeginTurn() => _turnThread = Environment.CurrentManagedThreadId;

    /// <summary>
    /// The actor has handled a message. What was collected leaves now, unless the next one is there already, and then
    /// soon.
    /// </summary>
    public void EndTurn(bool isMoreThere)
    {
        _turnThread = 0;
        if (_collecting.Count == 0) return;
        if (isMoreThere && ++_turns < TurnsMax && Stopwatch.GetElapsedTime(_collectingSince) < HeldMax) return;
        FlushAll();
    }

    /// <summary>Tells everybody what was collected for them.</summary>
    public void FlushAll()
    {
        lock (_gate)
        {
            foreach (var route in _collecting) route.Flush();
            _collecting.Clear();
            _turns = 0;
        }
    }

    private void Collect(PeerRoute route)
    {
        if (_turnThread != Environment.CurrentManagedThreadId)
        {
            route.Flush();
            return;
        }

        if (_collecting.Count == 0) _collectingSince = Stopwatch.GetTimestamp();
        _collecting.Add(route);
    }

    private IActorRef Find(PeerAddress peer)
    {
        lock (_gate) return RouteTo(peer).Actor;
    }

    private PeerRoute RouteTo(PeerAddress peer)
    {
        if (_peers.TryGetValue(peer, out var route)) return route;
        var actor = _extension.System.Provider.ResolveActorRef(peer.Value);
        var context = _extension.ContextOf(Self, peer);
        var isLeased = _lease is not null && context.Proximity != Proximity.SameProcess;

        // Akka drops what is told to an address at which a node has ended shortly before, and the lease of its
        // successor would hide that: renewals are told again and again until one is answered, all else after that.
        route = new PeerRoute(actor, _self, context, _terms, isLeased);
        if (_lost.Contains(peer)) return route;
        _peers[peer] = route;
        if (!isLeased)
        {
            Watch(actor);
            return route;
        }

        // Before anything else is said, so that the peer does not watch this role either.
        actor.Tell(_lease!, _self);
        _self.Tell(new LeasePeer(peer, actor), _self);
        return route;
    }

    private PeerRoute NewRoute(PeerAddress peer, IActorRef actor) =>
        new(actor, _self, _extension.ContextOf(Self, peer), _terms);

    // Only the actor itself may watch; it may be told from any thread.
    private void Watch(IActorRef actor) => _self.Tell(new WatchPeer(actor), _self);

    private void Report(PeerAddress peer, string reason) =>
        _self.Tell(new PostedMail(new Mail.PeerLost(peer, reason)), _self);

    private void SendLarge(PeerRoute route, byte[] packed) => _ = SendLargeAsync(route, packed);

    private async Task SendLargeAsync(PeerRoute route, byte[] packed)
    {
        try
        {
            await route.Actor.TellData(packed, _self).ConfigureAwait(false);
            lock (_gate) route.GoOn();
        }
        catch (DataSendException error)
        {
            // Order is broken and what it asked for will not come: the two are done with each other.
            var reason = $"a message of {packed.Length:N0} bytes did not arrive: {error.Message}";
            route.Actor.Tell(new Goodbye(reason), _self);
            Report(_extension.AddressOf(route.Actor), reason);
        }
    }
}

/// <summary>Asks a role's actor to watch a peer.</summary>
internal sealed record WatchPeer(IActorRef Actor) : INoSerializationVerificationNeeded;
