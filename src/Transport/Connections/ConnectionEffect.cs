using Weft.Serialization;

namespace Weft.Transport.Connections;

/// <summary>What the inbound half of a connection asks of its shell; carried out in order.</summary>
internal abstract record ConnectionEffect
{
    private ConnectionEffect()
    {
    }

    /// <summary>The dialer's token is right: answer with the own preamble and mostly the hello.</summary>
    public sealed record SendGreeting(bool WithHello) : ConnectionEffect;

    /// <summary>The handshake is done: messages may come from here on.</summary>
    public sealed record Greet(Hello Peer) : ConnectionEffect;

    /// <summary>A bulk message was opened: reserve room for its declared bytes, then begin it and grant.</summary>
    public sealed record AskCredit(IncomingMessage Message) : ConnectionEffect;

    /// <summary>The peer has room for one of this end's bulk messages; bits name the values it does not want.</summary>
    public sealed record StartFrames(uint Transfer, ReadOnlyMemory<byte> Refused) : ConnectionEffect;

    /// <summary>A message is whole. Dispose the source, where there is one, once it is delivered.</summary>
    public sealed record Deliver(Envelope Envelope, MessageKind Kind, IncomingMessage? Source) : ConnectionEffect;

    /// <summary>
    /// Nothing more is read. Where the peer did not say so itself, tell it the reason, if it proved who it is.
    /// </summary>
    public sealed record Close(string Reason, Exception? Error, bool Tell) : ConnectionEffect;
}
