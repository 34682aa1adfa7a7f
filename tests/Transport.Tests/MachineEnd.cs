using System.Buffers;
using Weft.Serialization;

namespace Weft.Transport.Tests;

/// <summary>One end of a connection without a socket: what it would write, and what it delivered.</summary>
internal sealed class MachineEnd
{
    private readonly List<ConnectionEffect> _effects = [];
    private readonly WriteBatch _write = new();

    public MachineEnd(bool isDialer, TransportOptions? options = null)
    {
        options ??= Pair.Options(isDialer ? "tcp://dialer" : "tcp://listener");
        var terms = options.TermsFor(isDialer, Proximity.SameHost);
        Inbound = new InboundMachine(terms, Counters);
        Outbound = new OutboundMachine(terms);
        if (isDialer) Outbound.Greet(withHello: true);
    }

    public TransferCounters Counters { get; } = new();

    public InboundMachine Inbound { get; }

    public OutboundMachine Outbound { get; }

    public List<Envelope> Delivered { get; } = [];

    public List<IncomingMessage> AwaitingCredit { get; } = [];

    public bool GrantsAtOnce { get; set; } = true;

    public Hello? Peer { get; private set; }

    public ConnectionEffect.Close? Closed { get; private set; }

    public bool Send(Envelope envelope, MessageKind kind = MessageKind.Admin)
    {
        var payloads = envelope.Values.Select(value => ((Serialized)value).Payload).ToArray();
        return Outbound.TrySend(envelope.Body, payloads, kind, null, out _);
    }

    /// <summary>Takes in bytes in portions of at most a length.</summary>
    public void Feed(ReadOnlySpan<byte> bytes, int portion = int.MaxValue)
    {
        while (bytes.Length > 0 && Closed is null)
        {
            var destination = Inbound.BorrowDestination();
            var count = Math.Min(Math.Min(portion, bytes.Length), destination.Length);
            bytes[..count].CopyTo(destination.Span);
            bytes = bytes[count..];
            Receive(count);
        }
    }

    /// <summary>The peer sends no more.</summary>
    public void FeedEnd() => Receive(0);

    /// <summary>One write, as bytes; empty where there is nothing to write.</summary>
    public byte[] Take(Action<WriteBatch>? look = null)
    {
        _write.Clear();
        Outbound.TryTake(_write);
        look?.Invoke(_write);
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var run in _write.Runs) bytes.Write(run.Span);
        foreach (var buffer in _write.Buffers) buffer.Return();
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>All that can be written now.</summary>
    public byte[] TakeAll()
    {
        var all = new List<byte>();
        for (var bytes = Take(); bytes.Length > 0; bytes = Take()) all.AddRange(bytes);
        return [.. all];
    }

    /// <summary>Takes in what the other end is about to write.</summary>
    public void FeedRuns(WriteBatch write)
    {
        foreach (var run in write.Runs) Feed(run.Span);
    }

    private void Receive(int count)
    {
        Inbound.OnReceived(count, _effects);
        foreach (var effect in _effects) CarryOut(effect);
        _effects.Clear();
    }

    private void CarryOut(ConnectionEffect effect)
    {
        switch (effect)
        {
            case ConnectionEffect.SendGreeting greeting:
                Outbound.Greet(greeting.WithHello);
                break;
            case ConnectionEffect.Greet greet:
                Peer = greet.Peer;
                Outbound.OnGreeted(greet.Peer);
                break;
            case ConnectionEffect.AskCredit ask when GrantsAtOnce:
                if (ask.Message.Begin(out var refused)) Outbound.Grant(ask.Message.Transfer, refused.Span);
                break;
            case ConnectionEffect.AskCredit ask:
                AwaitingCredit.Add(ask.Message);
                break;
            case ConnectionEffect.StartFrames start:
                Outbound.TryStartFrames(start.Transfer, start.Refused.Span);
                break;
            case ConnectionEffect.Deliver deliver:
                Delivered.Add(deliver.Envelope);
                deliver.Source?.Dispose();
                break;
            case ConnectionEffect.Close close:
                Closed = close;
                break;
        }
    }
}
