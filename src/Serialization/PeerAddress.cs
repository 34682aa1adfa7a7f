namespace Weft.Serialization;

/// <summary>
/// Where a role can be reached, as its engine writes it: <c>tcp://127.0.0.1:40123/worker-1#7f3a</c>,
/// <c>inproc://scheduler</c>, <c>akka.tcp://system@host:4053/user/weft-worker#1812</c>. One address names one
/// incarnation of one role: a restarted process has another. An address chooses families and routes; it never grants
/// trust. Compared by ordinal text.
/// </summary>
/// <param name="Value">The engine's text; never empty for a usable address.</param>
public readonly record struct PeerAddress(string Value) : IComparable<PeerAddress>
{
    /// <summary>The address of nobody: the sender or recipient is not known.</summary>
    public static PeerAddress None { get; } = new("");

    /// <summary>True where the address names nobody.</summary>
    public bool IsNone => string.IsNullOrEmpty(Value);

    /// <inheritdoc/>
    public int CompareTo(PeerAddress other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => IsNone ? "(nobody)" : Value;
}
