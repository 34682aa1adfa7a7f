using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>
/// A per-type serializer made of two functions for a type and everything derived from it: header {"class": type name,
/// "sub-header": what the first function made}.
/// </summary>
internal sealed class HierarchySerializer<T>(
    string name,
    Func<T, SerializationContext, Payload?> serialize,
    Func<Type, Header, IReadOnlyList<ReadOnlyMemory<byte>>, T> deserialize) : ITypeSerializer, IUsersSerializer
    where T : class
{
    public Type Type => typeof(T);

    public string Name => name;

    public bool KeepsActualType => true;

    public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        payload = null;
        var type = value.GetType();
        if (!request.Types.AllowsEncoding(type)) return false;
        if (serialize((T)value, request.Context) is not { } part) return false;
        var header = new HeaderBuilder()
            .Set(HeaderKeys.Class, TypeNames.Of(type))
            .Set(HeaderKeys.SubHeader, part.Header);
        payload = new Payload(header.Build(), part.FrameArray);
        return true;
    }

    public object? Deserialize(Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request)
    {
        var type = ActualClass.Read(header, Type, request);
        if (!header.TryGetHeader(HeaderKeys.SubHeader, out var subHeader))
        {
            throw new WireFormatException($"the header of a {Name} lacks its sub-header: {header}");
        }

        var value = deserialize(type, subHeader, frames);
        if (value?.GetType() == type) return value;
        throw new WireFormatException(
            $"the serializer for {Type} made a {value?.GetType().ToString() ?? "null"} where a {type} was sent: its " +
            "deserialize must make the class it is given");
    }
}
