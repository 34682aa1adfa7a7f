using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;

namespace Weft.Serialization;

/// <summary>
/// Encodes tensors: header {"dtype", "shape"[, "strides"]}, strides in bytes as numpy counts them and only where the
/// elements do not lie row by row. Elements that lie side by side travel as they lie: the frames alias the tensor's
/// memory, whether it is a slice, column-major, or repeated by strides of 0, of which each element travels once.
/// Where gaps lie between them, they are packed in the order in which they lie, into pieces of
/// <see cref="PackedPiece{T}.BytesMax"/> bytes, each made when it is looked at: gaps never leave the process, and
/// nothing as large as the tensor is ever made.
/// </summary>
internal sealed class TensorSerializer<T>(ElementType<T> element) : ITypeSerializer
    where T : unmanaged
{
    public Type Type => typeof(Tensor<T>);

    public string Name => TensorReader.WireName;

    public bool Aliases => true;

    public string DataType => HeaderKeys.DataType;

    public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        payload = null;
        if (element.IsNamed && !request.Types.AllowsEncoding(typeof(T))) return false;
        var tensor = (Tensor<T>)value;
        int rankMax = request.Serializer.Limits.RankMax;
        if (tensor.Rank > rankMax)
        {
            throw new SerializationFailedException(
                $"a tensor of {tensor.Rank} dimensions; the limit is {rankMax} (Limits.RankMax)", value.GetType());
        }

        var layout = TensorLayout.Of(tensor.Lengths, tensor.Strides);
        payload = new Payload(TensorHeader.Write(element, layout, request), CutFrames(tensor, layout));
        return true;
    }

    public object? Deserialize(
        Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
        throw new CheckException("tensors are decoded by TensorReader");

    private ReadOnlyMemory<byte>[] CutFrames(Tensor<T> tensor, TensorLayout layout)
    {
        int most = layout.IsPacked ? BlockFrames.FrameBytesMax : PackedPiece<T>.BytesMax;
        int each = Math.Max(most / element.ItemBytes, 1);
        var frames = new ReadOnlyMemory<byte>[(layout.Count + each - 1) / each];
        for (int i = 0; i < frames.Length; i++)
        {
            long first = (long)i * each;
            int count = (int)Math.Min(each, layout.Count - first);
            frames[i] = layout.IsPacked
                ? new TensorBytes<T>(tensor, first * element.ItemBytes, count * element.ItemBytes).Memory
                : new PackedPiece<T>(tensor, layout, first, count).Memory;
        }

        return frames;
    }
}
