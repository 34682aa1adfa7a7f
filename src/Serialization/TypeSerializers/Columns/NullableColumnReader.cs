using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>Decodes T?[] or lists of T?, whatever the elements.</summary>
internal sealed class NullableColumnReader(bool isList) : ITypeSerializer, IShapeOfTypes
{
    // No value has this type: encoding finds its serializer through NullableColumnFactory.
    public Type Type => typeof(NullableColumnReader);

    public string Name => NameOf(isList);

    public string DataType => HeaderKeys.DataType;

    public string Types => isList ? "List of T?" : "T?[]";

    /// <summary>The name on the wire.</summary>
    public static string NameOf(bool isList) => isList ? "nullable-list" : "nullables";

    public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        payload = null;
        return false;
    }

    public object? Deserialize(
        Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
        throw new CheckException("columns with nulls are received");

    public PayloadReceiver TryBeginReceive(Header header, ReadOnlySpan<long> frameBytes, in LoadsRequest request)
    {
        var ofValues = frameBytes[..^Math.Min(1, frameBytes.Length)];
        var (element, count, present) = BlockReader.ReadRun(header, ofValues, request);
        if (frameBytes.Length == 0 || frameBytes[^1] != PresenceBits.BytesFor(count))
        {
            throw new WireFormatException(
                $"a column of {count} values ends with {PresenceBits.BytesFor(count)} bytes of presence bits");
        }

        if (request.Types.DeniesAny) request.Types.RefuseDenied(element.NullableTypeOf(isList));

        // The values, and again beside a flag each.
        request.Budget.Charge(2 * present + 8L * count + frameBytes[^1], "a column with nulls");
        var values = element.CreateReceiver(BlockKind.Array, [count], ofValues);
        return element.CreateNullableReceiver(isList, values, (int)count);
    }
}
