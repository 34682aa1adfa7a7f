using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime.Tests;

/// <summary>Keeps what a link tells.</summary>
internal sealed class LinkRecorder(TaskCompletionSource<string> lost) : ILinkHandler
{
    public System.Collections.Concurrent.ConcurrentQueue<(PeerAddress From, Message Message)> Messages { get; } = new();

    public int LostCount;

    public void OnMessage(PeerAddress from, Message message) => Messages.Enqueue((from, message));

    public void OnPeerAppeared(PeerAddress peer)
    {
    }

    public void OnPeerLost(PeerAddress peer, string reason)
    {
        Interlocked.Increment(ref LostCount);
        lost.TrySetResult(reason);
    }
}
