using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>The link handler of every role: turns what the link tells into mail and posts it.</summary>
public sealed class MailboxPoster(IMailbox<Mail> mailbox) : ILinkHandler
{
    /// <inheritdoc/>
    public void OnMessage(PeerAddress from, Message message) => mailbox.Post(new Mail.MessageArrived(from, message));

    /// <inheritdoc/>
    public void OnPeerAppeared(PeerAddress peer) => mailbox.Post(new Mail.PeerAppeared(peer));

    /// <inheritdoc/>
    public void OnPeerLost(PeerAddress peer, string reason) => mailbox.Post(new Mail.PeerLost(peer, reason));
}
