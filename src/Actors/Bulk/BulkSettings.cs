namespace Weft.Actors;

/// <summary>What stands under <c>weft.bulk</c>, read once and checked.</summary>
/// <param name="Hostname">Where data connections are accepted; empty for the host that remoting uses.</param>
/// <param name="Port">Their port; 0 lets the system choose.</param>
/// <param name="InlineBytes">Values up to this travel inside Akka's stream.</param>
/// <param name="InFlightBytes">Bytes of larger values that one peer may have on the way or held back.</param>
/// <param name="QueuedMessages">Messages to one peer that may wait for it or for their outcome.</param>
/// <param name="HandshakeTimeout">How long a peer may take to answer and to be connected.</param>
/// <param name="PayloadTimeout">How long open messages may see no progress.</param>
internal sealed record BulkSettings(
    string Hostname,
    int Port,
    long InlineBytes,
    long InFlightBytes,
    int QueuedMessages,
    TimeSpan HandshakeTimeout,
    TimeSpan PayloadTimeout)
{
    /// <summary>How long an actor that sends to a peer is kept without a connection.</summary>
    public TimeSpan RetireAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The host that peers are told to connect to; empty for the one that accepts.</summary>
    public string PublicHostname { get; init; } = "";

    /// <summary>The port that peers are told; 0 for the one that accepts.</summary>
    public int PublicPort { get; init; }

    private const string Section = "weft.bulk";

    // What travels inside Akka's stream has no other backpressure than this.
    private const long InlineBytesMax = 4L << 20;

    /// <summary>What a frame must have left for a ticket's paths and for what Akka adds.</summary>
    public const int TicketBytes = 8 << 10;

    /// <summary>The dispatcher of the actors that peers find, which run no code of users.</summary>
    public const string Dispatcher = "akka.actor.weft-bulk-dispatcher";

    /// <summary>The dispatcher of the actors that serve one peer: a thread for each.</summary>
    public const string PeerDispatcher = "akka.actor.weft-peer-dispatcher";

    /// <summary>Bytes of inline values that one peer may have been sent without an outcome.</summary>
    public static long InlineBytesInFlightMax => InlineBytesMax;

    /// <summary>Reads the section.</summary>
    /// <exception cref="Akka.Configuration.ConfigurationException">A value is not allowed.</exception>
    public static BulkSettings Read(SettingsReader reader) => new(
        reader.Text($"{Section}.hostname"),
        reader.Port($"{Section}.port"),
        reader.Bytes($"{Section}.inline-bytes", InlineBytesMax),
        reader.Bytes($"{Section}.in-flight-bytes", long.MaxValue),
        (int)reader.Number($"{Section}.queued-messages", int.MaxValue),
        reader.Time($"{Section}.handshake-timeout"),
        reader.Time($"{Section}.payload-timeout"))
    {
        RetireAfter = reader.Time($"{Section}.retire-after"),
        PublicHostname = reader.Text($"{Section}.public-hostname"),
        PublicPort = reader.Port($"{Section}.public-port"),
    };
}
