using Weft.Serialization;

namespace Weft.Runtime;

/// <summary>A payload inside another: its encoded header, a slice of the outer one, its share of frames.</summary>
internal readonly record struct EncodedPart(
    ReadOnlyMemory<byte> Header, IReadOnlyList<ReadOnlyMemory<byte>> Frames)
{
    /// <summary>The part of a payload that stands alone.</summary>
    public static EncodedPart Of(Payload payload) => new(payload.Header.Encoded, payload.Frames);

    /// <summary>The bytes of header and frames.</summary>
    public long Bytes
    {
        get
        {
            long sum = Header.Length;
            foreach (var frame in Frames) sum += frame.Length;
            return sum;
        }
    }

    /// <summary>As a payload of its own, over the same memory.</summary>
    public Payload ToPayload(Limits limits) =>
        new(Serialization.Header.FromEncoded(Header, limits), Frames as ReadOnlyMemory<byte>[] ?? [.. Frames]);
}
