using System.Globalization;
using System.Text;

namespace Weft.Serialization;

/// <summary>
/// Prints msgpack in a form made for reading: JSON's, with <c>h'..'</c> for binary, <c>ext(n)h'..'</c> for extensions
/// and an <c>f</c> behind 32-bit floats. For goldens, error messages and debugging; nothing parses it.
/// </summary>
public static class MsgPackText
{
    private const int BinaryShownBytesMax = 64;

    /// <summary>
    /// All values of an input on one line, separated by spaces; what is malformed is named where it stands.
    /// </summary>
    public static string Describe(ReadOnlySpan<byte> input, Limits? limits = null)
    {
        var text = new StringBuilder();
        var reader = new MsgPackReader(input, limits ?? Limits.Default);
        try
        {
            while (!reader.IsAtEnd)
            {
                if (text.Length > 0) text.Append(' ');
                Append(ref reader, text);
            }
        }
        catch (WireFormatException error)
        {
            text.Append(CultureInfo.InvariantCulture, $" <malformed: {error.Message}>");
        }

        return text.ToString();
    }

    private static void Append(ref MsgPackReader reader, StringBuilder text)
    {
        switch (reader.PeekType())
        {
            case MsgPackType.Boolean:
                text.Append(reader.ReadBoolean() ? "true" : "false");
                break;
            case MsgPackType.Integer when reader.IsWideUnsigned:
                text.Append(reader.ReadUInt64());
                break;
            case MsgPackType.Integer:
                text.Append(reader.ReadInt64());
                break;
            case MsgPackType.Single:
                text.Append(reader.ReadSingle().ToString("R", CultureInfo.InvariantCulture)).Append('f');
                break;
            case MsgPackType.Double:
                text.Append(reader.ReadDouble().ToString("R", CultureInfo.InvariantCulture));
                break;
            case MsgPackType.String:
                text.Append('"').Append(reader.ReadString()!.Replace("\\", "\\\\").Replace("\"", "\\\"")).Append('"');
                break;
            case MsgPackType.Binary:
                AppendBytes(reader.ReadBinary(), text);
                break;
            case MsgPackType.Extension:
                var bytes = reader.ReadExtension(out sbyte type);
                text.Append(CultureInfo.InvariantCulture, $"ext({type})");
                AppendBytes(bytes, text);
                break;
            case MsgPackType.Array:
                AppendMany(ref reader, text, reader.ReadArrayHeader(), false);
                break;
            case MsgPackType.Map:
                AppendMany(ref reader, text, reader.ReadMapHeader(), true);
                break;
            default:
                reader.ReadNil();
                text.Append("nil");
                break;
        }
    }

    private static void AppendMany(ref MsgPackReader reader, StringBuilder text, int count, bool pairs)
    {
        reader.Enter();
        text.Append(pairs ? '{' : '[');
        for (int i = 0; i < count; i++)
        {
            if (i > 0) text.Append(", ");
            Append(ref reader, text);
            if (!pairs) continue;
            text.Append(": ");
            Append(ref reader, text);
        }

        text.Append(pairs ? '}' : ']');
        reader.Leave();
    }

    private static void AppendBytes(ReadOnlySpan<byte> bytes, StringBuilder text)
    {
        var shown = bytes[..Math.Min(bytes.Length, BinaryShownBytesMax)];
        text.Append("h'").Append(Convert.ToHexStringLower(shown)).Append('\'');
        if (shown.Length < bytes.Length)
        {
            text.Append(CultureInfo.InvariantCulture, $"(+{bytes.Length - shown.Length} bytes)");
        }
    }
}
