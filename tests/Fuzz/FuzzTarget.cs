using Weft.Serialization;

namespace Weft.Fuzz;

/// <summary>
/// One reader of outside bytes and the law it is held to: it gives a value or throws one of the exceptions it
/// documents, within a second, and allocates no more than its bound. One thread at a time.
/// </summary>
public abstract class FuzzTarget
{
    /// <summary>What any call may allocate whatever its input: tables and buffers.</summary>
    protected const long FreeBytes = 64 * 1024;

    // Of what a payload's compressed frames become, what counts as if it had come.
    private const long LikePresentBytes = 64 * 1024;

    /// <summary>
    /// What a refusal may take beside: an exception's stack trace grows with the depth it is thrown at, up to
    /// <see cref="Limits.DepthMax"/>.
    /// </summary>
    public const long RefusalBytes = 256 * 1024;

    /// <summary>The reader's name, as it is printed.</summary>
    public abstract string Name { get; }

    /// <summary>What its inputs are, as files keep them.</summary>
    public abstract WireRecordKind Kind { get; }

    /// <summary>Valid inputs, which the mutations begin with. In the same order in each process.</summary>
    public abstract IReadOnlyList<FuzzInput> Corpus { get; }

    /// <summary>Reads an input and drops the value.</summary>
    public abstract void Read(FuzzInput input);

    /// <summary>True where the reader documents this exception for hostile input.</summary>
    public virtual bool Documents(Exception error) => error is WireFormatException;

    /// <summary>
    /// The most bytes that reading an input may allocate, on this thread. Asked for after it was read.
    /// </summary>
    public virtual long AllocatedBytesMax(FuzzInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Bytes * Limits.Default.ExpansionMax + FreeBytes;
    }

    /// <summary>
    /// What the compressed frames of a payload may become and cost: once as themselves, the first of them by the
    /// expansion of bytes that came, the rest by an expansion of their own. 0 for most.
    /// </summary>
    /// <param name="header">The payload's header; foreign bytes.</param>
    /// <param name="present">Bytes of the payload.</param>
    protected static long DecompressedAllocationMax(ReadOnlyMemory<byte> header, long present)
    {
        var limits = Limits.Default;
        long claimed = WeftSerializer.DecompressedBytes(header, limits);
        return ExpandedMax(Math.Min(claimed, present * limits.DecompressionRatioMax));
    }

    /// <summary>What frames may cost that become so many bytes.</summary>
    protected static long ExpandedMax(long decompressed)
    {
        var limits = Limits.Default;
        long first = Math.Min(decompressed, LikePresentBytes);
        return decompressed + (first * limits.ExpansionMax) +
            ((decompressed - first) * limits.DecompressedExpansionMax);
    }
}
