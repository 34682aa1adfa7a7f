namespace Weft.Serialization;

/// <summary>
/// What one decoding call may allocate: the bytes present times <see cref="Limits.ExpansionMax"/>, and 1 KB. Shared by
/// all headers nested in the payload, so that none can be counted twice. One thread at a time.
/// </summary>
public sealed class AllocationBudget
{
    private const int FreeBytes = 1024;
    private readonly long _bytesMax;

    /// <summary>A budget for input of a known length.</summary>
    /// <param name="bytesPresent">Bytes of header and frames, at hand or promised.</param>
    /// <param name="limits">Where the expansion stands.</param>
    public AllocationBudget(long bytesPresent, Limits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentOutOfRangeException.ThrowIfNegative(bytesPresent);
        _bytesMax = bytesPresent > (long.MaxValue - FreeBytes) / limits.ExpansionMax
            ? long.MaxValue
            : bytesPresent * limits.ExpansionMax + FreeBytes;
    }

    /// <summary>Bytes charged so far.</summary>
    public long UsedBytes { get; private set; }

    /// <summary>Charges an allocation that is about to be made.</summary>
    /// <param name="bytes">Its bytes, or a bound on them.</param>
    /// <param name="what">What is allocated, for the message.</param>
    /// <exception cref="WireFormatException">The budget does not hold it.</exception>
    public void Charge(long bytes, string what)
    {
        if (bytes < 0 || bytes > _bytesMax - UsedBytes)
        {
            throw new WireFormatException(
                $"{what} asks for {bytes} bytes; {_bytesMax - UsedBytes} of {_bytesMax} are left for this input " +
                "(Limits.ExpansionMax)");
        }

        UsedBytes += bytes;
    }
}
