using System.Text;

namespace Weft.Serialization;

/// <summary>
/// A run of built-in elements in one dimension whose header is, byte for byte, what Weft itself writes:
/// <code>
/// {"serializer": "dask", "type": kind, "sub-header": {"dtype": dtype, "shape": [count]}}
/// </code>
/// Nearly every array has such a header, and short ones cost less to copy than their header to walk. Whatever differs
/// from it in any byte takes the way of all values, which also finds the words for what is wrong.
/// </summary>
internal static class PlainRun
{
    private static readonly byte[] Start =
        [MsgPackCode.FixMap + 3, .. Text("serializer"), .. Text(DaskFamily.FamilyName), .. Text("type")];

    private static readonly byte[] Middle = [.. Text("sub-header"), MsgPackCode.FixMap + 2, .. Text("dtype")];
    private static readonly byte[] End = [.. Text("shape"), MsgPackCode.FixArray + 1];

    // Read-only memory borrows its frame instead of copying it.
    private static readonly (byte[] Text, BlockKind Kind)[] Kinds =
    [
        .. BlockKinds.All.Where(kind => kind != BlockKind.ReadOnlyMemory)
            .Select(kind => (Text(BlockKinds.NameOf(kind)), kind)),
    ];

    private static readonly (byte[] Text, ElementType Element)[] Elements =
        [.. ElementTypes.BuiltIn.Select(element => (Text(element.DataType), element))];

    /// <summary>Makes the value of a header and its one frame, if they are such; the bytes are copied.</summary>
    /// <param name="header">Whatever stands where a header is expected.</param>
    /// <param name="frame">Its only frame.</param>
    /// <param name="types">Denies the value's type or not.</param>
    /// <param name="value">The value.</param>
    /// <returns>False where anything is different, or not as it must be.</returns>
    /// <exception cref="WireFormatException">An element has bits that its type never has.</exception>
    public static bool TryLoad(
        ReadOnlySpan<byte> header, ReadOnlySpan<byte> frame, TypePolicy types, out object? value)
    {
        value = null;
        if (!TrySkip(ref header, Start) || !TryFind(ref header, Kinds, out var kind)) return false;
        if (!TrySkip(ref header, Middle) || !TryFind(ref header, Elements, out var element)) return false;
        if (!TrySkip(ref header, End) || !MsgPackReader.TryReadLength(header, out long count)) return false;
        if (count is 0 or > Limits.ArrayLengthMax) return false;
        if (count * element.ItemBytes != frame.Length) return false;
        if (types.DeniesAny && types.Denies(element.TypeOf(kind, 1))) return false;
        value = element.Load(kind, frame);
        return true;
    }

    private static bool TrySkip(ref ReadOnlySpan<byte> bytes, byte[] expected)
    {
        if (!bytes.StartsWith(expected)) return false;
        bytes = bytes[expected.Length..];
        return true;
    }

    private static bool TryFind<T>(ref ReadOnlySpan<byte> bytes, (byte[] Text, T Meaning)[] texts, out T meaning)
    {
        foreach (var (text, found) in texts)
        {
            meaning = found;
            if (TrySkip(ref bytes, text)) return true;
        }

        meaning = default!;
        return false;
    }

    private static byte[] Text(string text) =>
        [(byte)(MsgPackCode.FixString + text.Length), .. Encoding.ASCII.GetBytes(text)];
}
