namespace Weft.Serialization;

/// <summary>
/// Who sends to whom, and what they share. Families and per-type serializers see it on every write and may choose by
/// it. Immutable. A context chooses a family or codec; it never grants trust.
/// </summary>
public sealed record SerializationContext
{
    // First, because Unknown's own initialiser reads it.
    private static readonly IReadOnlyDictionary<string, string> NoEntries =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Nothing is known of sender or recipient: direct calls, tests, spill files.</summary>
    public static SerializationContext Unknown { get; } = new();

    /// <summary>Who sends; <see cref="PeerAddress.None"/> where unknown.</summary>
    public PeerAddress Sender { get; init; } = PeerAddress.None;

    /// <summary>Who receives; <see cref="PeerAddress.None"/> where unknown.</summary>
    public PeerAddress Recipient { get; init; } = PeerAddress.None;

    /// <summary>What sender and recipient share.</summary>
    public Proximity Proximity { get; init; } = Proximity.Unknown;

    /// <summary>
    /// The codec that both ends agreed on, or null. Used for frames that are worth it, unless the two share a process
    /// or host.
    /// </summary>
    public string? Compression { get; init; }

    /// <summary>Whatever else an engine knows of the two (roles, versions), by name.</summary>
    public IReadOnlyDictionary<string, string> Entries { get; init; } = NoEntries;
}

/// <summary>How close two endpoints are.</summary>
public enum Proximity
{
    /// <summary>Not known, or no recipient.</summary>
    Unknown,

    /// <summary>One process: values are passed by reference.</summary>
    SameProcess,

    /// <summary>One machine: never compress.</summary>
    SameHost,

    /// <summary>Two machines.</summary>
    Remote,
}
