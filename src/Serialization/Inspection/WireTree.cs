using System.Globalization;
using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>Prints msgpack value by value, each with its offset; arrays of a few numbers stay on their line.</summary>
internal static class WireTree
{
    private const int InlineCountMax = 16;

    /// <summary>All values of a run; stops where the run is malformed or the lines are used up.</summary>
    public static void Describe(WireLines lines, string run, ReadOnlySpan<byte> input, WireNames? names = null)
    {
        var reader = new MsgPackReader(input, lines.Options.Limits);
        try
        {
            for (string before = ""; !reader.IsAtEnd && !lines.IsFull; before = names?.Later ?? "")
                Value(lines, ref reader, 0, before, names);
            if (reader.IsAtEnd) return;
            // Beyond the last line nothing is shown, but what is malformed is still told.
            while (!reader.IsAtEnd) reader.Skip();
        }
        catch (WireFormatException error)
        {
            lines.Fail(run, error);
        }
    }

    /// <summary>The one value that a run is to be; what follows it is an error.</summary>
    public static void DescribeOnly(WireLines lines, string run, ReadOnlySpan<byte> input)
    {
        var reader = new MsgPackReader(input, lines.Options.Limits);
        try
        {
            Value(lines, ref reader, 0, "", null);
            if (reader.IsAtEnd) return;
            throw new WireFormatException(
                $"{reader.Left} bytes follow the first value; --kind says what the bytes are", reader.Offset);
        }
        catch (WireFormatException error)
        {
            lines.Fail(run, error);
        }
    }

    private static void Value(
        WireLines lines, ref MsgPackReader reader, int depth, string before, WireNames? names)
    {
        int offset = reader.Offset;
        switch (reader.PeekType())
        {
            case MsgPackType.Array when InlineArray(ref reader) is { } numbers:
                lines.Line(offset, depth, before + numbers);
                break;
            case MsgPackType.Array:
                int items = reader.ReadArrayHeader();
                lines.Line(offset, depth, $"{before}array of {items}");
                Many(lines, ref reader, depth, items, false, names);
                break;
            case MsgPackType.Map:
                int entries = reader.ReadMapHeader();
                lines.Line(offset, depth, $"{before}{names?.Map}map of {entries}");
                Many(lines, ref reader, depth, entries, true, names);
                break;
            default:
                lines.Line(offset, depth, before + Scalar(lines, ref reader, names));
                break;
        }
    }

    private static void Many(
        WireLines lines, ref MsgPackReader reader, int depth, int count, bool pairs, WireNames? names)
    {
        reader.Enter();
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new WireFormatException(
                "values are nested deeper than this thread's stack can follow", reader.Offset);
        }

        for (int i = 0; i < count; i++)
        {
            if (lines.IsFull)
            {
                reader.Skip();
                if (pairs) reader.Skip();
                continue;
            }

            string key = "";
            if (pairs && reader.PeekType() is MsgPackType.Array or MsgPackType.Map)
                Value(lines, ref reader, depth + 1, "key ", names);
            else if (pairs)
                key = Scalar(lines, ref reader, names) + ": ";
            Value(lines, ref reader, depth + 1, key, names);
        }

        reader.Leave();
    }

    private static string Scalar(WireLines lines, ref MsgPackReader reader, WireNames? names)
    {
        var culture = CultureInfo.InvariantCulture;
        switch (reader.PeekType())
        {
            case MsgPackType.Boolean:
                return reader.ReadBoolean() ? "true" : "false";
            case MsgPackType.Integer when reader.IsWideUnsigned:
                return reader.ReadUInt64().ToString(culture);
            case MsgPackType.Integer:
                return reader.ReadInt64().ToString(culture);
            case MsgPackType.Single:
                return reader.ReadSingle().ToString("R", culture) + "f";
            case MsgPackType.Double:
                return reader.ReadDouble().ToString("R", culture) + "d";
            case MsgPackType.String:
                return lines.Quote(reader.ReadUtf8());
            case MsgPackType.Binary:
                var binary = reader.ReadBinary();
                return $"binary of {binary.Length}  {lines.Hex(binary)}".TrimEnd();
            case MsgPackType.Extension:
                var bytes = reader.ReadExtension(out sbyte type);
                string? meaning = names?.Extension(type, bytes);
                string shown = meaning is null ? lines.Hex(bytes) : WireLines.Plain(meaning);
                return $"extension {type} of {bytes.Length}  {shown}".TrimEnd();
            default:
                reader.ReadNil();
                return "nil";
        }
    }

    // Shapes, lengths and counts: whole numbers alone, and not many. Null for any other array, which is not read then.
    private static string? InlineArray(ref MsgPackReader reader)
    {
        var ahead = reader;
        int count = ahead.ReadArrayHeader();
        if (count > InlineCountMax) return null;
        var numbers = new string[count];
        for (int i = 0; i < count; i++)
        {
            if (ahead.PeekType() != MsgPackType.Integer) return null;
            numbers[i] = ahead.IsWideUnsigned
                ? ahead.ReadUInt64().ToString(CultureInfo.InvariantCulture)
                : ahead.ReadInt64().ToString(CultureInfo.InvariantCulture);
        }

        reader = ahead;
        return $"[{string.Join(", ", numbers)}]";
    }
}
