namespace Weft.Tasks;

/// <summary>
/// What moves values between clients and workers, and from worker to worker. The scheduler takes no part.
/// </summary>
public abstract record DataMessage : Message
{
    private DataMessage()
    {
    }

    /// <summary>Asks for values.</summary>
    /// <param name="Request">The asker's number for the answer.</param>
    /// <param name="Keys">Their names.</param>
    /// <param name="Accepts">
    /// The families the asker can decode, in which the answer is encoded; null for the default.
    /// </param>
    public sealed record GetData(long Request, IReadOnlyList<string> Keys, IReadOnlyList<string>? Accepts)
        : DataMessage;

    /// <summary>The values asked for, one item for each key.</summary>
    public sealed record DataReply(long Request, IReadOnlyList<DataItem> Items) : DataMessage;

    /// <summary>Too many transfers run already: ask again later.</summary>
    public sealed record DataBusy(long Request) : DataMessage;

    /// <summary>Values for a worker to hold.</summary>
    public sealed record PutData(long Request, IReadOnlyList<DataItem> Items) : DataMessage;

    /// <summary>What the worker now holds, or why it holds nothing of the request.</summary>
    public sealed record PutDataReply(long Request, IReadOnlyList<HeldData> Held, ErrorDetail? Refusal) : DataMessage;
}
