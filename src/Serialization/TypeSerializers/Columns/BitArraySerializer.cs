using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>
/// <see cref="BitArray"/>: header {"count"}, one frame of its bits, the first in the lowest bit of the first byte and
/// those behind the last clear; no frame if empty.
/// </summary>
internal sealed class BitArraySerializer : ITypeSerializer
{
    private const string Count = "count";

    public Type Type => typeof(BitArray);

    public string Name => "bits";

    public string DataType => "|u1";

    public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        var bits = (BitArray)value;
        var header = new HeaderBuilder().Set(Count, bits.Length).Build();
        var packed = new byte[PresenceBits.BytesFor(bits.Length)];
        bits.CopyTo(packed, 0);
        payload = packed.Length == 0 ? new Payload(header) : new Payload(header, packed);
        return true;
    }

    public object? Deserialize(Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request)
    {
        if (!header.TryGetInt64(Count, out long count) || count is < 0 or > int.MaxValue || frames.Count > 1)
        {
            throw new WireFormatException($"bits need their count and at most one frame: {header}");
        }

        var packed = frames.Count == 0 ? default : frames[0].Span;
        PresenceBits.Require(packed, count);
        request.Budget.Charge(2L * packed.Length + 80, "bits");
        return new BitArray(packed.ToArray()) { Length = (int)count };
    }
}
