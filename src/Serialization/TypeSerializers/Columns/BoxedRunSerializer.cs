using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>
/// Arrays and lists of objects that all are numbers, or the like, of one type: header {"dtype", "shape", "container":
/// type name}, frames of the values side by side. Declines any other content.
/// </summary>
internal sealed class BoxedRunSerializer(Type type) : ITypeSerializer, ICompactForm
{
    public Type Type => type;

    public string Name => BoxedRunReader.WireName;

    public string DataType => HeaderKeys.DataType;

    public bool Takes(object value) => value.GetType() == type && TryUnbox(value, out _, out _);

    public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        payload = null;
        if (value.GetType() != type || !request.Types.AllowsEncoding(type)) return false;
        if (!TryUnbox(value, out var element, out var values)) return false;
        if (request.Types.Denies(element.Type)) return false;
        ReadOnlySpan<long> shape = [values.Length];
        var header = new HeaderBuilder()
            .Set(HeaderKeys.DataType, element.DataType)
            .Set(HeaderKeys.Shape, shape)
            .Set(BoxedRunReader.Container, TypeNames.Of(type));
        payload = new Payload(header.Build(), BlockFrames.Of(values, 0, values.Length, element.ItemBytes));
        return true;
    }

    public object? Deserialize(
        Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
        throw new CheckException("runs of objects are decoded by BoxedRunReader");

    private static bool TryUnbox(
        object value, [NotNullWhen(true)] out ElementType? element, [NotNullWhen(true)] out Array? values)
    {
        (element, values) = (null, null);
        var items = (IReadOnlyList<object?>)value;
        if (items.Count < ICompactForm.CountMin) return false;
        if (items[0] is not { } first || items[items.Count - 1] is not { } last) return false;
        if (first.GetType() != last.GetType()) return false;
        if (!ElementTypes.TryGet(first.GetType(), out element) || element.IsNamed) return false;
        values = element.TryUnbox(items);
        return values is not null;
    }
}
