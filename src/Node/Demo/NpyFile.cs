using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Weft.Node.Demo;

/// <summary>
/// Reads a one-dimensional little-endian array from a file in numpy's npy format (version 1 to 3): the magic
/// <c>\x93NUMPY</c>, the version, the length of the header, the header as a Python dictionary, the elements.
/// </summary>
public static partial class NpyFile
{
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads all elements.</summary>
    /// <param name="path">The file.</param>
    /// <param name="dtype">The element type it must have, as numpy writes it: <c>&lt;f8</c>.</param>
    /// <exception cref="InvalidDataException">
    /// The file is not such an array; the message names what was found.
    /// </exception>
    public static T[] Read<T>(string path, string dtype)
        where T : unmanaged
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < 12 || !bytes.AsSpan().StartsWith(Magic))
            throw new InvalidDataException($"{path} does not begin with numpy's magic bytes; expected an .npy file");

        var wide = bytes[6] >= 2;
        var start = wide ? 12 : 10;
        long headerBytes = wide
            ? BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8))
            : BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8));
        if (headerBytes > bytes.Length - start)
            throw new InvalidDataException(
                $"{path} declares a header of {headerBytes} bytes, but only {bytes.Length - start} follow");

        var header = Encoding.UTF8.GetString(bytes, start, (int)headerBytes);
        var match = HeaderPattern().Match(header);
        if (!match.Success || match.Groups["order"].Value != "False" || match.Groups["descr"].Value != dtype)
            throw new InvalidDataException($"{path} holds {header.Trim()}; expected one dimension of '{dtype}'");

        var elements = bytes.AsSpan(start + (int)headerBytes);
        var length = long.Parse(match.Groups["length"].Value, CultureInfo.InvariantCulture);
        if (elements.Length != length * Marshal.SizeOf<T>())
            throw new InvalidDataException(
                $"{path} declares {length} elements of '{dtype}', but {elements.Length} bytes follow its header");
        return MemoryMarshal.Cast<byte, T>(elements).ToArray();
    }

    [GeneratedRegex(@"'descr': '(?<descr>[^']+)', 'fortran_order': (?<order>\w+), 'shape': \((?<length>\d{1,18}),\)")]
    private static partial Regex HeaderPattern();
}
