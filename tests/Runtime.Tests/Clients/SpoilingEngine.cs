using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime.Tests;

/// <summary>An engine on which the values of some keys arrive at some roles as ones that cannot be decoded.</summary>
internal sealed class SpoilingEngine(string role, Func<string, bool> spoils) : IEngine
{
    private readonly InProcessEngine _inner = new();

    public ILink Open(string name, ILinkHandler handler) =>
        _inner.Open(name, name == role ? new SpoilingHandler(handler, spoils) : handler);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    private sealed class SpoilingHandler(ILinkHandler inner, Func<string, bool> spoils) : ILinkHandler
    {
        public void OnMessage(PeerAddress from, Message message) => inner.OnMessage(from, message switch
        {
            DataMessage.DataReply reply => reply with { Items = [.. reply.Items.Select(Spoil)] },
            DataMessage.PutData put => put with { Items = [.. put.Items.Select(Spoil)] },
            _ => message,
        });

        public void OnPeerAppeared(PeerAddress peer) => inner.OnPeerAppeared(peer);

        public void OnPeerLost(PeerAddress peer, string reason) => inner.OnPeerLost(peer, reason);

        private DataItem Spoil(DataItem item) => item.Value is not null && spoils(item.Key)
            ? item with { Value = new Deserialized(new DeserializationRefusedException("family dask is not accepted")) }
            : item;
    }
}
