using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Weft.Serialization;

/// <summary>A list of texts as <see cref="StringColumnSerializer"/> packs an array of them.</summary>
internal sealed class StringListSerializer : StringColumnSerializer, ICompactForm, IShapeOfTypes
{
    public override Type Type => typeof(List<string>);

    public override string Name => "string-list";

    public string Types => "List of string";

    public bool Takes(object value) =>
        value.GetType() == Type && ((List<string?>)value).Count >= ICompactForm.CountMin;

    public override bool TrySerialize(
        object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        payload = Takes(value) ? Pack(CollectionsMarshal.AsSpan((List<string?>)value)) : null;
        return payload is not null;
    }

    public override object? Deserialize(
        Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request)
    {
        var list = new List<string?>();
        list.AddRange(Unpack(header, frames, request));
        return list;
    }
}
