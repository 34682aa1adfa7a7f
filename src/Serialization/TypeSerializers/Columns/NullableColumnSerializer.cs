using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Weft.Serialization;

/// <summary>
/// T?[] and lists of T?: header {"dtype", "shape"[, "element"[, "fields"]]}, frames of all values, zeros where one is
/// null, then one of presence bits.
/// </summary>
internal sealed class NullableColumnSerializer<T>(ElementType<T> element, bool isList) : ITypeSerializer, ICompactForm
    where T : unmanaged
{
    public Type Type => isList ? typeof(List<T?>) : typeof(T?[]);

    public string Name => NullableColumnReader.NameOf(isList);

    public string DataType => HeaderKeys.DataType;

    public bool Takes(object value) =>
        value.GetType() == Type && ((ICollection<T?>)value).Count >= ICompactForm.CountMin;

    public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        payload = null;
        if (element.IsNamed && !request.Types.AllowsEncoding(typeof(T))) return false;
        if (!Takes(value)) return false;
        var items = isList ? CollectionsMarshal.AsSpan((List<T?>)value) : (T?[])value;
        var values = new T[items.Length];
        var bits = new byte[PresenceBits.BytesFor(items.Length)];
        for (int i = 0; i < values.Length; i++)
        {
            if (items[i] is not { } item) continue;
            values[i] = item;
            PresenceBits.Set(bits, i);
        }

        ReadOnlySpan<long> shape = [values.Length];
        var header = BlockHeader.Write(element, shape, request);
        payload = new Payload(header, [.. BlockFrames.Of(values, 0, values.Length, element.ItemBytes), bits]);
        return true;
    }

    public object? Deserialize(
        Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
        throw new CheckException("columns with nulls are decoded by NullableColumnReader");
}
