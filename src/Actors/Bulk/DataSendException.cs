namespace Weft.Actors;

/// <summary>
/// A data message failed: its task carries this. The memory of the value is free again. It is never sent again by
/// itself.
/// </summary>
public sealed class DataSendException(DataSendFailure reason, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>What kind of failure.</summary>
    public DataSendFailure Reason { get; } = reason;

    /// <summary>
    /// False where the recipient surely was not told: sending it again cannot double it. True where it was on its way
    /// when the peer was lost, so that nobody knows.
    /// </summary>
    public bool MayHaveBeenTold { get; init; }

    /// <summary>True where the same message will fail again however often it is sent.</summary>
    internal bool IsForGood
    {
        get => field || Reason is DataSendFailure.EncodeFailed or DataSendFailure.DecodeRefused;
        init;
    }
}
