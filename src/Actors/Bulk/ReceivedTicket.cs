using Weft.Serialization;

namespace Weft.Actors;

/// <summary>A ticket at the receiver, and what has become of its value.</summary>
internal sealed class ReceivedTicket(long id)
{
    /// <summary>The sender's number.</summary>
    public long Id => id;

    /// <summary>True once the value is here or is known never to come.</summary>
    public bool IsReady { get; private set; }

    /// <summary>The value, where there is no failure.</summary>
    public object? Value { get; private set; }

    /// <summary>Bytes of the value that are held back.</summary>
    public long Bytes { get; private set; }

    /// <summary>Why there is no value.</summary>
    public BulkMessage.Failed? Failure { get; private set; }

    /// <summary>The value came, or the reason why it could not be decoded.</summary>
    public void Arrive(Deserialized arrived)
    {
        if (arrived.Failure is { } refused)
            Fail((refused as DataSendException)?.Reason ?? DataSendFailure.DecodeRefused, refused.Message);
        else if (arrived.Value is null)
            Fail(DataSendFailure.DecodeRefused, "a message of an actor cannot be null");
        else
            (IsReady, Value, Bytes) = (true, arrived.Value, arrived.Bytes);
    }

    /// <summary>The value will not come, or is dropped.</summary>
    public void Fail(DataSendFailure reason, string text)
    {
        (IsReady, Value, Bytes) = (true, null, 0);
        Failure = new BulkMessage.Failed(id, reason, text);
    }
}
