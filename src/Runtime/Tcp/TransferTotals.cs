namespace Weft.Runtime;

/// <summary>Bytes that were sent, by kind of message, heads and frames together.</summary>
/// <param name="Admin">Bookkeeping between the roles.</param>
/// <param name="Data">Values.</param>
/// <param name="Task">Functions and their arguments.</param>
public readonly record struct TransferTotals(long Admin, long Data, long Task)
{
    /// <summary>Kind by kind.</summary>
    public static TransferTotals operator +(TransferTotals left, TransferTotals right) =>
        new(left.Admin + right.Admin, left.Data + right.Data, left.Task + right.Task);
}
