using System.Text;

namespace Weft.Actors;

/// <summary>
/// The texts of paths that come again and again: a small table on each thread, so that a ticket costs no new text.
/// </summary>
internal static class PathTexts
{
    private const int Slots = 256;

    // Longer ones are rare, and many of them would be a peer's way to have memory kept.
    private const int KeptBytesMax = 1024;

    [ThreadStatic]
    private static (byte[] Utf8, string Text)[]? s_table;

    /// <summary>The text of UTF-8.</summary>
    public static string Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return "";
        if (utf8.Length > KeptBytesMax) return Encoding.UTF8.GetString(utf8);
        var hash = new HashCode();
        hash.AddBytes(utf8);
        ref var slot = ref (s_table ??= new (byte[], string)[Slots])[hash.ToHashCode() & (Slots - 1)];
        if (slot.Utf8 is null || !utf8.SequenceEqual(slot.Utf8))
            slot = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        return slot.Text;
    }
}
