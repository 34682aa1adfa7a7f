using Akka.Actor;
using Akka.Remote;
using Weft.Serialization;

namespace Weft.Actors;

/// <summary>
/// Who is there, between the cluster and clients outside of it, where watching would quarantine a node for good after
/// a mere freeze. The one outside renews, the other answers, and each takes the other for gone when it has heard
/// nothing for the time agreed on. Belongs to one role's actor.
/// </summary>
internal sealed class Leases
{
    private readonly Dictionary<PeerAddress, Lease> _leases = [];
    private long _lastTickAt = Environment.TickCount64;

    /// <summary>The peers that are under a lease.</summary>
    public IReadOnlyCollection<IActorRef> Peers => [.. _leases.Values.Select(lease => lease.Actor)];

    /// <summary>True where the peer is not to be watched.</summary>
    public bool Has(PeerAddress peer) => _leases.ContainsKey(peer);

    /// <summary>Begins a lease, or goes on with it.</summary>
    /// <param name="peer">Whose.</param>
    /// <param name="actor">Where it is told.</param>
    /// <param name="terms">How often it is renewed, and how long it lasts.</param>
    /// <param name="isOurs">True where this role renews it.</param>
    public void Hold(PeerAddress peer, IActorRef actor, LeaseRenewal terms, bool isOurs)
    {
        if (!_leases.TryGetValue(peer, out var lease))
            _leases[peer] = lease = new Lease(actor, terms, isOurs) { RenewedAt = Environment.TickCount64 };
        lease.Detector.HeartBeat();
    }

    /// <summary>A peer said something, whatever it was.</summary>
    public void Heard(PeerAddress peer)
    {
        if (_leases.TryGetValue(peer, out var lease)) lease.Detector.HeartBeat();
    }

    /// <summary>A peer is gone.</summary>
    public void End(PeerAddress peer) => _leases.Remove(peer);

    /// <summary>Renews what is due and returns whose lease has run out, with the reason.</summary>
    public IReadOnlyList<(PeerAddress Peer, string Reason)> Tick(IActorRef self)
    {
        var now = Environment.TickCount64;
        var silence = TimeSpan.FromMilliseconds(now - _lastTickAt);
        _lastTickAt = now;
        if (_leases.Count == 0) return [];
        List<(PeerAddress, string)>? lost = null;
        foreach (var (peer, lease) in _leases)
        {
            // This process itself was frozen: what it did not hear in the meantime proves nothing.
            if (silence > lease.Terms.Timeout / 2) lease.Detector.HeartBeat();
            if (!lease.Detector.IsAvailable)
            {
                (lost ??= []).Add((peer, $"nothing was heard of it for {lease.Terms.Timeout.TotalSeconds:0.###} s"));
                continue;
            }

            if (!lease.IsOurs || now - lease.RenewedAt < lease.Terms.Interval.TotalMilliseconds) continue;
            lease.RenewedAt = now;
            lease.Actor.Tell(lease.Terms, self);
        }

        return lost ?? [];
    }

    private sealed class Lease(IActorRef actor, LeaseRenewal terms, bool isOurs)
    {
        public IActorRef Actor { get; } = actor;

        public LeaseRenewal Terms { get; } = terms;

        public bool IsOurs { get; } = isOurs;

        public long RenewedAt { get; set; }

        public DeadlineFailureDetector Detector { get; } = new(terms.Timeout - terms.Interval, terms.Interval);
    }
}
