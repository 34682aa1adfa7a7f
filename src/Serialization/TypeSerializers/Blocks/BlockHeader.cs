namespace Weft.Serialization;

/// <summary>The sub-header of a run of elements: {"dtype", "shape"[, "element"[, "fields"]]}.</summary>
internal static class BlockHeader
{
    /// <summary>Writes it: by itself, or, where a name is given, inside the header of the family.</summary>
    public static Header Write(
        ElementType element, ReadOnlySpan<long> shape, in DumpsRequest request, string? name = null)
    {
        var buffer = ByteBuffer.Rent();
        var writer = new MsgPackWriter(buffer);
        if (name is not null) DaskFamily.WriteOuter(ref writer, name);
        writer.WriteMapHeader(2 + (element.IsNamed ? 1 : 0) + (element.Fields is null ? 0 : 1));
        writer.WriteUtf8("dtype"u8);
        writer.WriteString(element.DataType);
        writer.WriteUtf8("shape"u8);
        writer.WriteArrayHeader(shape.Length);
        foreach (long length in shape) writer.WriteInt64(length);
        WriteNames(ref writer, element, request);
        writer.Flush();
        var header = new Header(buffer.Written.ToArray(), Limits.Default);
        buffer.Return();
        return header;
    }

    /// <summary>
    /// Writes what stands last: the .NET name of an element type that has none of numpy's, and its fields.
    /// </summary>
    public static void WriteNames(ref MsgPackWriter writer, ElementType element, in DumpsRequest request)
    {
        if (element.IsNamed)
        {
            writer.WriteUtf8("element"u8);
            writer.WriteString(request.Types.NameOf(element.Type));
        }

        if (element.Fields is not { } fields) return;
        writer.WriteUtf8("fields"u8);
        writer.WriteArrayHeader(fields.Count);
        foreach (string field in fields) writer.WriteString(field);
    }
}
