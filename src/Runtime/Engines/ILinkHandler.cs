using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>
/// What a link tells its role. Called on any thread, for one peer in order and one call at a time; it must not block
/// or throw, so it does nothing but put the news into the role's mailbox (<see cref="MailboxPoster"/>).
/// </summary>
public interface ILinkHandler
{
    /// <summary>A peer said something. Data values inside are <see cref="Deserialized"/> or still encoded.</summary>
    void OnMessage(PeerAddress from, Message message);

    /// <summary>The way to a peer is open. Engines without membership may leave this out.</summary>
    void OnPeerAppeared(PeerAddress peer);

    /// <summary>
    /// A peer is gone for good and the address never comes back; after all its messages. Told once when the peer goes,
    /// and once more for every message that is sent to it afterwards, so that no request stays without an answer.
    /// </summary>
    void OnPeerLost(PeerAddress peer, string reason);
}
