using System.Globalization;

namespace Weft.Serialization.Tests;

/// <summary>numpy's names of element types, read by the rules of numpy's own documentation.</summary>
internal static class NumpyNames
{
    private static readonly Dictionary<char, int[]> ByKind = new()
    {
        ['b'] = [1],
        ['i'] = [1, 2, 4, 8],
        ['u'] = [1, 2, 4, 8],
        ['f'] = [2, 4, 8],
        ['c'] = [8, 16],
        ['m'] = [8],
        ['M'] = [8],
    };

    /// <summary>Bytes of one element; null for a name that is none of numpy's.</summary>
    public static int? ItemBytes(string name)
    {
        if (name.StartsWith("enum:", StringComparison.Ordinal)) return ItemBytes(name[5..]);
        if (name.StartsWith("struct:", StringComparison.Ordinal))
            return int.Parse(name[7..], CultureInfo.InvariantCulture);
        if (name.Length < 3 || name[0] is not ('<' or '|') || !ByKind.TryGetValue(name[1], out int[]? lengths))
            return null;
        string rest = name[1] is 'm' or 'M' ? name[2..name.IndexOf('[')] : name[2..];
        int bytes = int.Parse(rest, CultureInfo.InvariantCulture);
        Assert.Contains(bytes, lengths);
        Assert.Equal(bytes == 1, name[0] == '|');
        return bytes;
    }
}
