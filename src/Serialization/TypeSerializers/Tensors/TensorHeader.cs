namespace Weft.Serialization;

/// <summary>The sub-header of a tensor: {"dtype", "shape"[, "strides"][, "element"[, "fields"]]}.</summary>
internal static class TensorHeader
{
    /// <summary>Writes it; strides, in bytes, only where the elements do not lie row by row.</summary>
    public static Header Write(ElementType element, TensorLayout layout, in DumpsRequest request)
    {
        var buffer = ByteBuffer.Rent();
        var writer = new MsgPackWriter(buffer);
        writer.WriteMapHeader(
            2 + (layout.IsRowMajor ? 0 : 1) + (element.IsNamed ? 1 : 0) + (element.Fields is null ? 0 : 1));
        writer.WriteUtf8("dtype"u8);
        writer.WriteString(element.DataType);
        writer.WriteUtf8("shape"u8);
        WriteShape(ref writer, layout.Lengths);
        if (!layout.IsRowMajor)
        {
            writer.WriteUtf8("strides"u8);
            writer.WriteArrayHeader(layout.PackedStrides.Length);
            foreach (long stride in layout.PackedStrides) writer.WriteInt64(stride * element.ItemBytes);
        }

        BlockHeader.WriteNames(ref writer, element, request);
        writer.Flush();
        var header = new Header(buffer.Written.ToArray(), Limits.Default);
        buffer.Return();
        return header;
    }

    private static void WriteShape(ref MsgPackWriter writer, ReadOnlySpan<long> lengths)
    {
        // .NET's tensor without dimensions has no elements; numpy's has one.
        if (lengths.IsEmpty) lengths = [0];
        writer.WriteArrayHeader(lengths.Length);
        foreach (long length in lengths) writer.WriteInt64(length);
    }
}
