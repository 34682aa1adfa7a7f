namespace Weft.Serialization;

/// <summary>
/// What one decoding call may allocate: the bytes present times <see cref="Limits.ExpansionMax"/>, and 1 KB; and for
/// what compressed frames become, 65,536 bytes by the same measure and the rest times
/// <see cref="Limits.DecompressedExpansionMax"/>. Shared by all headers nested in the payload, so that none can be
/// counted twice. One thread at a time.
/// </summary>
public sealed class AllocationBudget
{
    private const int FreeBytes = 1024;
    private const int LikePresentBytes = 64 * 1024;
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
                (_decompressedBytes == 0
                    ? "(Limits.ExpansionMax)"
                    : "(Limits.ExpansionMax, Limits.DecompressedExpansionMax)"));
        }

        UsedBytes += bytes;
    }

    /// <summary>
    /// Takes a compressed frame into account: what it becomes entitles to less than bytes that came, for it would
    /// multiply with what they are entitled to. All compressed frames of the call are added up, so that frames inside
    /// of frames gain nothing.
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

        var before = Entitled(_decompressedBytes);
        _decompressedBytes += bytes;
        _bytesMax = (long)Int128.Min(long.MaxValue, _bytesMax + Entitled(_decompressedBytes) - before);
    }

    private Int128 Entitled(long decompressed)
    {
        long first = Math.Min(decompressed, LikePresentBytes);
        int rest = Math.Min(_limits.ExpansionMax, _limits.DecompressedExpansionMax);
        return (Int128)first * _limits.ExpansionMax + (Int128)(decompressed - first) * rest;
    }

    private long Expanded(long bytes) => bytes > (long.MaxValue - FreeBytes) / _limits.ExpansionMax
        ? long.MaxValue
        : (bytes * _limits.ExpansionMax) + FreeBytes;
}
