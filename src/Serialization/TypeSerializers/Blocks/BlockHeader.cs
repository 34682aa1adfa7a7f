namespace Weft.Serialization;

/// <summary>The sub-header of a run of elements: {"dtype", "shape"[, "strides"][, "element"[, "fields"]]}.</summary>
internal static class BlockHeader
{
    /// <summary>The sub-header.</summary>
    /// <param name="element">What the run is made of.</param>
    /// <param name="shape">The lengths of the dimensions.</param>
    /// <param name="request">The call.</param>
    /// <param name="strides">Bytes from one element to the next along each dimension; empty for row-major.</param>
    public static Header Write(
        ElementType element, ReadOnlySpan<long> shape, in DumpsRequest request, ReadOnlySpan<long> strides = default)
    {
        var buffer = ByteBuffer.Rent();
        var writer = new MsgPackWriter(buffer);
        writer.WriteMapHeader(2 + (strides.IsEmpty ? 0 : 1) + (element.IsNamed ? 1 : 0) + (element.Fields is null ? 0 : 1));
        writer.WriteUtf8("dtype"u8);
        writer.WriteString(element.DataType);
        writer.WriteUtf8("shape"u8);
        writer.WriteArrayHeader(shape.Length);
        foreach (long length in shape) writer.WriteInt64(length);
        if (!strides.IsEmpty)
        {
            writer.WriteUtf8("strides"u8);
            writer.WriteArrayHeader(strides.Length);
            foreach (long stride in strides) writer.WriteInt64(stride);
        }

        if (element.IsNamed)
        {
            writer.WriteUtf8("element"u8);
            writer.WriteString(request.Serializer.Types.NameOf(element.Type));
        }

        if (element.Fields is { } fields)
        {
            writer.WriteUtf8("fields"u8);
            writer.WriteArrayHeader(fields.Count);
            foreach (string field in fields) writer.WriteString(field);
        }

        writer.Flush();
        var header = new Header(buffer.Written.ToArray(), Limits.Default);
        buffer.Return();
        return header;
    }
}
