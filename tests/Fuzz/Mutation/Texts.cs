using System.Text;

namespace Weft.Fuzz;

/// <summary>
/// The short texts that stand in a corpus, as msgpack. Names of types, families and entries decide what a reader does
/// next; put in another's place they lead to paths that flipped bits never reach.
/// </summary>
internal static class Texts
{
    private const int TextBytesMax = 255;

    private static readonly string[] Known =
    [
        "System.Object", "System.String", "System.Double[]", "System.Int32[,]", "System.Void", "System.Type",
        "System.Collections.Generic.List`1[System.Object]", "System.Object[][][]", "System.IO.FileInfo", "<f8",
        "<i4", "|b1",
        "<c16", "System.Nullable`1[System.Int32]", "System.Diagnostics.Process", "System.Span`1[System.Byte]",
        "dask", "pickle",
        "msgpack", "error", "serializer", "System.Int32*", "System.Int32&", "System.Collections.Generic.Dictionary`2",
    ];

    /// <summary>Every text in the corpus and some more, without repeats, in order.</summary>
    public static IReadOnlyList<byte[]> Of(IReadOnlyList<FuzzInput> corpus)
    {
        var found = new SortedSet<string>(Known, StringComparer.Ordinal);
        foreach (var run in corpus.SelectMany(input => input.Runs))
        {
            for (int at = 0; at < run.Length; at++)
            {
                if (TryFind(run, at, out int head, out int length) && length > 1)
                    found.Add(Encoding.ASCII.GetString(run, at + head, length));
            }
        }

        return [.. found.Select(Encode)];
    }

    /// <summary>True where a text of printable ASCII stands here: the bytes of its head, and of itself.</summary>
    public static bool TryFind(ReadOnlySpan<byte> run, int at, out int head, out int length)
    {
        (head, length) = run[at] switch
        {
            >= 0xa1 and <= 0xbf => (1, run[at] & 0x1f),
            0xd9 when at + 1 < run.Length => (2, run[at + 1]),
            _ => (0, 0),
        };
        if (length == 0 || at + head + length > run.Length) return false;
        foreach (byte each in run.Slice(at + head, length))
        {
            if (each is < 0x20 or > 0x7e) return false;
        }

        return true;
    }

    private static byte[] Encode(string text)
    {
        var ascii = Encoding.ASCII.GetBytes(text);
        int length = Math.Min(ascii.Length, TextBytesMax);
        byte[] head = length <= 31 ? [(byte)(0xa0 | length)] : [0xd9, (byte)length];
        return [.. head, .. ascii.AsSpan(0, length)];
    }
}
