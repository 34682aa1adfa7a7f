using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>
/// The serializer of one construction of an open generic type, under the construction's own name. Declines values that
/// the policy does not let out: a registered definition says nothing of the types it is constructed over.
/// </summary>
internal sealed class ConstructedSerializer(Type type, ITypeSerializer made) : ITypeSerializer, IUsersSerializer
{
    public Type Type => type;

    public string Name { get; } = TypeNames.Of(type);

    public bool KeepsActualType => made.KeepsActualType;

    public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        payload = null;
        return request.Types.AllowsEncoding(type) && made.TrySerialize(value, request, out payload);
    }

    public object? Deserialize(Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
        made.Deserialize(header, frames, request);

    public PayloadReceiver? TryBeginReceive(Header header, ReadOnlySpan<long> frameBytes, in LoadsRequest request) =>
        made.TryBeginReceive(header, frameBytes, request);
}
