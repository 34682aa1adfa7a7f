using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Weft.Serialization;

/// <summary>
/// Writes msgpack values, always in their smallest encoding, into a buffer that the caller owns. Call
/// <see cref="Flush"/> when done: bytes written since the last flush are not yet counted by the buffer. The writer
/// does not check that arrays and maps get the number of values their headers announce.
/// </summary>
public ref struct MsgPackWriter
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);
    private readonly IBufferWriter<byte> _output;
    private Span<byte> _span;
    private int _used;
    private long _flushed;

    /// <summary>A writer that appends to a buffer.</summary>
    /// <param name="output">Where the bytes go; not to be used by others until <see cref="Flush"/>.</param>
    public MsgPackWriter(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _output = output;
    }

    /// <summary>Bytes written so far, flushed or not.</summary>
    public readonly long BytesWritten => _flushed + _used;

    /// <summary>Hands everything written to the buffer.</summary>
    public void Flush()
    {
        if (_used > 0) _output.Advance(_used);
        _flushed += _used;
        _span = default;
        _used = 0;
    }

    /// <summary>Nil, for null.</summary>
    public void WriteNil() => WriteCode(MsgPackCode.Nil);

    /// <summary>True or false.</summary>
    public void WriteBoolean(bool value) => WriteCode(value ? MsgPackCode.True : MsgPackCode.False);

    /// <summary>A signed whole number in 1 to 9 bytes.</summary>
    public void WriteInt64(long value)
    {
        if (value >= 0)
        {
            WriteUInt64((ulong)value);
            return;
        }

        var to = Reserve(9);
        if (value >= -32)
        {
            to[0] = (byte)value;
            _used += 1;
        }
        else if (value >= sbyte.MinValue)
        {
            to[1] = (byte)value;
            to[0] = MsgPackCode.Int8;
            _used += 2;
        }
        else if (value >= short.MinValue)
        {
            BinaryPrimitives.WriteInt16BigEndian(to[1..], (short)value);
            to[0] = MsgPackCode.Int16;
            _used += 3;
        }
        else if (value >= int.MinValue)
        {
            BinaryPrimitives.WriteInt32BigEndian(to[1..], (int)value);
            to[0] = MsgPackCode.Int32;
            _used += 5;
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(to[1..], value);
            to[0] = MsgPackCode.Int64;
            _used += 9;
        }
    }

    /// <summary>A whole number from 0 to 2^64-1 in 1 to 9 bytes.</summary>
    public void WriteUInt64(ulong value)
    {
        var to = Reserve(9);
        if (value <= MsgPackCode.PositiveFixIntLast)
        {
            to[0] = (byte)value;
            _used += 1;
        }
        else if (value <= byte.MaxValue)
        {
            to[1] = (byte)value;
            to[0] = MsgPackCode.UInt8;
            _used += 2;
        }
        else if (value <= ushort.MaxValue)
        {
            BinaryPrimitives.WriteUInt16BigEndian(to[1..], (ushort)value);
            to[0] = MsgPackCode.UInt16;
            _used += 3;
        }
        else if (value <= uint.MaxValue)
        {
            BinaryPrimitives.WriteUInt32BigEndian(to[1..], (uint)value);
            to[0] = MsgPackCode.UInt32;
            _used += 5;
        }
        else
        {
            BinaryPrimitives.WriteUInt64BigEndian(to[1..], value);
            to[0] = MsgPackCode.UInt64;
            _used += 9;
        }
    }

    /// <summary>A 32-bit float, bit for bit.</summary>
    public void WriteSingle(float value)
    {
        var to = Reserve(5);
        to[0] = MsgPackCode.Single;
        BinaryPrimitives.WriteSingleBigEndian(to[1..], value);
        _used += 5;
    }

    /// <summary>A 64-bit float, bit for bit.</summary>
    public void WriteDouble(double value)
    {
        var to = Reserve(9);
        to[0] = MsgPackCode.Double;
        BinaryPrimitives.WriteDoubleBigEndian(to[1..], value);
        _used += 9;
    }

    /// <summary>A text, or nil for null.</summary>
    /// <exception cref="ArgumentException">The text has a lone surrogate, which UTF-8 cannot express.</exception>
    public void WriteString(string? value)
    {
        if (value is null) WriteNil();
        else WriteString(value.AsSpan());
    }

    /// <summary>A text.</summary>
    /// <exception cref="ArgumentException">The text has a lone surrogate, which UTF-8 cannot express.</exception>
    public void WriteString(scoped ReadOnlySpan<char> value)
    {
        // Up to 31 bytes have a one-byte head; 3 bytes a char is the most that UTF-8 needs.
        if (value.Length <= 10)
        {
            var to = Reserve(31 + 1);
            int bytes = Encode(value, to[1..]);
            to[0] = (byte)(MsgPackCode.FixString | bytes);
            _used += 1 + bytes;
            return;
        }

        int length = Measure(value);
        WriteStringHeader(length);
        var rest = Reserve(length);
        _used += Encode(value, rest);
    }

    /// <summary>A text that is UTF-8 already; the caller vouches for it.</summary>
    public void WriteUtf8(scoped ReadOnlySpan<byte> value)
    {
        WriteStringHeader(value.Length);
        WriteRaw(value);
    }

    /// <summary>A run of bytes.</summary>
    public void WriteBinary(scoped ReadOnlySpan<byte> value)
    {
        WriteBinaryHeader(value.Length);
        WriteRaw(value);
    }

    /// <summary>The head of a run of bytes that follow through <see cref="WriteRaw"/>.</summary>
    /// <param name="bytes">How many follow.</param>
    public void WriteBinaryHeader(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (bytes <= byte.MaxValue) WriteLength8(MsgPackCode.Binary8, bytes);
        else WriteLength(MsgPackCode.Binary16, MsgPackCode.Binary32, bytes);
    }

    /// <summary>The head of an array; as many values must follow.</summary>
    public void WriteArrayHeader(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count <= 15) WriteCode((byte)(MsgPackCode.FixArray | count));
        else WriteLength(MsgPackCode.Array16, MsgPackCode.Array32, count);
    }

    /// <summary>The head of a map; as many pairs of key and value must follow.</summary>
    public void WriteMapHeader(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count <= 15) WriteCode((byte)(MsgPackCode.FixMap | count));
        else WriteLength(MsgPackCode.Map16, MsgPackCode.Map32, count);
    }

    /// <summary>An extension value.</summary>
    /// <param name="type">0 to 127 are the application's; negative ones are reserved by msgpack.</param>
    /// <param name="value">Its bytes.</param>
    public void WriteExtension(sbyte type, scoped ReadOnlySpan<byte> value)
    {
        var fix = value.Length switch
        {
            1 => MsgPackCode.FixExtension1,
            2 => MsgPackCode.FixExtension2,
            4 => MsgPackCode.FixExtension4,
            8 => MsgPackCode.FixExtension8,
            16 => MsgPackCode.FixExtension16,
            _ => (byte)0,
        };
        if (fix != 0) WriteCode(fix);
        else if (value.Length <= byte.MaxValue) WriteLength8(MsgPackCode.Extension8, value.Length);
        else WriteLength(MsgPackCode.Extension16, MsgPackCode.Extension32, value.Length);
        WriteCode((byte)type);
        WriteRaw(value);
    }

    /// <summary>Bytes as they are: values that are encoded already, or the bytes after a head.</summary>
    public void WriteRaw(scoped ReadOnlySpan<byte> value)
    {
        value.CopyTo(Reserve(value.Length));
        _used += value.Length;
    }

    internal void WriteStringHeader(int bytes)
    {
        if (bytes <= 31) WriteCode((byte)(MsgPackCode.FixString | bytes));
        else if (bytes <= byte.MaxValue) WriteLength8(MsgPackCode.String8, bytes);
        else WriteLength(MsgPackCode.String16, MsgPackCode.String32, bytes);
    }

    private static int Measure(scoped ReadOnlySpan<char> value)
    {
        try
        {
            return StrictUtf8.GetByteCount(value);
        }
        catch (EncoderFallbackException error)
        {
            throw LoneSurrogate(error);
        }
    }

    private static int Encode(scoped ReadOnlySpan<char> value, Span<byte> to)
    {
        try
        {
            return StrictUtf8.GetBytes(value, to);
        }
        catch (EncoderFallbackException error)
        {
            throw LoneSurrogate(error);
        }
    }

    private static ArgumentException LoneSurrogate(EncoderFallbackException error) => new(
        $"the text has half of a surrogate pair at index {error.Index}, which msgpack's UTF-8 cannot express; " +
        "send it as char[]",
        nameof(error),
        error);

    private void WriteCode(byte code)
    {
        Reserve(1)[0] = code;
        _used += 1;
    }

    private void WriteLength8(byte code, int length)
    {
        var to = Reserve(2);
        to[1] = (byte)length;
        to[0] = code;
        _used += 2;
    }

    private void WriteLength(byte code16, byte code32, int length)
    {
        var to = Reserve(5);
        if (length <= ushort.MaxValue)
        {
            BinaryPrimitives.WriteUInt16BigEndian(to[1..], (ushort)length);
            to[0] = code16;
            _used += 3;
        }
        else
        {
            BinaryPrimitives.WriteInt32BigEndian(to[1..], length);
            to[0] = code32;
            _used += 5;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Reserve(int bytes)
    {
        if (_span.Length - _used < bytes) Grow(bytes);
        return _span[_used..];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int bytes)
    {
        Flush();
        _span = _output.GetSpan(Math.Max(bytes, 64));
    }
}
