using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text;

namespace Weft.Serialization;

/// <summary>
/// The scalars: one table of type, number on the wire, writer and reader. Numbers are negative, so that they stand
/// where a type's name would and cost one byte; they never change their meaning. The five that msgpack itself tells
/// apart (int, double, float, bool, string) have none.
/// </summary>
internal static class ScalarCodecs
{
    private static readonly ScalarEntry[] Entries =
    [
        new(0, new ScalarCodec<int>((ref w, v) => w.Pack.WriteInt64(v), (ref r) => r.Pack.ReadInt32())),
        new(0, new ScalarCodec<double>((ref w, v) => w.Pack.WriteDouble(v), (ref r) => r.Pack.ReadDouble())),
        new(0, new ScalarCodec<float>((ref w, v) => w.Pack.WriteSingle(v), (ref r) => r.Pack.ReadSingle())),
        new(0, new ScalarCodec<bool>((ref w, v) => w.Pack.WriteBoolean(v), (ref r) => r.Pack.ReadBoolean())),
        new(0, new ScalarCodec<string?>((ref w, v) => w.WriteText(v), (ref r) => r.ReadText(), false)),
        new(-1, new ScalarCodec<sbyte>(
            (ref w, v) => w.Pack.WriteInt64(v), (ref r) => (sbyte)Range(ref r, sbyte.MinValue, sbyte.MaxValue))),
        new(-2, new ScalarCodec<byte>(
            (ref w, v) => w.Pack.WriteInt64(v), (ref r) => (byte)Range(ref r, 0, byte.MaxValue))),
        new(-3, new ScalarCodec<short>(
            (ref w, v) => w.Pack.WriteInt64(v), (ref r) => (short)Range(ref r, short.MinValue, short.MaxValue))),
        new(-4, new ScalarCodec<ushort>(
            (ref w, v) => w.Pack.WriteInt64(v), (ref r) => (ushort)Range(ref r, 0, ushort.MaxValue))),
        new(-5, new ScalarCodec<uint>(
            (ref w, v) => w.Pack.WriteInt64(v), (ref r) => (uint)Range(ref r, 0, uint.MaxValue))),
        new(-6, new ScalarCodec<long>((ref w, v) => w.Pack.WriteInt64(v), (ref r) => r.Pack.ReadInt64())),
        new(-7, new ScalarCodec<ulong>((ref w, v) => w.Pack.WriteUInt64(v), (ref r) => r.Pack.ReadUInt64())),
        new(-8, new ScalarCodec<char>(
            (ref w, v) => w.Pack.WriteInt64(v), (ref r) => (char)Range(ref r, 0, char.MaxValue))),
        new(-9, new ScalarCodec<Half>(
            (ref w, v) => w.Pack.WriteInt64(BitConverter.HalfToUInt16Bits(v)),
            (ref r) => BitConverter.UInt16BitsToHalf((ushort)Range(ref r, 0, ushort.MaxValue)))),
        new(-10, new ScalarCodec<decimal>(WriteDecimal, ReadDecimal)),
        new(-11, new ScalarCodec<Int128>(
            (ref w, v) => WriteWide(ref w, (UInt128)v), (ref r) => (Int128)ReadWide(ref r))),
        new(-12, new ScalarCodec<UInt128>(WriteWide, ReadWide)),
        new(-13, new ScalarCodec<Guid>(WriteGuid, (ref r) => new Guid(Bytes(ref r, 16)))),
        new(-14, new ScalarCodec<DateTime>(WriteDateTime, ReadDateTime)),
        new(-15, new ScalarCodec<DateTimeOffset>(WriteDateTimeOffset, ReadDateTimeOffset)),
        new(-16, new ScalarCodec<TimeSpan>(
            (ref w, v) => w.Pack.WriteInt64(v.Ticks), (ref r) => new TimeSpan(r.Pack.ReadInt64()))),
        new(-17, new ScalarCodec<DateOnly>(
            (ref w, v) => w.Pack.WriteInt64(v.DayNumber),
            (ref r) => DateOnly.FromDayNumber((int)Range(ref r, 0, DateOnly.MaxValue.DayNumber)))),
        new(-18, new ScalarCodec<TimeOnly>(
            (ref w, v) =>
                w.Pack.WriteInt64(v.Ticks), (ref r) => new TimeOnly(Range(ref r, 0, TimeOnly.MaxValue.Ticks)))),
        new(-19, new ScalarCodec<BigInteger>(
            (ref w, v) => w.Pack.WriteBinary(v.ToByteArray()), (ref r) => new BigInteger(r.Pack.ReadBinary()))),
        new(-20, new ScalarCodec<Complex>(WriteComplex, ReadComplex)),
        new(-21, new ScalarCodec<Rune>((ref w, v) => w.Pack.WriteInt64(v.Value), ReadRune)),
        new(-22, new ScalarCodec<Version>((ref w, v) => w.Pack.WriteString(v.ToString()), ReadVersion, false)),
        new(-23, new ScalarCodec<Uri>((ref w, v) => w.WriteText(v.OriginalString), ReadUri, false)),
        new(-24, new ScalarCodec<Index>(
            (ref w, v) => w.Pack.WriteInt64(v.IsFromEnd ? ~v.Value : v.Value), (ref r) => ToIndex(r.Pack.ReadInt32()))),
        new(-25, new ScalarCodec<Range>(WriteRange, ReadRange)),
        new(-26, new ScalarCodec<DBNull>((ref w, _) => w.Pack.WriteNil(), ReadDbNull, false)),
        new(-27, new ScalarCodec<StringBuilder>(
            (ref w, v) => w.WriteText(v.ToString()), (ref r) => new StringBuilder(r.ReadText()), true)),
        new(-28, new ScalarCodec<Type>(
            (ref w, v) =>
                w.Pack.WriteString(TypeNames.Of(v)), (ref r) => r.State.TypeNamed(r.ReadText() ?? ""), false)),
        new(-29, new ScalarCodec<object>((ref w, _) => w.Pack.WriteNil(), ReadPlainObject, true)),
    ];

