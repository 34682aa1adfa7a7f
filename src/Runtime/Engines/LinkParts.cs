using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>Sends what a machine says, long lists of keys in several messages.</summary>
internal static class LinkParts
{
    /// <summary>As <see cref="ILink.Send"/>; the parts follow each other.</summary>
    public static void SendParts(this ILink link, PeerAddress to, Message message)
    {
        if (!MessageCut.IsNeeded(message))
        {
            link.Send(to, message);
            return;
        }

        foreach (var part in MessageCut.Parts(message)) link.Send(to, part);
    }
}
