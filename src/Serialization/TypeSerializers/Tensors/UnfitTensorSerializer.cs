using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>Stands for tensors whose elements cannot travel as they lie in memory, and says so.</summary>
internal sealed class UnfitTensorSerializer(Type type) : ITypeSerializer
{
    public Type Type => type;

    public string Name => TensorReader.WireName;

    public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload) =>
        throw new SerializationFailedException(
            $"a tensor of {type.GenericTypeArguments[0]} cannot travel: its elements hold references, bits that " +
            "would have to be checked one by one, or what has a serializer of its own; send an array of them and its lengths",
            type);

    public object? Deserialize(
        Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
        throw new CheckException("tensors are decoded by TensorReader");
}