    private static readonly FrozenDictionary<Type, ScalarEntry> ByType = Entries.ToFrozenDictionary(e => e.Codec.Type);

    private static readonly GraphCodec?[] ByNegated = [.. Enumerable.Range(0, Entries.Length)
        .Select(n => Entries.Where(e => n > 0 && e.Number == -n).Select(e => e.Codec).FirstOrDefault())];

    /// <summary>The codec of a scalar type.</summary>
    public static bool TryGet(Type type, [NotNullWhen(true)] out GraphCodec? codec)
    {
        codec = ByType.TryGetValue(type, out var entry) ? entry.Codec : null;
        return codec is not null;
    }

    /// <summary>The number that stands for a scalar type.</summary>
    public static bool TryGetNumber(Type type, out int number)
    {
        number = ByType.TryGetValue(type, out var entry) ? entry.Number : 0;
        return number < 0;
    }

    /// <summary>The codec behind a number from the wire.</summary>
    public static GraphCodec ByNumber(int number, int offset)
    {
        if (number < 0 && -(long)number < ByNegated.Length && ByNegated[-number] is { } codec) return codec;
        throw new WireFormatException($"no scalar type has the number {number}", offset);
    }

    private static long Range(ref GraphReader reader, long least, long most)
    {
        int offset = reader.Pack.Offset;
        long value = reader.Pack.ReadInt64();
        if (value >= least && value <= most) return value;
        throw new WireFormatException($"expected a number from {least} to {most}, found {value}", offset);
    }

    private static ReadOnlySpan<byte> Bytes(ref GraphReader reader, int length)
    {
        int offset = reader.Pack.Offset;
        var bytes = reader.Pack.ReadBinary();
        if (bytes.Length == length) return bytes;
        throw new WireFormatException($"expected {length} bytes, found {bytes.Length}", offset);
    }

    private static void WriteDecimal(ref GraphWriter writer, decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        Span<byte> bytes = stackalloc byte[16];
        for (int i = 0; i < 4; i++) BinaryPrimitives.WriteInt32LittleEndian(bytes[(4 * i)..], parts[i]);
        writer.Pack.WriteBinary(bytes);
    }

