using Weft.Serialization;

namespace Weft.Transport.Connections;

/// <summary>What one end of a connection brings into it; fixed before the first byte.</summary>
internal sealed record ConnectionTerms
{
    /// <summary>True at the end that greets first.</summary>
    public required bool IsDialer { get; init; }

    /// <summary>What this end says of itself.</summary>
    public required Hello Hello { get; init; }

    /// <summary>32 bytes, or none.</summary>
    public ReadOnlyMemory<byte> Token { get; init; }

    /// <summary>What this end's input is held to.</summary>
    public Limits Limits { get; init; } = Limits.Default;

    /// <summary>Decodes what arrives.</summary>
    public required WeftSerializer Serializer { get; init; }

    /// <summary>False where values are passed on as they are.</summary>
    public bool DecodeValues { get; init; } = true;

    /// <summary>What sender and recipient share.</summary>
    public Proximity Proximity { get; init; }

    /// <summary>What is known of what comes from a peer; null for nothing beside the two roles.</summary>
    public Func<PeerAddress, SerializationContext>? ReceivingContext { get; init; }

    /// <summary>The version of the grammar; another only in tests.</summary>
    public ushort WireVersion { get; init; } = ConnectionWire.Version;

    /// <summary>Bytes of messages that may wait to be written, without bulk frames.</summary>
    public long QueuedBytesMax { get; init; } = 256L << 20;

    /// <summary>What is known of everything that goes to a peer, once it has said who it is.</summary>
    public SerializationContext ContextTo(Hello peer) => new()
    {
        Sender = Hello.Self,
        Recipient = peer.Self,
        Proximity = Proximity,
        Compression = Agreed(peer),
    };

    /// <summary>The terms of what comes from a peer; null before it has said who it is.</summary>
    public ReceiveTerms Receive(Hello? peer) => new(
        Serializer,
        new DeserializeOptions
        {
            Deserializers = Hello.Deserializers,
            Context = ContextFrom(peer),
        },
        Limits,
        DecodeValues);

    private SerializationContext ContextFrom(Hello? peer)
    {
        var compression = peer is null ? null : Agreed(peer);
        if (peer is not null && ReceivingContext is not null)
            return ReceivingContext(peer.Self) with { Compression = compression };
        return new SerializationContext
        {
            Sender = peer?.Self ?? PeerAddress.None,
            Recipient = Hello.Self,
            Proximity = Proximity,
            Compression = compression,
        };
    }

    // The codec that both ends offer: each has it, and each wants it.
    private string? Agreed(Hello peer) => Hello.Compression == peer.Compression ? peer.Compression : null;
}
