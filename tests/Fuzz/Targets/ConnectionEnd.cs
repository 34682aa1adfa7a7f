using Weft.Serialization;
using Weft.Transport;
using Weft.Transport.Connections;

namespace Weft.Fuzz;

/// <summary>
/// One end of a connection without a socket. Credit is granted at once for bulk messages of up to a mebibyte and held
/// back for longer ones, as a node does whose budget is used up.
/// </summary>
internal sealed class ConnectionEnd
{
    private const long CreditBytes = 1 << 20;
    private readonly List<ConnectionEffect> _effects = [];
    private readonly InboundMachine _inbound;
    private readonly OutboundMachine _outbound;
    private readonly WriteBatch _write = new();

    public ConnectionEnd(bool isDialer, WeftSerializer serializer)
    {
        var options = new TransportOptions { Serializer = serializer, Self = new PeerAddress("tcp://fuzz") };
        var terms = options.TermsFor(isDialer, Proximity.SameHost);
        _inbound = new InboundMachine(terms, new TransferCounters());
        _outbound = new OutboundMachine(terms);
        if (isDialer) _outbound.Greet(withHello: true);
    }

    /// <summary>Bytes of frames that were granted.</summary>
    public long GrantedBytes { get; private set; }

    /// <summary>Why the connection was closed, if a broken rule was the reason.</summary>
    public Exception? Error { get; private set; }

    /// <summary>The messages that arrived.</summary>
    public List<Envelope> Delivered { get; } = [];

    private bool IsClosed { get; set; }

    public void Send(ReadOnlyMemory<byte> body, Payload[] payloads) =>
        CheckException.Require(_outbound.TrySend(body, payloads, MessageKind.Data, null, out _));

    /// <summary>Takes in bytes, in portions of any length.</summary>
    public void Feed(ReadOnlySpan<byte> bytes, int portion)
    {
        while (bytes.Length > 0 && !IsClosed)
        {
            var destination = _inbound.BorrowDestination();
            int count = Math.Min(Math.Min(portion, bytes.Length), destination.Length);
            CheckException.Require(count > 0);
            bytes[..count].CopyTo(destination.Span);
            bytes = bytes[count..];
            Receive(count);
        }
    }

    /// <summary>The peer sends no more.</summary>
    public void FeedEnd() => Receive(0);

    /// <summary>All that can be written now.</summary>
    public byte[] Take()
    {
        var all = new List<byte>();
        while (true)
        {
            _write.Clear();
            _outbound.TryTake(_write);
            int before = all.Count;
            foreach (var run in _write.Runs) all.AddRange(run.Span);
            foreach (var buffer in _write.Buffers) buffer.Return();
            if (all.Count == before) return [.. all];
        }
    }

    private void Receive(int count)
    {
        _inbound.OnReceived(count, _effects);
        foreach (var effect in _effects) CarryOut(effect);
        _effects.Clear();
    }

    private void CarryOut(ConnectionEffect effect)
    {
        switch (effect)
        {
            case ConnectionEffect.SendGreeting greeting:
                _outbound.Greet(greeting.WithHello);
                break;
            case ConnectionEffect.Greet greet:
                _outbound.OnGreeted(greet.Peer);
                break;
            case ConnectionEffect.AskCredit ask when ask.Message.DeclaredBytes <= CreditBytes - GrantedBytes:
                GrantedBytes += ask.Message.DeclaredBytes;
                if (ask.Message.Begin(out var refused)) _outbound.Grant(ask.Message.Transfer, refused.Span);
                break;
            case ConnectionEffect.StartFrames start:
                _outbound.TryStartFrames(start.Transfer, start.Refused.Span);
                break;
            case ConnectionEffect.Deliver deliver:
                Delivered.Add(deliver.Envelope);
                deliver.Source?.Dispose();
                break;
            case ConnectionEffect.Close close:
                (IsClosed, Error) = (true, close.Error);
                break;
        }
    }
}
