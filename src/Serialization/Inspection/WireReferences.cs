namespace Weft.Serialization;

/// <summary>Holds what a message's body names against the values that came beside it.</summary>
internal static class WireReferences
{
    private const int ToldMax = 20;

    /// <summary>
    /// Tells of extensions that name a value which is not there, or mean nothing in a message; no reader takes them.
    /// </summary>
    /// <param name="lines">Where; its offsets count from the body on.</param>
    /// <param name="body">The body. Where it is malformed, that has been told.</param>
    /// <param name="values">How many values came.</param>
    public static void Check(WireLines lines, ReadOnlySpan<byte> body, int values)
    {
        var reader = new MsgPackReader(body, lines.Options.Limits);
        var wrong = new List<WireFormatException>();
        try
        {
            while (!reader.IsAtEnd) Walk(ref reader, values, lines.Options.Limits, wrong);
        }
        catch (WireFormatException)
        {
            // Told with the tree.
        }

        foreach (var each in wrong.Take(ToldMax)) lines.Fail("body", each);
    }

    private static void Walk(ref MsgPackReader reader, int values, Limits limits, List<WireFormatException> wrong)
    {
        switch (reader.PeekType())
        {
            case MsgPackType.Array:
                Many(ref reader, reader.ReadArrayHeader(), values, limits, wrong);
                break;
            case MsgPackType.Map:
                Many(ref reader, 2L * reader.ReadMapHeader(), values, limits, wrong);
                break;
            case MsgPackType.Extension:
                int offset = reader.Offset;
                var content = reader.ReadExtension(out sbyte type);
                if (wrong.Count < ToldMax && Wrong(type, content, values, limits) is { } what)
                    wrong.Add(new WireFormatException(what, offset));
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private static void Many(
        ref MsgPackReader reader, long count, int values, Limits limits, List<WireFormatException> wrong)
    {
        reader.Enter();
        for (; count > 0; count--) Walk(ref reader, values, limits, wrong);
        reader.Leave();
    }

    private static string? Wrong(sbyte type, ReadOnlySpan<byte> content, int values, Limits limits)
    {
        if (type == WireExtensions.InlineValue) return null;
        if (type != WireExtensions.ValueIndex) return $"extension {type} has no meaning in a message";
        try
        {
            var reader = new MsgPackReader(content, limits);
            long index = reader.ReadInt64();
            if (reader.IsAtEnd && index >= 0 && index < values) return null;
            return $"it names value {index}; it came with {values}";
        }
        catch (WireFormatException)
        {
            return "the index of a value is no whole number";
        }
    }
}
