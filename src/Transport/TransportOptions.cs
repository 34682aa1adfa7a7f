using System.Runtime.CompilerServices;
using Weft.Serialization;
using Weft.Transport.Connections;

namespace Weft.Transport;

/// <summary>
/// What one role brings to its connections. Immutable; validated when set. One record may serve a listener and any
/// number of dialers.
/// </summary>
public sealed record TransportOptions
{
    /// <summary>
    /// Encodes and decodes values. Its <see cref="WeftSerializer.Compression"/> is offered to peers, and used towards
    /// those of other hosts that offer the same.
    /// </summary>
    public WeftSerializer Serializer { get; init; } = WeftSerializer.Default;

    /// <summary>The families that values are written in, in order; null for the serializer's own.</summary>
    public IReadOnlyList<string>? Serializers { get; init; }

    /// <summary>
    /// The families that are accepted; null for all that the serializer knows. Peers learn of it and choose among
    /// these.
    /// </summary>
    public IReadOnlyList<string>? Deserializers { get; init; }

    /// <summary>What the peers' bytes are held to.</summary>
    public Limits Limits { get; init; } = Limits.Default;

    /// <summary>
    /// The secret that both ends must hold: 32 bytes, or empty for none. Whoever has it may speak to this node; without
    /// <see cref="Tls"/> it crosses the wire as it is, which suits loopback and trusted wires only.
    /// </summary>
    public ReadOnlyMemory<byte> Token
    {
        get;
        init
        {
            if (value.Length is not (0 or ConnectionWire.TokenBytes))
                throw new ArgumentException(
                    $"{nameof(Token)} has {value.Length} bytes; expected {ConnectionWire.TokenBytes}, or 0 for none",
                    nameof(Token));
            field = value;
        }
    }

    /// <summary>
    /// Mutual TLS around every connection, before the token and anything else; null for none. Both ends have it or
    /// neither: each refuses the other kind by name.
    /// </summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>
    /// True: received values are decoded and arrive as <see cref="Deserialized"/>. False, for a scheduler: they stay
    /// <see cref="Serialized"/> and can be sent on byte for byte.
    /// </summary>
    public bool DecodeValues { get; init; } = true;

    /// <summary>
    /// The kernel buffers of each socket, in bytes; the system may give less. Below 1 MiB bulk transfers lose speed.
    /// </summary>
    public int SocketBufferBytes { get; init => field = Positive(value); } = 4 << 20;

    /// <summary>What this role calls itself to its peers.</summary>
    public PeerAddress Self { get; init; } = PeerAddress.None;

    /// <summary>
    /// What is known of the values that come from a peer, by what it calls itself; null for the two roles and their
    /// proximity alone. Asked for each message, on the connection's own thread; must not fail. The codec is always the
    /// one that both ends agreed on.
    /// </summary>
    public Func<PeerAddress, SerializationContext>? ReceivingContext { get; init; }

    /// <summary>How long a peer may take from the first byte to the end of its hello.</summary>
    public TimeSpan HandshakeTimeout { get; init => field = Positive(value); } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a peer may owe granted frames without sending anything, or take nothing of what is written, before
    /// the connection is closed and its memory dropped.
    /// </summary>
    public TimeSpan StallTimeout { get; init => field = Positive(value); } = TimeSpan.FromSeconds(60);

    /// <summary>How long closing waits for what is queued to go out and for the peer to close too.</summary>
    public TimeSpan CloseTimeout { get; init => field = Positive(value); } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Bytes of messages, without bulk frames, that may wait to be written on one connection; beyond it the peer is
    /// taken for stuck and the connection closed.
    /// </summary>
    public long QueuedBytesMax { get; init => field = Positive(value); } = 256L << 20;

    /// <summary>
    /// Bytes that one connection may have granted and not yet received whole. The rest waits at the sender.
    /// </summary>
    public long ConnectionBytesInFlightMax { get; init => field = Positive(value); } = 2L << 30;

    /// <summary>What all connections of the process together may have granted and not yet received whole.</summary>
    public InFlightBudget InFlight { get; init; } = SharedInFlight;

    /// <summary>The budget of connections that were given no other.</summary>
    public static InFlightBudget SharedInFlight { get; } = new(Limits.Default.BytesInFlightMax);

    // The terms of one connection; another version only in tests.
    internal ushort WireVersion { get; init; } = ConnectionWire.Version;

    internal ConnectionTerms TermsFor(bool isDialer, Proximity proximity) => new()
    {
        IsDialer = isDialer,
        Hello = new Hello(
            typeof(TransportOptions).Assembly.GetName().Version?.ToString(3) ?? "0.0.0",
            Self,
            Serializers,
            Deserializers ?? Serializer.Deserializers,
            Limits.FrameBytesMax,
            Limits.PayloadBytesMax,
            ConnectionWire.OpenMessagesMax,
            Serializer.Compression),
        Token = Token,
        Limits = Limits,
        Serializer = Serializer,
        DecodeValues = DecodeValues,
        Proximity = proximity,
        ReceivingContext = ReceivingContext,
        WireVersion = WireVersion,
        QueuedBytesMax = QueuedBytesMax,
    };

    private static T Positive<T>(T value, [CallerMemberName] string name = "")
        where T : IComparable<T>
    {
        if (value.CompareTo(default!) <= 0)
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be positive");
        return value;
    }
}
