namespace Weft.Serialization;

/// <summary>
/// A data value inside an administrative message: to be encoded (<see cref="ToSerialize"/>), already encoded
/// (<see cref="Serialized"/>), or decoded by the endpoint that asked for it (<see cref="Deserialized"/>).
/// </summary>
public abstract class MessageValue
{
    private protected MessageValue()
    {
    }
}

/// <summary>
/// Marks a value inside a message: encode this with the data families of the connection it leaves by. Within one
/// process the value itself is passed. The value must not change from the moment the message is sent.
/// </summary>
public sealed class ToSerialize(object? value) : MessageValue, IEquatable<ToSerialize>
{
    /// <summary>The value, shared with the caller.</summary>
    public object? Value { get; } = value;

    /// <inheritdoc/>
    public bool Equals(ToSerialize? other) => other is not null && Equals(Value, other.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ToSerialize);

    /// <inheritdoc/>
    public override int GetHashCode() => Value?.GetHashCode() ?? 0;

    /// <inheritdoc/>
    public override string ToString() => $"<ToSerialize: {Value}>";
}

/// <summary>
/// A value that is encoded already; it passes through untouched and can be sent again byte for byte. Equal where header
/// and frames are the same bytes.
/// </summary>
public sealed class Serialized(Payload payload) : MessageValue, IEquatable<Serialized>
{
    /// <summary>Header and frames, never changed.</summary>
    public Payload Payload { get; } = payload;

    /// <inheritdoc/>
    public bool Equals(Serialized? other)
    {
        if (other is null || !Payload.Header.Equals(other.Payload.Header)) return false;
        var (own, others) = (Payload.FrameArray, other.Payload.FrameArray);
        if (own.Length != others.Length) return false;
        for (int i = 0; i < own.Length; i++)
        {
            if (!own[i].Span.SequenceEqual(others[i].Span)) return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Serialized);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Payload.Header, Payload.FrameBytes);

    /// <inheritdoc/>
    public override string ToString() => $"<Serialized: {Payload.Frames.Count} frames, {Payload.FrameBytes} bytes>";
}

/// <summary>
/// What an endpoint made of a value it received: the value, or the reason why it could not be decoded. A failed value
/// never harms its neighbours or the connection.
/// </summary>
public sealed class Deserialized : MessageValue
{
    /// <summary>A value that arrived whole.</summary>
    /// <param name="value">The value; owned by the receiver.</param>
    /// <param name="bytes">The bytes its header and frames took on the way; 0 where it was passed by reference.</param>
    public Deserialized(object? value, long bytes) => (Value, Bytes) = (value, bytes);

    /// <summary>A value that could not be decoded.</summary>
    /// <param name="failure">The reason, with the names of what was refused.</param>
    public Deserialized(Exception failure) => Failure = failure;

    /// <summary>The value; null also where <see cref="Failure"/> is set.</summary>
    public object? Value { get; }

    /// <summary>The bytes of header and frames on the way.</summary>
    public long Bytes { get; }

    /// <summary>Why the value could not be decoded, or null.</summary>
    public Exception? Failure { get; }
}
