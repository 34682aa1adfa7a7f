using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;

namespace Weft.Serialization;

/// <summary>
/// Decodes tensors, whatever the elements: header {"dtype", "shape"[, "strides"]}. Shape, strides and the bytes of the
/// frames are held against one another before anything is made. What strides of 0 repeat is never spread out.
/// </summary>
internal sealed class TensorReader : ITypeSerializer, IShapeOfTypes
{
    public const string WireName = "tensor";

    // No value has this type: encoding finds its serializer through TensorFactory.
    public Type Type => typeof(Tensor<>);

    public string Name => WireName;

    public bool Aliases => true;

    public string DataType => HeaderKeys.DataType;

    public string Types => "Tensor of T";

    public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        payload = null;
        return false;
    }

    public object? Deserialize(
        Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
        throw new CheckException("tensors are received");

    public PayloadReceiver TryBeginReceive(Header header, ReadOnlySpan<long> frameBytes, in LoadsRequest request)
    {
        if (!header.TryGetString(HeaderKeys.DataType, out string? dataType) ||
            !header.TryGetInt64s(HeaderKeys.Shape, out long[]? shape))
        {
            throw new WireFormatException($"the header of a tensor lacks dtype or shape: {header}");
        }

        var element = BlockReader.FindElement(header, dataType, request);
        if (request.Types.DeniesAny) request.Types.RefuseDenied(element.TensorType);
        CheckShape(shape, request.Limits);
        var layout = header.Contains(HeaderKeys.Strides)
            ? ReadStrides(header, shape, element.ItemBytes)
            : OfRowMajor(shape);
        var extent = layout.Extent();
        long present = 0;
        foreach (long bytes in frameBytes) present += bytes;
        if (extent * element.ItemBytes != present || extent > Limits.ArrayLengthMax)
        {
            throw new WireFormatException(
                $"a tensor [{string.Join(", ", shape)}] with strides [{string.Join(", ", layout.Strides)}] of " +
                $"{dataType} reaches over {extent * element.ItemBytes} bytes and at most {Limits.ArrayLengthMax} " +
                $"elements; the frames have {present} bytes");
        }

        request.Budget.Charge(present, "a tensor");
        return element.CreateTensorReceiver(layout, frameBytes);
    }

    private static void CheckShape(long[] shape, Limits limits)
    {
        if (shape.Length == 0 || shape.Length > limits.RankMax)
        {
            throw new WireFormatException(
                $"a tensor has {shape.Length} dimensions; expected 1 to {limits.RankMax} (Limits.RankMax)");
        }

        // .NET counts the elements of a tensor, repeated ones too, in 64 bits.
        bool isEmpty = Array.IndexOf(shape, 0L) >= 0;
        long left = long.MaxValue;
        foreach (long length in shape)
        {
            if (length >= 0 && (length <= left || isEmpty))
            {
                left /= Math.Max(length, 1);
                continue;
            }

            throw new WireFormatException(
                $"shape [{string.Join(", ", shape)}] has a negative length or more than {long.MaxValue} elements");
        }
    }

    private static TensorLayout OfRowMajor(long[] shape)
    {
        // Without strides nothing is repeated: every element has its place in one array.
        Int128 count = 1;
        bool isEmpty = Array.IndexOf(shape, 0L) >= 0;
        foreach (long length in shape) count = isEmpty ? 0 : count * length;
        return count <= Limits.ArrayLengthMax
            ? TensorLayout.OfRowMajor(shape)
            : throw new WireFormatException(
                $"shape [{string.Join(", ", shape)}] is beyond the {Limits.ArrayLengthMax} elements of a .NET array");
    }

    private static TensorLayout ReadStrides(Header header, long[] shape, int itemBytes)
    {
        if (!header.TryGetInt64s(HeaderKeys.Strides, out long[]? strides) || strides.Length != shape.Length)
        {
            throw new WireFormatException($"a tensor of {shape.Length} dimensions needs as many strides: {header}");
        }

        for (int axis = 0; axis < strides.Length; axis++)
        {
            (long steps, long rest) = Math.DivRem(strides[axis], itemBytes);
            if (strides[axis] < 0 || rest != 0)
            {
                throw new WireFormatException(
                    $"stride {strides[axis]} of dimension {axis} is negative or no multiple of {itemBytes} bytes");
            }

            strides[axis] = shape[axis] > 1 ? steps : 0;
        }

        return TensorLayout.TryOf(shape, strides) ?? throw new WireFormatException(
            $"strides [{string.Join(", ", strides)}] of a tensor [{string.Join(", ", shape)}] let elements overlap");
    }
}
