using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>A per-type serializer made of two functions.</summary>
internal sealed class DelegateTypeSerializer<T>(
    string name,
    Func<T, SerializationContext, Payload?> serialize,
    Func<Header, IReadOnlyList<ReadOnlyMemory<byte>>, T> deserialize) : ITypeSerializer, IUsersSerializer
    where T : notnull
{
    public Type Type => typeof(T);

    public string Name => name;

    public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        payload = serialize((T)value, request.Context);
        return payload is not null;
    }

    public object? Deserialize(
        Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
        deserialize(header, frames);
}
