namespace Weft.Serialization;

/// <summary>Opens compressed frames for a description: few bytes, of codecs that every build has.</summary>
internal static class WireCompression
{
    // Enough to see what is in a frame; what is longer is shown as it travels.
    private const int FrameBytesMax = 1 << 20;

    private static readonly ICompressionCodec[] Codecs = [new BrotliCodec(), new ZlibCodec()];

    /// <summary>
    /// The bytes of a frame before it was compressed. False where that is unknown here, too long to be shown, more than
    /// the description may open in all, or where the frame does not become what is declared: a line says so.
    /// </summary>
    public static bool TryOpen(
        WireLines lines, string name, in FrameOwner owner, ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> opened)
    {
        opened = default;
        string codecName = owner.Codec!;
        var codec = Array.Find(Codecs, codec => codec.Name == codecName);
        long ratio = lines.Options.Limits.DecompressionRatioMax;
        if (codec is null || owner.Becomes is <= 0 or > FrameBytesMax || owner.Becomes > bytes.Length * ratio ||
            !lines.TryOpen(owner.Becomes))
        {
            return false;
        }

        var memory = new byte[owner.Becomes];
        try
        {
            codec.Decompress(bytes, memory);
            opened = memory;
            return true;
        }
        catch (Exception error) when (error is not (CheckException or OutOfMemoryException))
        {
            lines.Fail(name, error as WireFormatException ?? new WireFormatException(error.Message, -1, error));
            return false;
        }
    }
}
