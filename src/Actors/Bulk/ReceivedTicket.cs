namespace Weft.Actors;

/// <summary>A ticket at the receiver, and what has become of its value.</summary>
internal sealed class ReceivedTicket(long id, DataForm form)
{
    /// <summary>The sender's number.</summary>
    public long Id => id;

    /// <summary>True once the value is here or is known never to come.</summary>
    public bool IsReady { get; private set; }

    /// <summary>The message, where there is no failure.</summary>
    public object? Value { get; private set; }

    /// <summary>Bytes of the value that are held back.</summary>
    public long Bytes { get; private set; }

    /// <summary>Why there is no value.</summary>
    public BulkMessage.Failed? Failure { get; private set; }

    /// <summary>How its message is put together.</summary>
    public DataForm Form => form;

    /// <summary>The message came.</summary>
    public void Arrive(object message, long bytes) => (IsReady, Value, Bytes) = (true, message, bytes);

    /// <summary>The value will not come, or is dropped.</summary>
    public void Fail(DataSendFailure reason, string text)
    {
        (IsReady, Value, Bytes) = (true, null, 0);
        Failure = new BulkMessage.Failed(0, id, reason, text);
    }
}
