using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>An enum as the number beneath it.</summary>
internal sealed class EnumCodec<T> : GraphCodec<T>
    where T : unmanaged, Enum
{
    private static readonly bool IsSigned =
        Type.GetTypeCode(typeof(T)) is TypeCode.SByte or TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64;

    public override void Write(ref GraphWriter writer, T value)
    {
        switch (Unsafe.SizeOf<T>())
        {
            case 1 when IsSigned:
                writer.Pack.WriteInt64(Unsafe.BitCast<T, sbyte>(value));
                break;
            case 1:
                writer.Pack.WriteInt64(Unsafe.BitCast<T, byte>(value));
                break;
            case 2 when IsSigned:
                writer.Pack.WriteInt64(Unsafe.BitCast<T, short>(value));
                break;
            case 2:
                writer.Pack.WriteInt64(Unsafe.BitCast<T, ushort>(value));
                break;
            case 4 when IsSigned:
                writer.Pack.WriteInt64(Unsafe.BitCast<T, int>(value));
                break;
            case 4:
                writer.Pack.WriteInt64(Unsafe.BitCast<T, uint>(value));
                break;
            case 8 when IsSigned:
                writer.Pack.WriteInt64(Unsafe.BitCast<T, long>(value));
                break;
            default:
                writer.Pack.WriteUInt64(Unsafe.BitCast<T, ulong>(value));
                break;
        }
    }

    public override T Read(ref GraphReader reader)
    {
        int offset = reader.Pack.Offset;
        if (!IsSigned && Unsafe.SizeOf<T>() == 8) return Unsafe.BitCast<ulong, T>(reader.Pack.ReadUInt64());
        long value = reader.Pack.ReadInt64();
        bool fits = Unsafe.SizeOf<T>() switch
        {
            1 => IsSigned ? value == (sbyte)value : value == (byte)value,
            2 => IsSigned ? value == (short)value : value == (ushort)value,
            4 => IsSigned ? value == (int)value : value == (uint)value,
            _ => true,
        };
        if (!fits) throw new WireFormatException($"the number {value} does not fit the enum {typeof(T)}", offset);
        return Unsafe.SizeOf<T>() switch
        {
            1 => Unsafe.BitCast<byte, T>((byte)value),
            2 => Unsafe.BitCast<ushort, T>((ushort)value),
            4 => Unsafe.BitCast<uint, T>((uint)value),
            _ => Unsafe.BitCast<long, T>(value),
        };
    }
}
