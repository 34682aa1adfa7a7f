using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// Reads msgpack values one after another from bytes that are all at hand. Any encoding of a value is accepted, not
/// only the smallest. Every failure is a <see cref="WireFormatException"/> with the offset of the value it began at;
/// the reader then stands there still. Counts are held against the bytes that are left, so that a short input cannot
/// make its reader allocate much. A caller that recurses into arrays and maps wraps each level in
/// <see cref="Enter"/> and <see cref="Leave"/>.
/// </summary>
public ref partial struct MsgPackReader
{
    private readonly ReadOnlySpan<byte> _input;
    private readonly Limits _limits;
    private int _offset;
    private int _depth;

    /// <summary>A reader at the start of an input.</summary>
    /// <param name="input">All the bytes; spans handed out alias them.</param>
    /// <param name="limits">What the input may ask for.</param>
    public MsgPackReader(ReadOnlySpan<byte> input, Limits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        _input = input;
        _limits = limits;
    }

    /// <summary>Bytes read so far.</summary>
    public readonly int Offset => _offset;

    /// <summary>True where every byte is read.</summary>
    public readonly bool IsAtEnd => _offset >= _input.Length;

    /// <summary>Bytes not read yet.</summary>
    internal readonly int Left => _input.Length - _offset;

    /// <summary>
    /// True where the next value is written as 64 bits without sign, the one form that may exceed a long.
    /// </summary>
    internal readonly bool IsWideUnsigned => _offset < _input.Length && _input[_offset] == MsgPackCode.UInt64;

    /// <summary>Levels entered and not left.</summary>
    public readonly int Depth => _depth;

    /// <summary>Notes that the caller goes one level down.</summary>
    /// <exception cref="WireFormatException">Deeper than <see cref="Limits.DepthMax"/>.</exception>
    public void Enter()
    {
        if (_depth >= _limits.DepthMax) throw TooDeep(_offset);
        _depth++;
    }

    /// <summary>Notes that the caller comes one level up.</summary>
    public void Leave() => _depth--;

    /// <summary>What stands next, without reading it.</summary>
    /// <exception cref="WireFormatException">The byte 0xc1, which no value begins with.</exception>
    public readonly MsgPackType PeekType()
    {
        if (_offset >= _input.Length) return MsgPackType.End;
        byte code = _input[_offset];
        return code switch
        {
            <= MsgPackCode.PositiveFixIntLast or >= MsgPackCode.NegativeFixInt => MsgPackType.Integer,
            <= MsgPackCode.FixMapLast => MsgPackType.Map,
            <= MsgPackCode.FixArrayLast => MsgPackType.Array,
            <= MsgPackCode.FixStringLast => MsgPackType.String,
            MsgPackCode.Nil => MsgPackType.Nil,
            MsgPackCode.False or MsgPackCode.True => MsgPackType.Boolean,
            MsgPackCode.Binary8 or MsgPackCode.Binary16 or MsgPackCode.Binary32 => MsgPackType.Binary,
            MsgPackCode.Single => MsgPackType.Single,
            MsgPackCode.Double => MsgPackType.Double,
            >= MsgPackCode.UInt8 and <= MsgPackCode.Int64 => MsgPackType.Integer,
            >= MsgPackCode.String8 and <= MsgPackCode.String32 => MsgPackType.String,
            MsgPackCode.Array16 or MsgPackCode.Array32 => MsgPackType.Array,
            MsgPackCode.Map16 or MsgPackCode.Map32 => MsgPackType.Map,
            MsgPackCode.NeverUsed => throw new WireFormatException("no msgpack value begins with 0xc1", _offset),
            _ => MsgPackType.Extension,
        };
    }

    /// <summary>Reads nil if it stands next.</summary>
    public bool TryReadNil()
    {
        if (_offset >= _input.Length || _input[_offset] != MsgPackCode.Nil) return false;
        _offset++;
        return true;
    }

    /// <summary>Reads nil.</summary>
    /// <exception cref="WireFormatException">Something else stands next.</exception>
    public void ReadNil()
    {
        if (!TryReadNil()) throw Unexpected("nil");
    }

    /// <summary>Reads true or false.</summary>
    /// <exception cref="WireFormatException">Something else stands next.</exception>
    public bool ReadBoolean()
    {
        byte code = _offset < _input.Length ? _input[_offset] : (byte)0;
        if (code is not (MsgPackCode.False or MsgPackCode.True)) throw Unexpected("a boolean");
        _offset++;
        return code == MsgPackCode.True;
    }

    /// <summary>Reads a whole number that fits 32 bits with sign.</summary>
    /// <exception cref="WireFormatException">Something else stands next, or a number beyond that.</exception>
    public int ReadInt32()
    {
        int start = _offset;
        long value = ReadInt64();
        if (value is >= int.MinValue and <= int.MaxValue) return (int)value;
        _offset = start;
        throw new WireFormatException($"the number {value} does not fit 32 bits", start);
    }

    /// <summary>Reads a whole number that fits 64 bits with sign.</summary>
    /// <exception cref="WireFormatException">Something else stands next, or a number beyond that.</exception>
    public long ReadInt64()
    {
        if (_offset < _input.Length)
        {
            byte code = _input[_offset];
            if (code <= MsgPackCode.PositiveFixIntLast || code >= MsgPackCode.NegativeFixInt)
            {
                _offset++;
                return (sbyte)code;
            }

            if (code is >= MsgPackCode.UInt8 and <= MsgPackCode.Int64) return ReadWideInteger(code);
        }

        throw Unexpected("a whole number");
    }

    /// <summary>Reads a whole number from 0 to 2^64-1.</summary>
    /// <exception cref="WireFormatException">Something else stands next, or a negative number.</exception>
    public ulong ReadUInt64()
    {
        if (_offset < _input.Length && _input[_offset] == MsgPackCode.UInt64)
        {
            ulong wide = BinaryPrimitives.ReadUInt64BigEndian(Take(1, 8, "a whole number"));
            _offset += 9;
            return wide;
        }

        int start = _offset;
        long value = ReadInt64();
        if (value >= 0) return (ulong)value;
        _offset = start;
        throw new WireFormatException($"expected a whole number of 0 or more, found {value}", start);
    }

    /// <summary>Reads a 32-bit float.</summary>
    /// <exception cref="WireFormatException">Something else stands next.</exception>
    public float ReadSingle()
    {
        if (_offset >= _input.Length || _input[_offset] != MsgPackCode.Single) throw Unexpected("a 32-bit float");
        float value = BinaryPrimitives.ReadSingleBigEndian(Take(1, 4, "a 32-bit float"));
        _offset += 5;
        return value;
    }

    /// <summary>Reads a float of 64 or of 32 bits.</summary>
    /// <exception cref="WireFormatException">Something else stands next.</exception>
    public double ReadDouble()
    {
        if (_offset < _input.Length && _input[_offset] == MsgPackCode.Single) return ReadSingle();
        if (_offset >= _input.Length || _input[_offset] != MsgPackCode.Double) throw Unexpected("a float");
        double value = BinaryPrimitives.ReadDoubleBigEndian(Take(1, 8, "a 64-bit float"));
        _offset += 9;
        return value;
    }

    /// <summary>Reads one value of any kind, with all it holds, and forgets it. The limits hold here too.</summary>
    public void Skip()
    {
        int start = _offset;
        int depth = _depth;
        try
        {
            SkipValue();
        }
        catch (WireFormatException)
        {
            _offset = start;
            _depth = depth;
            throw;
        }
    }

    /// <summary>Reads one value of any kind and returns its encoding as it stands in the input.</summary>
    public ReadOnlySpan<byte> ReadRaw()
    {
        int start = _offset;
        Skip();
        return _input[start.._offset];
    }

    private void SkipValue()
    {
        switch (PeekType())
        {
            case MsgPackType.Nil or MsgPackType.Boolean:
                _offset++;
                break;
            case MsgPackType.Integer:
                if (_input[_offset] == MsgPackCode.UInt64) ReadUInt64();
                else ReadInt64();
                break;
            case MsgPackType.Single or MsgPackType.Double:
                ReadDouble();
                break;
            case MsgPackType.String:
                ReadUtf8();
                break;
            case MsgPackType.Binary:
                ReadBinary();
                break;
            case MsgPackType.Extension:
                ReadExtension(out _);
                break;
            case MsgPackType.Array:
                SkipMany(ReadArrayHeader());
                break;
            case MsgPackType.Map:
                SkipMany(2L * ReadMapHeader());
                break;
            default:
                throw Unexpected("a value");
        }
    }

    private void SkipMany(long count)
    {
        Enter();
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new WireFormatException("values are nested deeper than this thread's stack can follow", _offset);
        for (long i = 0; i < count; i++) SkipValue();
        Leave();
    }

    private long ReadWideInteger(byte code)
    {
        const string what = "a whole number";
        switch (code)
        {
            case MsgPackCode.UInt8:
                return Wide(Take(1, 1, what)[0], 2);
            case MsgPackCode.UInt16:
                return Wide(BinaryPrimitives.ReadUInt16BigEndian(Take(1, 2, what)), 3);
            case MsgPackCode.UInt32:
                return Wide(BinaryPrimitives.ReadUInt32BigEndian(Take(1, 4, what)), 5);
            case MsgPackCode.Int8:
                return Wide((sbyte)Take(1, 1, what)[0], 2);
            case MsgPackCode.Int16:
                return Wide(BinaryPrimitives.ReadInt16BigEndian(Take(1, 2, what)), 3);
            case MsgPackCode.Int32:
                return Wide(BinaryPrimitives.ReadInt32BigEndian(Take(1, 4, what)), 5);
            case MsgPackCode.Int64:
                return Wide(BinaryPrimitives.ReadInt64BigEndian(Take(1, 8, what)), 9);
            default:
                ulong value = BinaryPrimitives.ReadUInt64BigEndian(Take(1, 8, what));
                if (value <= long.MaxValue) return Wide((long)value, 9);
                throw new WireFormatException($"the number {value} does not fit 64 bits with sign", _offset);
        }
    }

    private long Wide(long value, int bytes)
    {
        _offset += bytes;
        return value;
    }

    private readonly ReadOnlySpan<byte> Take(int skip, int bytes, string what)
    {
        if (_input.Length - _offset - skip < bytes) throw Truncated(what, skip + (long)bytes);
        return _input.Slice(_offset + skip, bytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly WireFormatException Truncated(string what, long needed) => new(
        $"{what} needs {needed} bytes; {_input.Length - _offset} are left", _offset);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly WireFormatException TooDeep(int offset) => new(
        $"values are nested deeper than {_limits.DepthMax} levels (Limits.DepthMax)", offset);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly WireFormatException Unexpected(string expected)
    {
        if (_offset >= _input.Length) return new($"expected {expected}, found the end of the input", _offset);
        return new($"expected {expected}, found {PeekType()} (0x{_input[_offset]:x2})", _offset);
    }
}