    private static decimal ReadDecimal(ref GraphReader reader)
    {
        int offset = reader.Pack.Offset;
        var bytes = Bytes(ref reader, 16);
        Span<int> parts = stackalloc int[4];
        for (int i = 0; i < 4; i++) parts[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]);
        if ((parts[3] & 0x7F00FFFF) == 0 && ((parts[3] >> 16) & 0xFF) <= 28) return new decimal(parts);
        throw new WireFormatException($"no decimal has the sign and scale 0x{parts[3]:x8}", offset);
    }

    private static void WriteWide(ref GraphWriter writer, UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, value);
        writer.Pack.WriteBinary(bytes);
    }

    private static UInt128 ReadWide(ref GraphReader reader) =>
        BinaryPrimitives.ReadUInt128LittleEndian(Bytes(ref reader, 16));

    private static void WriteGuid(ref GraphWriter writer, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes);
        writer.Pack.WriteBinary(bytes);
    }

    private static void WriteDateTime(ref GraphWriter writer, DateTime value) =>
        writer.Pack.WriteUInt64(DateTimeBits.Of(value));

    private static DateTime ReadDateTime(ref GraphReader reader)
    {
        int offset = reader.Pack.Offset;
        ulong bits = reader.Pack.ReadUInt64();
        if (DateTimeBits.TryRead(bits, out var time)) return time;
        throw new WireFormatException($"no date has {DateTimeBits.TicksOf(bits)} ticks", offset);
    }

    private static void WriteDateTimeOffset(ref GraphWriter writer, DateTimeOffset value)
    {
        writer.Pack.WriteArrayHeader(2);
        writer.Pack.WriteInt64(value.Ticks);
        writer.Pack.WriteInt64(value.TotalOffsetMinutes);
    }

    private static DateTimeOffset ReadDateTimeOffset(ref GraphReader reader)
    {
        int offset = reader.Pack.Offset;
        reader.ReadCount(2, "a date with offset");
        long ticks = Range(ref reader, 0, DateTime.MaxValue.Ticks);
        long minutes = Range(ref reader, -14 * 60, 14 * 60);
        long utc = ticks - minutes * TimeSpan.TicksPerMinute;
        if (utc >= 0 && utc <= DateTime.MaxValue.Ticks) return new DateTimeOffset(ticks, TimeSpan.FromMinutes(minutes));
        throw new WireFormatException($"no date has {ticks} ticks at {minutes} minutes from UTC", offset);
    }

    private static void WriteComplex(ref GraphWriter writer, Complex value)
    {
        writer.Pack.WriteArrayHeader(2);
        writer.Pack.WriteDouble(value.Real);
        writer.Pack.WriteDouble(value.Imaginary);
    }

    private static Complex ReadComplex(ref GraphReader reader)
    {
        reader.ReadCount(2, "a complex number");
        double real = reader.Pack.ReadDouble();
        return new Complex(real, reader.Pack.ReadDouble());
    }

    private static Rune ReadRune(ref GraphReader reader)
    {
        int offset = reader.Pack.Offset;
        long value = Range(ref reader, 0, 0x10FFFF);
        return Rune.TryCreate((int)value, out var rune)
            ? rune
            : throw new WireFormatException($"U+{value:X4} is no Unicode scalar value", offset);
    }

    private static Version ReadVersion(ref GraphReader reader)
    {
        int offset = reader.Pack.Offset;
        string? text = reader.ReadText();
        return Version.TryParse(text, out var version)
            ? version
            : throw new WireFormatException($"expected a version such as 1.2.3, found {Shown(text)}", offset);
    }

    private static Uri ReadUri(ref GraphReader reader)
    {
        int offset = reader.Pack.Offset;
        string? text = reader.ReadText();
        return Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var uri)
            ? uri
            : throw new WireFormatException($"expected a URI, found {Shown(text)}", offset);
    }

    private static string Shown(string? text) => text is null ? "null"
        : text.Length <= 40 ? $"'{text}'" : $"a text of {text.Length} characters";

    private static Index ToIndex(int value) => value < 0 ? Index.FromEnd(~value) : Index.FromStart(value);

    private static void WriteRange(ref GraphWriter writer, Range value)
    {
        writer.Pack.WriteArrayHeader(2);
        writer.Pack.WriteInt64(value.Start.IsFromEnd ? ~value.Start.Value : value.Start.Value);
        writer.Pack.WriteInt64(value.End.IsFromEnd ? ~value.End.Value : value.End.Value);
    }

    private static Range ReadRange(ref GraphReader reader)
    {
        reader.ReadCount(2, "a range");
        var start = ToIndex(reader.Pack.ReadInt32());
        return new Range(start, ToIndex(reader.Pack.ReadInt32()));
    }

    private static DBNull ReadDbNull(ref GraphReader reader)
    {
        reader.Pack.ReadNil();
        return DBNull.Value;
    }

    private static object ReadPlainObject(ref GraphReader reader)
    {
        reader.Pack.ReadNil();
        return new object();
    }

    private sealed record ScalarEntry(int Number, GraphCodec Codec);
}
