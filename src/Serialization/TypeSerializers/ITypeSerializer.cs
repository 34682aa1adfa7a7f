using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>
/// How the values of one type become frames in the family <c>dask</c>. Found by the value's type, then its base types,
/// then its interfaces; on the way back by <see cref="Name"/>. Shared by all threads; keeps no state of a call.
/// </summary>
public interface ITypeSerializer
{
    /// <summary>
    /// The type that is served: values of exactly this type, and, where <see cref="KeepsActualType"/> says so, of types
    /// derived from it or implementing it.
    /// </summary>
    Type Type { get; }

    /// <summary>
    /// True where a value of a derived type comes back as what it was: the serializer writes the class's name into its
    /// header and holds it against <see cref="LoadsRequest.Types"/> when it reads. Where it is false, values of derived
    /// types are none of this serializer's concern, so that they never silently become their base.
    /// </summary>
    bool KeepsActualType => false;

    /// <summary>
    /// The name on the wire, unique in a registry: it stands for <see cref="Type"/> and loads nothing.
    /// </summary>
    string Name { get; }

    /// <summary>
    /// True where the frames are the value's own memory, at least for values without gaps: nothing is copied, and the
    /// value must not change while its payload is used.
    /// </summary>
    bool Aliases => false;

    /// <summary>
    /// numpy's name of what lies in the first frames; <c>dtype</c> where the header's entry of that name says it; empty
    /// where numpy has none.
    /// </summary>
    string DataType => "";

    /// <summary>
    /// Makes a header, which only this serializer reads, and frames, which may alias the value's memory. False
    /// declines: the next family is tried. Any exception is a failure and ends the trying.
    /// </summary>
    bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload);

    /// <summary>Makes the value from its own header and the frames. Untrusted input.</summary>
    object? Deserialize(Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request);

    /// <summary>
    /// Hands out the final memory for frames that have not arrived; null to get them through
    /// <see cref="Deserialize"/> instead. Everything the header claims is checked before anything is allocated.
    /// </summary>
    PayloadReceiver? TryBeginReceive(Header header, ReadOnlySpan<long> frameBytes, in LoadsRequest request) => null;
}
