namespace Weft.Serialization;

/// <summary>What msgpack means in a place of its own: words for lines that would only show bytes. Immutable.</summary>
/// <param name="Extension">The meaning of an extension; null for none.</param>
/// <param name="Map">What a map is here; empty where it is a map.</param>
/// <param name="Later">What the values behind the first are; empty where they are values like it.</param>
internal sealed record WireNames(
    WireNames.ExtensionName Extension, string Map = "", string Later = "")
{
    /// <summary>What the extensions of a place mean, for the line that shows one; null for no meaning.</summary>
    public delegate string? ExtensionName(sbyte type, ReadOnlySpan<byte> bytes);

    /// <summary>The stream of a graph: docs/wire-pickle.md.</summary>
    public static WireNames Graph { get; } = new(GraphExtension, "counted, ", "fields put off: ");

    /// <summary>The body of a message: docs/wire.md.</summary>
    public static WireNames Message { get; } = new(MessageExtension);

    private static string? GraphExtension(sbyte type, ReadOnlySpan<byte> bytes)
    {
        if (type == GraphWriter.WideText) return $"a text of {bytes.Length / 2} UTF-16 units";
        if (bytes.Length > sizeof(uint)) return null;
        uint number = 0;
        foreach (byte each in bytes) number = (number << 8) | each;
        return type == GraphWriter.Reference ? $"object {number}" : type == GraphWriter.Part ? $"part {number}" : null;
    }

    private static string? MessageExtension(sbyte type, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > WireExtensions.InlineHeaderBytesMax) return null;
        if (type == WireExtensions.InlineValue) return $"a value without frames, {MsgPackText.Describe(bytes)}";
        if (type != WireExtensions.ValueIndex || bytes.IsEmpty) return null;
        return $"value {MsgPackText.Describe(bytes)}";
    }
}
