namespace Weft.Serialization;

/// <summary>
/// Prints the head of an envelope, <c>[body, [[header, [frameBytes, …]], …]]</c>, and the frames behind it.
/// </summary>
internal static class WireHeads
{
    private readonly record struct Value(int Start, int Bytes, long[] Lengths);

    /// <summary>A head, and its frames where they follow it.</summary>
    /// <param name="lines">Where; its offsets count from the head on.</param>
    /// <param name="name">What the whole is called where it is malformed.</param>
    /// <param name="head">The head.</param>
    /// <param name="frames">All that follows the head; null where its frames come otherwise.</param>
    /// <returns>The frames that are declared, as far as they were told.</returns>
    public static List<WireFrame> Describe(
        WireLines lines, string name, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte>? frames)
    {
        var values = new List<Value>();
        var error = Read(head.Span, lines.Options.Limits, frames?.Length, values, out var body);
        if (body is { } range)
        {
            var bytes = head.Span[range];
            WireMessages.Body(lines.From(range.Start.Value), bytes);
            if (error is null) WireReferences.Check(lines.From(range.Start.Value), bytes, values.Count);
        }

        var told = new List<WireFrame>();
        long at = 0;
        for (int i = 0; i < values.Count && !lines.IsFull; i++)
        {
            var (start, headerBytes, lengths) = values[i];
            var owners = WireText.HeaderRun(
                lines.From(start), $"value {i} ", head.Slice(start, headerBytes), lengths.Length);
            for (int f = 0; f < lengths.Length && !lines.IsFull; f++)
            {
                var owner = owners?[f] ?? new FrameOwner("", default);
                var frame = new WireFrame($"value {i} frame {f}", lengths[f], owner);
                told.Add(frame);
                if (frames is not { } all) continue;
                Frame(lines.From(head.Length), frame, all, ref at);
            }
        }

        if (error is not null) lines.Fail(name, error);
        return told;
    }

    /// <summary>The next of frames that follow without gaps; <paramref name="at"/> becomes its end.</summary>
    public static void Frame(WireLines lines, in WireFrame frame, ReadOnlyMemory<byte> all, ref long at)
    {
        WireText.Frame(
            lines.From(at), frame.Name, all.Span.Slice((int)at, (int)frame.Bytes), frame.Owner);
        at += frame.Bytes;
    }

    // As far as the head is well formed; the error says what it is not.
    private static WireFormatException? Read(
        ReadOnlySpan<byte> head, Limits limits, long? frameBytes, List<Value> values, out Range? body)
    {
        body = null;
        var reader = new MsgPackReader(head, limits);
        try
        {
            WireMessages.Expect(ref reader, "the head");
            int bodyBytes = reader.ReadBinary().Length;
            body = (reader.Offset - bodyBytes)..reader.Offset;
            long left = frameBytes ?? long.MaxValue;
            for (int count = reader.ReadArrayHeader(); count > 0; count--)
            {
                WireMessages.Expect(ref reader, $"value {values.Count}");
                int headerBytes = reader.ReadBinary().Length;
                int start = reader.Offset - headerBytes;
                var lengths = new long[reader.ReadArrayHeader()];
                for (int i = 0; i < lengths.Length; i++) lengths[i] = Length(ref reader, values.Count, ref left);
                values.Add(new Value(start, headerBytes, lengths));
            }

            if (frameBytes is null) left = 0;
            if (reader.IsAtEnd && left == 0) return null;
            return new WireFormatException(
                $"{head.Length - reader.Offset} bytes of the head and {left} of frames belong to nothing",
                reader.Offset);
        }
        catch (WireFormatException error)
        {
            return error;
        }
    }

    private static long Length(ref MsgPackReader reader, int value, ref long left)
    {
        int offset = reader.Offset;
        long length = reader.ReadInt64();
        if (length < 0 || length > left)
        {
            throw new WireFormatException(
                left == long.MaxValue
                    ? $"value {value} declares a frame of {length} bytes"
                    : $"value {value} declares a frame of {length} bytes; {left} are left",
                offset);
        }

        left -= length;
        return length;
    }
}
