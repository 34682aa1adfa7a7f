namespace Weft.Serialization;

/// <summary>
/// What one decoding call may allocate: the bytes present times <see cref="Limits.ExpansionMax"/>, and 1 KB. Shared by
/// all headers nested in the payload, so that none can be counted twice. One thread at a time.
/// </summary>
public sealed class AllocationBudget
{
    private const int FreeBytes = 1024;
    private readonly Limits _limits;
    private readonly long _bytesPresent;
    private long _bytesMax;
    private long _decompressedBytes;

    /// <summary>A budget for input of a known length.</summary>
    /// <param name="bytesPresent">Bytes of header and frames, at hand or promised.</param>
    /// <param name="limits">Where the expansion stands.</param>
    public AllocationBudget(long bytesPresent, Limits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentOutOfRangeException.ThrowIfNegative(bytesPresent);
        _limits = limits;
        _bytesPresent = bytesPresent;
        _bytesMax = Expanded(bytesPresent);
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

    /// <summary>
    /// Takes a compressed frame into account: what it becomes counts as bytes present from now on. All compressed
    /// frames of the call are added up, so that frames inside of frames gain nothing.
    /// </summary>
    /// <exception cref="WireFormatException">Together they become more than the limits allow.</exception>
    internal void ChargeDecompressed(long compressedBytes, long bytes, string what)
    {
        long most = _limits.DecompressedBytesMax;
        if (bytes > most - _decompressedBytes)
        {
            throw new WireFormatException(
                $"{what} declares {bytes} bytes after decompression; {most - _decompressedBytes} of {most} are left " +
                "for this input (Limits.DecompressedBytesMax)");
        }

        if (_decompressedBytes + bytes > _bytesPresent * (Int128)_limits.DecompressionRatioMax)
        {
            throw new WireFormatException(
                $"{what} of {compressedBytes} bytes declares {bytes} after decompression, and so more than " +
                $"{_limits.DecompressionRatioMax} for each byte present (Limits.DecompressionRatioMax)");
        }

        _decompressedBytes += bytes;
        long more = Expanded(bytes);
        _bytesMax = _bytesMax > long.MaxValue - more ? long.MaxValue : _bytesMax + more;
    }

    private long Expanded(long bytes) => bytes > (long.MaxValue - FreeBytes) / _limits.ExpansionMax
        ? long.MaxValue
        : (bytes * _limits.ExpansionMax) + FreeBytes;
}
