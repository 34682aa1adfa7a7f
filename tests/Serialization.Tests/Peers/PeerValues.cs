using System.Globalization;
using System.Text;

namespace Weft.Serialization.Tests.Peers;

/// <summary>
/// Values by chance, written as msgpack and, beside that, as lines of text in which all readers can say what they read:
/// <c>N T F i-1 d&lt;bits&gt; s&lt;hex&gt; b&lt;hex&gt; e&lt;type&gt;:&lt;hex&gt; [..] {key:value,..}</c>.
/// </summary>
internal static class PeerValues
{
    private static readonly int[] Counts = [0, 1, 2, 15, 16, 17];
    private static readonly int[] Lengths = [0, 1, 31, 32, 33, 255, 256];
    private static readonly int[] ExtensionBytes = [0, 1, 2, 3, 4, 8, 16, 17, 300];
    private static readonly double[] Doubles = [1.5, double.NaN, double.PositiveInfinity, 5e-324, -0.1, 1e-300];

    // A float without a fraction is a whole number to JavaScript: all have one.
    public static void Write(ref MsgPackWriter writer, Random random, int depth)
    {
        switch (random.Next(depth > 3 ? 9 : 11))
        {
            case 0:
                writer.WriteNil();
                break;
            case 1:
                writer.WriteBoolean(random.Next(2) == 0);
                break;
            case 2:
                writer.WriteInt64(random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64));
                break;
            case 3:
                writer.WriteUInt64((ulong)random.NextInt64() << random.Next(2));
                break;
            case 4:
                writer.WriteSingle(random.Next(1000) + 0.375f);
                break;
            case 5:
                writer.WriteDouble(Doubles[random.Next(Doubles.Length)]);
                break;
            case 6:
                writer.WriteString(string.Concat(
                    Enumerable.Range(0, Length(random)).Select(_ => random.Next(4) switch
                    {
                        0 => "A",
                        1 => "é",
                        2 => "中",
                        _ => "😀",
                    })));
                break;
            case 7:
                writer.WriteBinary(Bytes(random, Length(random)));
                break;
            case 8:
                writer.WriteExtension(
                    (sbyte)random.Next(128), Bytes(random, ExtensionBytes[random.Next(ExtensionBytes.Length)]));
                break;
            case 9:
                int items = Count(random, depth);
                writer.WriteArrayHeader(items);
                for (int i = 0; i < items; i++) Write(ref writer, random, depth + 1);
                break;
            default:
                int entries = Count(random, depth);
                writer.WriteMapHeader(entries);
                for (int i = 0; i < entries; i++)
                {
                    writer.WriteString($"k{i}");
                    Write(ref writer, random, depth + 1);
                }

                break;
        }
    }

    public static string Read(ref MsgPackReader reader)
    {
        var text = new StringBuilder();
        Read(ref reader, text);
        return text.ToString();
    }

    private static void Read(ref MsgPackReader reader, StringBuilder text)
    {
        var culture = CultureInfo.InvariantCulture;
        switch (reader.PeekType())
        {
            case MsgPackType.Nil:
                reader.ReadNil();
                text.Append('N');
                break;
            case MsgPackType.Boolean:
                text.Append(reader.ReadBoolean() ? 'T' : 'F');
                break;
            case MsgPackType.Integer when reader.IsWideUnsigned:
                text.Append(culture, $"i{reader.ReadUInt64()}");
                break;
            case MsgPackType.Integer:
                text.Append(culture, $"i{reader.ReadInt64()}");
                break;
            case MsgPackType.Single or MsgPackType.Double:
                double number = reader.ReadDouble();
                text.Append(double.IsNaN(number) ? "dnan" : $"d{BitConverter.DoubleToInt64Bits(number):x16}");
                break;
            case MsgPackType.String:
                text.Append('s').Append(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(reader.ReadString()!)));
                break;
            case MsgPackType.Binary:
                text.Append('b').Append(Convert.ToHexStringLower(reader.ReadBinary()));
                break;
            case MsgPackType.Extension:
                var bytes = reader.ReadExtension(out sbyte type);
                text.Append(culture, $"e{type}:").Append(Convert.ToHexStringLower(bytes));
                break;
            case MsgPackType.Array:
                ReadMany(ref reader, text, reader.ReadArrayHeader(), false);
                break;
            default:
                ReadMany(ref reader, text, reader.ReadMapHeader(), true);
                break;
        }
    }

    private static void ReadMany(ref MsgPackReader reader, StringBuilder text, int count, bool pairs)
    {
        text.Append(pairs ? '{' : '[');
        for (int i = 0; i < count; i++)
        {
            if (i > 0) text.Append(',');
            Read(ref reader, text);
            if (!pairs) continue;
            text.Append(':');
            Read(ref reader, text);
        }

        text.Append(pairs ? '}' : ']');
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static int Length(Random random) =>
        random.Next(2) == 0 ? Lengths[random.Next(Lengths.Length)] : random.Next(40);

    private static int Count(Random random, int depth) =>
        depth < 2 ? Counts[random.Next(Counts.Length)] : random.Next(4);
}
