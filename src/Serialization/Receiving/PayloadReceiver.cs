namespace Weft.Serialization;

/// <summary>
/// A value on its way in: first its destinations, then, when every byte of them is filled, the value. The memory of a
/// destination is the value's own wherever the serializer can place it. One thread at a time. Disposing before
/// <see cref="Complete"/> abandons the value and drops what was allocated for it; disposing after it does nothing.
/// </summary>
public abstract class PayloadReceiver : IDisposable
{
    /// <summary>How many frames are expected: as many as lengths were given.</summary>
    public abstract int FrameCount { get; }

    /// <summary>
    /// Where the bytes of a frame belong: exactly as long as the length that was given. May be asked for more than
    /// once and in any order; not after <see cref="Complete"/>.
    /// </summary>
    public abstract Memory<byte> Destination(int frame);

    /// <summary>The value, once all destinations are filled. Call once.</summary>
    /// <exception cref="WireFormatException">The bytes that arrived are not what the header promises.</exception>
    public abstract object? Complete();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Drops what is held.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>True where it is none of Weft's own, and may throw or hand out what it likes.</summary>
    internal virtual bool IsForeign => true;

    /// <summary>
    /// Takes bytes that are at hand as a frame, without a copy, if the receiver has no place of its own.
    /// </summary>
    internal virtual bool TryAdopt(int frame, ReadOnlyMemory<byte> bytes) => false;
}
