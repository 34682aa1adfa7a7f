using System.Text;

namespace Weft.Serialization;

/// <summary>
/// The names of header entries that Weft itself writes, as <c>docs/wire.md</c> lists them; a test compares the two.
/// </summary>
public static class HeaderKeys
{
    /// <summary>The family that decodes the payload.</summary>
    public const string Serializer = "serializer";

    /// <summary>The registered name by which the per-type serializer is found; for collections, their kind.</summary>
    public const string Type = "type";

    /// <summary>The part of the header that the per-type serializer made and alone reads.</summary>
    public const string SubHeader = "sub-header";

    /// <summary>The element type of an array, in numpy's notation or Weft's own.</summary>
    public const string DataType = "dtype";

    /// <summary>The lengths of an array's dimensions.</summary>
    public const string Shape = "shape";

    /// <summary>Bytes from one element of a tensor to the next along each dimension.</summary>
    public const string Strides = "strides";

    /// <summary>The .NET name of an enum or a structure that is an array's element.</summary>
    public const string Element = "element";

    /// <summary>The fields of a structure that is an array's element: name and dtype by turns.</summary>
    public const string Fields = "fields";

    /// <summary>True where the payload is a collection whose children have headers of their own.</summary>
    public const string IsCollection = "is-collection";

    /// <summary>The headers of a collection's children.</summary>
    public const string SubHeaders = "sub-headers";

    /// <summary>How many frames each child has.</summary>
    public const string FrameCounts = "frame-counts";

    /// <summary>The keys of a dictionary, in the order of its children; true where they are the last part.</summary>
    public const string Keys = "keys";

    /// <summary>The positions of the children that are parts of their own; the others are one part together.</summary>
    public const string Apart = "apart";

    /// <summary>The fields of an object that stand in the header itself.</summary>
    public const string Simple = "simple";

    /// <summary>The fields of an object that have headers and frames of their own.</summary>
    public const string Complex = "complex";

    /// <summary>
    /// For each frame the codec that compressed it, or what its family declares of it so that none does; else nil.
    /// </summary>
    public const string Compression = "compression";

    /// <summary>For each frame that was compressed on the way the bytes it was made of; else nil.</summary>
    public const string DecompressedBytes = "decompressed-bytes";

    /// <summary>The class of an object whose serializer is registered for a base of it or an interface.</summary>
    public const string Class = "class";

    /// <summary>Reads a key of a map, whatever its kind; true where it is this name.</summary>
    internal static bool ReadMatches(ref MsgPackReader reader, string name)
    {
        if (reader.PeekType() == MsgPackType.String) return Matches(name, reader.ReadUtf8());
        reader.Skip();
        return false;
    }

    internal static bool Matches(string name, ReadOnlySpan<byte> utf8)
    {
        // A name beyond ASCII has more bytes than characters.
        if (name.Length == utf8.Length) return Ascii.Equals(utf8, name);
        return name.Length < utf8.Length && !Ascii.IsValid(name) && Encoding.UTF8.GetByteCount(name) == utf8.Length &&
            utf8.SequenceEqual(Encoding.UTF8.GetBytes(name));
    }
}
