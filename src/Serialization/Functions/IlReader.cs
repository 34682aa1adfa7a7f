using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace Weft.Serialization;

/// <summary>
/// Walks the instructions of a method body and stops at those that name a field or a method. Knows the length of every
/// instruction from the runtime's own table of opcodes.
/// </summary>
internal ref struct IlReader
{
    private static readonly OpCode[] Short = new OpCode[256];
    private static readonly OpCode[] Long = new OpCode[256];

    private readonly ReadOnlySpan<byte> _code;
    private int _at;

    static IlReader()
    {
        foreach (var field in typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            if (field.GetValue(null) is not OpCode code) continue;
            var table = code.Size == 1 ? Short : Long;
            table[code.Value & 0xff] = code;
        }
    }

    /// <summary>A reader before the first instruction.</summary>
    public IlReader(ReadOnlySpan<byte> code) => _code = code;

    /// <summary>The instruction found.</summary>
    public OpCode OpCode { get; private set; }

    /// <summary>The metadata token of the field or method it names.</summary>
    public int Token { get; private set; }

    /// <summary>Goes on to the next instruction that names a field or a method.</summary>
    public bool MoveNext()
    {
        while (_at < _code.Length)
        {
            int first = _code[_at++];
            OpCode = first == 0xfe ? Long[_code[_at++]] : Short[first];
            int operand = _at;
            _at += OperandBytes();
            if (OpCode.OperandType is not (OperandType.InlineField or OperandType.InlineMethod)) continue;
            Token = BinaryPrimitives.ReadInt32LittleEndian(_code[operand..]);
            return true;
        }

        return false;
    }

    private readonly int OperandBytes() => OpCode.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + 4 * BinaryPrimitives.ReadInt32LittleEndian(_code[_at..]),
        _ => 4,
    };
}
