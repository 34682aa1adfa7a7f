using System.Buffers.Binary;
using System.Text;

namespace Weft.Serialization;

/// <content>
/// Values that declare a length or a count, which is held against the limits and the bytes that are left.
/// </content>
public ref partial struct MsgPackReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    /// <summary>
    /// The length that these bytes are, where they are one as <see cref="MsgPackWriter"/> writes it, below 2^32, and
    /// nothing besides. Never throws.
    /// </summary>
    internal static bool TryReadLength(ReadOnlySpan<byte> bytes, out long length)
    {
        length = bytes switch
        {
            [<= MsgPackCode.PositiveFixIntLast] => bytes[0],
            [MsgPackCode.UInt8, var only] => only,
            [MsgPackCode.UInt16, _, _] => BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]),
            [MsgPackCode.UInt32, _, _, _, _] => BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]),
            _ => -1,
        };
        return length >= 0;
    }

    /// <summary>Reads a text, or null for nil.</summary>
    /// <exception cref="WireFormatException">Something else stands next, or bytes that are not UTF-8.</exception>
    public string? ReadString()
    {
        if (TryReadNil()) return null;
        int start = _offset;
        var utf8 = ReadUtf8();
        try
        {
            return StrictUtf8.GetString(utf8);
        }
        catch (DecoderFallbackException error)
        {
            _offset = start;
            throw new WireFormatException($"a text of {utf8.Length} bytes is not UTF-8", start, error);
        }
    }

    /// <summary>Reads a text as the bytes that stand in the input; they need not be valid UTF-8.</summary>
    /// <exception cref="WireFormatException">Something else stands next, or a text beyond the limit.</exception>
    public ReadOnlySpan<byte> ReadUtf8()
    {
        if (_offset >= _input.Length) throw Unexpected("a text");
        byte code = _input[_offset];
        var (head, length) = code switch
        {
            >= MsgPackCode.FixString and <= MsgPackCode.FixStringLast => (1, (uint)(code & 0x1f)),
            MsgPackCode.String8 => (2, Length8("a text")),
            MsgPackCode.String16 => (3, Length16("a text")),
            MsgPackCode.String32 => (5, Length32("a text")),
            _ => throw Unexpected("a text"),
        };
        if (length > (uint)_limits.StringBytesMax)
        {
            throw new WireFormatException(
                $"a text declares {length} bytes; the limit is {_limits.StringBytesMax} (Limits.StringBytesMax)",
                _offset);
        }

        return TakeBody(head, length, "a text");
    }

    /// <summary>The text that stands next, without reading it.</summary>
    internal readonly ReadOnlySpan<byte> PeekUtf8()
    {
        var copy = this;
        return copy.ReadUtf8();
    }

    /// <summary>Reads a run of bytes as they stand in the input.</summary>
    /// <exception cref="WireFormatException">Something else stands next.</exception>
    public ReadOnlySpan<byte> ReadBinary()
    {
        if (_offset >= _input.Length) throw Unexpected("binary");
        var (head, length) = _input[_offset] switch
        {
            MsgPackCode.Binary8 => (2, Length8("binary")),
            MsgPackCode.Binary16 => (3, Length16("binary")),
            MsgPackCode.Binary32 => (5, Length32("binary")),
            _ => throw Unexpected("binary"),
        };
        return TakeBody(head, length, "binary");
    }

    /// <summary>Reads the head of an array and returns its count; as many values follow.</summary>
    /// <exception cref="WireFormatException">Something else stands next, or a count that the rest cannot
    /// hold.</exception>
    public int ReadArrayHeader()
    {
        if (_offset >= _input.Length) throw Unexpected("an array");
        byte code = _input[_offset];
        var (head, count) = code switch
        {
            >= MsgPackCode.FixArray and <= MsgPackCode.FixArrayLast => (1, (uint)(code & 0xf)),
            MsgPackCode.Array16 => (3, Length16("an array")),
            MsgPackCode.Array32 => (5, Length32("an array")),
            _ => throw Unexpected("an array"),
        };
        return TakeCount(head, count, 1, "an array");
    }

    /// <summary>Reads the head of a map and returns its count; as many pairs follow.</summary>
    /// <exception cref="WireFormatException">Something else stands next, or a count that the rest cannot
    /// hold.</exception>
    public int ReadMapHeader()
    {
        if (_offset >= _input.Length) throw Unexpected("a map");
        byte code = _input[_offset];
        var (head, count) = code switch
        {
            >= MsgPackCode.FixMap and <= MsgPackCode.FixMapLast => (1, (uint)(code & 0xf)),
            MsgPackCode.Map16 => (3, Length16("a map")),
            MsgPackCode.Map32 => (5, Length32("a map")),
            _ => throw Unexpected("a map"),
        };
        return TakeCount(head, count, 2, "a map");
    }

    /// <summary>Reads an extension value as its bytes stand in the input.</summary>
    /// <param name="type">Its number.</param>
    /// <exception cref="WireFormatException">Something else stands next.</exception>
    public ReadOnlySpan<byte> ReadExtension(out sbyte type)
    {
        if (_offset >= _input.Length) throw Unexpected("an extension");
        byte code = _input[_offset];
        var (head, length) = code switch
        {
            >= MsgPackCode.FixExtension1 and <= MsgPackCode.FixExtension16 =>
                (1, 1u << (code - MsgPackCode.FixExtension1)),
            MsgPackCode.Extension8 => (2, Length8("an extension")),
            MsgPackCode.Extension16 => (3, Length16("an extension")),
            MsgPackCode.Extension32 => (5, Length32("an extension")),
            _ => throw Unexpected("an extension"),
        };
        type = (sbyte)Take(head, 1, "an extension")[0];
        return TakeBody(head + 1, length, "an extension");
    }

    private readonly uint Length8(string what) => Take(1, 1, what)[0];

    private readonly uint Length16(string what) => BinaryPrimitives.ReadUInt16BigEndian(Take(1, 2, what));

    private readonly uint Length32(string what) => BinaryPrimitives.ReadUInt32BigEndian(Take(1, 4, what));

    private ReadOnlySpan<byte> TakeBody(int head, uint length, string what)
    {
        if ((long)_input.Length - _offset - head < length) throw Truncated(what, head + (long)length);
        var body = _input.Slice(_offset + head, (int)length);
        _offset += head + (int)length;
        return body;
    }

    private int TakeCount(int head, uint count, int bytesEach, string what)
    {
        if (count > (uint)_limits.CountMax)
        {
            throw new WireFormatException(
                $"{what} declares {count} entries; the limit is {_limits.CountMax} (Limits.CountMax)", _offset);
        }

        // Each entry takes a byte at least, each pair two.
        long left = (long)_input.Length - _offset - head;
        if (count * (long)bytesEach > left)
        {
            throw new WireFormatException($"{what} declares {count} entries; {left} bytes are left", _offset);
        }

        _offset += head;
        return (int)count;
    }
}
