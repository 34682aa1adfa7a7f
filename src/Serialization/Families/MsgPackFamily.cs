using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>The family <c>msgpack</c>: one frame with a msgpack value of scalars, lists and dictionaries.</summary>
internal sealed class MsgPackFamily : SerializerFamily
{
    public const string FamilyName = "msgpack";

    public override string Name => FamilyName;

    public override bool TryDumps(object? value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        payload = null;
        return false;
    }

    public override object? Loads(
        Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
        throw new WireFormatException("a payload of the family 'msgpack' has no frame");
}
