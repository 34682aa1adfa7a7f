using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Weft.Serialization;

namespace Weft.Actors;

/// <summary>
/// Claims, alone and inside values: header {"owner": address, "id": hexadecimal, "of": type name}, no frames. The type
/// must be allowed where the claim is decoded.
/// </summary>
internal sealed class DataRefSerializer : ITypeSerializer
{
    private const string OwnerKey = "owner";
    private const string IdKey = "id";
    private const string OfKey = "of";

    /// <inheritdoc/>
    public Type Type => typeof(DataRef);

    /// <inheritdoc/>
    public string Name => "[Weft]Weft.Actors.DataRef";

    // By the name of the type that the claim stands for.
    /// <inheritdoc/>
    public bool KeepsActualType => true;

    /// <inheritdoc/>
    public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        var claim = (DataRef)value;
        payload = new Payload(new HeaderBuilder()
            .Set(OwnerKey, claim.Owner.ToString())
            .Set(IdKey, Convert.ToHexString(claim.Id))
            .Set(OfKey, request.Serializer.Types.NameOf(claim.ValueType))
            .Build());
        return true;
    }

    /// <inheritdoc/>
    public object? Deserialize(Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request)
    {
        if (frames.Count != 0) throw new WireFormatException($"a claim has no frames, found {frames.Count}");
        if (!header.TryGetString(OwnerKey, out var owner) || !header.TryGetString(IdKey, out var text)
            || !header.TryGetString(OfKey, out var of))
        {
            throw new WireFormatException("a claim names its owner, its id and its type");
        }

        if (!ActorPath.TryParseAddress(owner, out var address))
            throw new WireFormatException($"'{owner}' is no address of a node");
        if (text.Length != 2 * DataRef.IdBytes || !text.All(char.IsAsciiHexDigit))
            throw new WireFormatException($"the id of a claim has {DataRef.IdBytes} bytes in hexadecimal digits");
        var type = request.Types.Resolve(of, request.Limits);
        if (type.IsByRefLike || type.IsPointer || type == typeof(void))
            throw new WireFormatException($"a claim cannot stand for a {type}");
        return DataRef.Create(type, address, Convert.FromHexString(text));
    }
}
