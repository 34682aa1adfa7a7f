using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>
/// A named pair of dumps and loads. Families are tried in the order in which a call lists them; the first that does
/// not decline makes the payload. Instances are shared by all threads and keep no state of a call.
/// </summary>
public abstract class SerializerFamily
{
    /// <summary>The name that headers carry.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Makes header and frames of a value. Returns false where the value is none of this family's concern: the next
    /// family is tried. Any exception is a failure and ends the trying. The header's entry "serializer" is set by the
    /// caller where it is missing or different.
    /// </summary>
    /// <param name="value">What to encode; null is a value too.</param>
    /// <param name="request">The call: context, options and the way to encode parts of the value.</param>
    /// <param name="payload">The result; its frames may alias the value's memory.</param>
    public abstract bool TryDumps(
        object? value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload);

    /// <summary>
    /// Makes the value again from exactly the frames that <see cref="TryDumps"/> made, however they travelled.
    /// Untrusted input: malformed bytes must end in a <see cref="WireFormatException"/>.
    /// </summary>
    /// <param name="header">The whole header.</param>
    /// <param name="frames">The frames; the value may keep and alias them.</param>
    /// <param name="request">The call: context, limits, and the way to decode parts of the value.</param>
    public abstract object? Loads(Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request);

    /// <summary>
    /// Prepares the final memory for frames whose bytes have not arrived, so that they land in place. Null where the
    /// family does not care: its frames are then received into plain arrays and given to <see cref="Loads"/>.
    /// Everything the header claims is checked before anything is allocated.
    /// </summary>
    /// <param name="header">The whole header.</param>
    /// <param name="frameBytes">The length of each frame to come.</param>
    /// <param name="request">The call.</param>
    public virtual PayloadReceiver? TryBeginReceive(
        Header header, ReadOnlySpan<long> frameBytes, in LoadsRequest request) => null;

    /// <summary>
    /// Makes the value of a header that names nothing but this family, from frames that are all at hand; false where
    /// it has to be received.
    /// </summary>
    internal virtual bool TryLoadsAtHand(
        ReadOnlyMemory<byte>[] frames, in LoadsRequest request, out object? value)
    {
        value = null;
        return false;
    }
}
