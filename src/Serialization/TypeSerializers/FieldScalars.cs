using System.Buffers.Binary;

namespace Weft.Serialization;

/// <summary>
/// Contents of fields that are small enough to stand in a header, as msgpack scalars. The field's declared type says
/// what the scalar means. A field declared as something wider takes only what msgpack alone gives back.
/// </summary>
internal static class FieldScalars
{
    private const int TextCharsMax = 1_024;
    private const int BytesMax = 1_024;

    /// <summary>Writes the content; false where it has to be a part of its own.</summary>
    public static bool TryWrite(ref MsgPackWriter writer, Type declared, object? content)
    {
        if (content is null)
        {
            writer.WriteNil();
            return true;
        }

        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (content is string text)
        {
            return text.Length <= TextCharsMax && WideTexts.IsWellFormed(text) &&
                MessageTree.TryWriteScalar(ref writer, content);
        }

        if (content.GetType() != type)
        {
            return content is int or bool or double or float && MessageTree.TryWriteScalar(ref writer, content);
        }

        if (content is byte[] { Length: > BytesMax }) return false;
        if (type.IsEnum)
        {
            var number = Convert.ChangeType(content, type.GetEnumUnderlyingType(), null);
            return MessageTree.TryWriteScalar(ref writer, number);
        }

        return TryWriteValue(ref writer, content) || MessageTree.TryWriteScalar(ref writer, content);
    }

    /// <summary>The content of a field of this type.</summary>
    /// <param name="declared">The field's type.</param>
    /// <param name="value">What msgpack gave; foreign.</param>
    /// <exception cref="InvalidCastException">It is no value of the type.</exception>
    public static object? Read(Type declared, object? value)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (value is null || type.IsInstanceOfType(value)) return Scalars.To(declared, value);
        if (type.IsEnum) return Enum.ToObject(type, Scalars.To(type.GetEnumUnderlyingType(), value)!);
        if (type == typeof(char)) return (char)Scalars.To<ushort>(value);
        if (type == typeof(TimeSpan)) return new TimeSpan(Scalars.To<long>(value));
        if (type == typeof(DateTime)) return ToDateTime(Scalars.To<ulong>(value));
        if (type == typeof(DateOnly)) return DateOnly.FromDayNumber(Within(value, DateOnly.MaxValue.DayNumber));
        if (type == typeof(TimeOnly)) return new TimeOnly(Within(value, TimeOnly.MaxValue.Ticks));
        if (type == typeof(Guid) && value is byte[] { Length: 16 } id) return new Guid(id);
        if (type == typeof(decimal) && value is byte[] { Length: 16 } bits) return ToDecimal(bits);
        if (type == typeof(DateTimeOffset) && value is byte[] { Length: 10 } time) return ToOffsetTime(time);
        return Scalars.To(declared, value);
    }

    private static bool TryWriteValue(ref MsgPackWriter writer, object content)
    {
        Span<byte> bytes = stackalloc byte[16];
        switch (content)
        {
            case char c: writer.WriteUInt64(c); return true;
            case TimeSpan span: writer.WriteInt64(span.Ticks); return true;
            case DateTime time: writer.WriteUInt64(DateTimeBits.Of(time)); return true;
            case DateOnly date: writer.WriteInt64(date.DayNumber); return true;
            case TimeOnly time: writer.WriteInt64(time.Ticks); return true;
            case Guid id:
                id.TryWriteBytes(bytes);
                break;
            case decimal number:
                Span<int> parts = stackalloc int[4];
                decimal.GetBits(number, parts);
                for (int i = 0; i < parts.Length; i++)
                {
                    BinaryPrimitives.WriteInt32LittleEndian(bytes[(4 * i)..], parts[i]);
                }

                break;
            case DateTimeOffset time:
                BinaryPrimitives.WriteInt64LittleEndian(bytes, time.UtcTicks);
                BinaryPrimitives.WriteInt16LittleEndian(bytes[8..], (short)time.TotalOffsetMinutes);
                bytes = bytes[..10];
                break;
            default:
                return false;
        }

        writer.WriteBinary(bytes);
        return true;
    }

    private static DateTime ToDateTime(ulong bits) => DateTimeBits.TryRead(bits, out var time)
        ? time
        : throw new InvalidCastException($"{bits} is no {typeof(DateTime)}");

    private static decimal ToDecimal(byte[] bytes)
    {
        Span<int> parts = stackalloc int[4];
        for (int i = 0; i < parts.Length; i++) parts[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4 * i));
        try
        {
            return new decimal(parts);
        }
        catch (ArgumentException error)
        {
            throw new InvalidCastException($"{Convert.ToHexString(bytes)} is no {typeof(decimal)}", error);
        }
    }

    private static DateTimeOffset ToOffsetTime(byte[] bytes)
    {
        try
        {
            var utc = new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(bytes), TimeSpan.Zero);
            return utc.ToOffset(TimeSpan.FromMinutes(BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(8))));
        }
        catch (ArgumentException error)
        {
            throw new InvalidCastException($"{Convert.ToHexString(bytes)} is no {typeof(DateTimeOffset)}", error);
        }
    }

    private static int Within(object value, int most) => (int)Within(value, (long)most);

    private static long Within(object value, long most)
    {
        long number = Scalars.To<long>(value);
        return number >= 0 && number <= most ? number : throw new InvalidCastException($"{number} is beyond {most}");
    }
}
