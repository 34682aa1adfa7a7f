using System.Collections.Concurrent;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>One role's link of an <see cref="InProcessEngine"/>.</summary>
internal sealed class InProcessLink(InProcessEngine engine, PeerAddress self, ILinkHandler handler) : ILink
{
    private readonly Lock _sending = new();

    // Those it has talked with, and those of them (or unknown ones) that were reported lost.
    private readonly ConcurrentDictionary<PeerAddress, InProcessLink> _peers = new();
    private readonly ConcurrentDictionary<PeerAddress, bool> _lost = new();
    private volatile bool _closed;

    /// <inheritdoc/>
    public PeerAddress Self { get; } = self;

    /// <inheritdoc/>
    public void Send(PeerAddress to, Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        lock (_sending)
        {
            if (_closed) return;
            if (!_peers.TryGetValue(to, out var peer))
            {
                peer = _lost.ContainsKey(to) ? null : Pair(to);
            }

            if (peer is not null)
            {
                peer.Deliver(Self, ByReference(message));
                return;
            }
        }

        // Every message that goes nowhere is answered by word of the loss, also of a peer reported before: who asks a
        // peer by the word of a third may not have known.
        _lost.TryAdd(to, true);
        handler.OnPeerLost(to, $"nobody listens at {to}");
    }

    /// <inheritdoc/>
    public Task SendAsync(PeerAddress to, Message message, CancellationToken cancellation)
    {
        Send(to, message);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Drop(PeerAddress peer, string reason)
    {
        InProcessLink? other;
        lock (engine.Pairing)
        {
            if (!_peers.TryRemove(peer, out other)) return;
            other._peers.TryRemove(Self, out _);
        }

        other.ReportLost(Self, reason);
        ReportLost(peer, reason);
    }

    /// <inheritdoc/>
    public SerializationContext ContextOf(PeerAddress peer) =>
        new() { Sender = Self, Recipient = peer, Proximity = Proximity.SameProcess };

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_sending)
        {
            if (_closed) return ValueTask.CompletedTask;
            _closed = true;
        }

        List<InProcessLink> peers;
        lock (engine.Pairing)
        {
            engine.Remove(this);
            peers = [.. _peers.Values];
            _peers.Clear();
            foreach (var peer in peers) peer._peers.TryRemove(Self, out _);
        }

        foreach (var peer in peers) peer.ReportLost(Self, $"{Self} was closed");
        return ValueTask.CompletedTask;
    }

    private InProcessLink? Pair(PeerAddress to)
    {
        lock (engine.Pairing)
        {
            var peer = engine.Find(to);
            if (peer is null) return null;
            _peers[to] = peer;
            peer._peers[Self] = this;
            return peer;
        }
    }

    private void Deliver(PeerAddress from, Message message)
    {
        if (!_closed) handler.OnMessage(from, message);
    }

    private void ReportLost(PeerAddress peer, string reason)
    {
        if (!_closed && _lost.TryAdd(peer, true)) handler.OnPeerLost(peer, reason);
    }

    // The recipient sees values as it would see them after decoding.
    private static Message ByReference(Message message) => message switch
    {
        DataMessage.DataReply reply => reply with { Items = ByReference(reply.Items) },
        DataMessage.PutData put => put with { Items = ByReference(put.Items) },
        _ => message,
    };

    private static DataItem[] ByReference(IReadOnlyList<DataItem> items)
    {
        var passed = new DataItem[items.Count];
        for (int i = 0; i < passed.Length; i++)
        {
            passed[i] = items[i].Value is ToSerialize value
                ? items[i] with { Value = new Deserialized(value.Value, 0) }
                : items[i];
        }

        return passed;
    }
}
