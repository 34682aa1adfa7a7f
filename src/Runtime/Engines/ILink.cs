using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>
/// One role's way to all others: ordered, at-most-once sends. What an engine (in-process, TCP, Akka) gives a shell,
/// together with <see cref="ILinkHandler"/>. Safe to call from any thread. Disposing closes the role's address: every
/// peer it has talked with is told that it is lost, and it hears nothing more itself.
/// </summary>
public interface ILink : IAsyncDisposable
{
    /// <summary>The address under which peers reach this role; one incarnation.</summary>
    PeerAddress Self { get; }

    /// <summary>
    /// Sends without blocking. Messages from this role to one peer arrive in the order of the calls, each at most
    /// once. A peer that cannot be reached is reported by <see cref="ILinkHandler.OnPeerLost"/>, never by an exception;
    /// also where it was reported before.
    /// Values inside must not change from now on; within one process the peer gets the same objects.
    /// </summary>
    void Send(PeerAddress to, Message message);

    /// <summary>
    /// As <see cref="Send"/>; the task completes when the memory of the values inside is free again: written to the
    /// wire, or given up because the peer is lost (it does not fail for that). Within one process, where the peer
    /// shares the values by reference, it completes on delivery.
    /// </summary>
    Task SendAsync(PeerAddress to, Message message, CancellationToken cancellation);

    /// <summary>
    /// Ends the way to a peer after what was sent to it before; the peer sees this role as lost, and this role the
    /// peer.
    /// </summary>
    void Drop(PeerAddress peer, string reason);

    /// <summary>
    /// What this role, which sends, and a peer share; <see cref="Proximity.SameProcess"/> means that values pass by
    /// reference.
    /// Known even before the first message, as far as the address tells.
    /// </summary>
    SerializationContext ContextOf(PeerAddress peer);

    /// <summary>
    /// What is known of a value that came from a peer: it is the sender, and this role the recipient.
    /// </summary>
    SerializationContext ContextFrom(PeerAddress peer) => ContextOf(peer) with { Sender = peer, Recipient = Self };

    /// <summary>
    /// The families that the engine's rules choose for a peer, in the order in which they are tried; null where no rule
    /// holds, and in engines without rules.
    /// </summary>
    IReadOnlyList<string>? FamiliesFor(PeerAddress peer) => null;
}
