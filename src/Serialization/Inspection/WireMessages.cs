using System.Buffers.Binary;

namespace Weft.Serialization;

/// <summary>Prints messages and the values beside them.</summary>
internal static class WireMessages
{
    /// <summary>The frames that <see cref="WeftSerializer.Dumps"/> makes.</summary>
    public static void Message(WireLines lines, IReadOnlyList<ReadOnlyMemory<byte>> runs)
    {
        if (runs.Count == 0) return;
        Body(lines, runs[0].Span);
        int next = 1;
        int value = 0;
        for (; next < runs.Count && !lines.IsFull; value++)
        {
            string name = $"value {value} ";
            if (!TryReadHead(lines, name, runs[next], out var header, out int start, out var lengths)) return;
            next++;
            var owners = WireText.HeaderRun(lines.From(start), name, header, lengths.Length);
            for (int i = 0; i < lengths.Length && !lines.IsFull; i++)
            {
                Shards(
                    lines, $"{name}frame {i}", runs, ref next, lengths[i], owners?[i] ?? new FrameOwner("", default));
            }
        }

        if (next == runs.Count) WireReferences.Check(lines, runs[0].Span, value);
    }

    /// <summary>A packed envelope.</summary>
    public static void Packed(WireLines lines, ReadOnlyMemory<byte> run)
    {
        try
        {
            if (run.Length < sizeof(uint))
                throw new WireFormatException($"a packed envelope has at least 4 bytes, this one has {run.Length}", 0);
            uint headBytes = BinaryPrimitives.ReadUInt32LittleEndian(run.Span);
            lines.Title($"packed envelope: a head of {headBytes} bytes");
            int left = run.Length - sizeof(uint);
            if (headBytes > left)
                throw new WireFormatException($"the head declares {headBytes} bytes; {left} are left", 0);
            int frames = sizeof(uint) + (int)headBytes;
            WireHeads.Describe(
                lines.From(sizeof(uint)), "packed envelope", run[sizeof(uint)..frames], run[frames..]);
        }
        catch (WireFormatException error)
        {
            lines.Fail("packed envelope", error);
        }
    }

    /// <summary>An administrative message: its body, then a header and a frame by turns.</summary>
    public static void Administrative(WireLines lines, IReadOnlyList<ReadOnlyMemory<byte>> runs)
    {
        if (runs.Count == 0) return;
        Body(lines, runs[0].Span);
        WireReferences.Check(lines, runs[0].Span, runs.Count / 2);
        for (int i = 1; i < runs.Count && !lines.IsFull; i += 2)
            WireText.Payload(lines, $"value {i / 2} ", runs[i], i + 1 < runs.Count ? [runs[i + 1]] : []);
    }

    /// <summary>A message's body, in which extensions stand for values.</summary>
    public static void Body(WireLines lines, ReadOnlySpan<byte> body)
    {
        lines.Title($"body: {body.Length} bytes");
        WireTree.Describe(lines, "body", body, WireNames.Message);
    }

    private static bool TryReadHead(
        WireLines lines, string name, ReadOnlyMemory<byte> run, out ReadOnlyMemory<byte> header, out int start,
        out long[] lengths)
    {
        (header, start, lengths) = (default, 0, []);
        try
        {
            var reader = new MsgPackReader(run.Span, lines.Options.Limits);
            Expect(ref reader, "a value's head");
            start = reader.Offset;
            reader.Skip();
            header = run[start..reader.Offset];
            lengths = new long[reader.ReadArrayHeader()];
            for (int i = 0; i < lengths.Length; i++) lengths[i] = reader.ReadInt64();
            if (!reader.IsAtEnd)
                throw new WireFormatException($"{run.Length - reader.Offset} bytes follow the head", reader.Offset);
            lines.Title($"{name}head: {run.Length} bytes");
            return true;
        }
        catch (WireFormatException error)
        {
            lines.Title($"{name}head: {run.Length} bytes");
            WireTree.Describe(lines, $"{name}head", run.Span);
            lines.Fail($"{name}head", error);
            return false;
        }
    }

    // The shards of one frame: runs until its bytes are there.
    private static void Shards(
        WireLines lines, string name, IReadOnlyList<ReadOnlyMemory<byte>> runs, ref int next, long bytes,
        FrameOwner owner)
    {
        int first = next;
        long found = 0;
        while (found < bytes && next < runs.Count) found += runs[next++].Length;
        int shards = next - first;
        if (shards == 1)
        {
            WireText.Frame(lines, name, runs[first].Span, owner);
        }
        else
        {
            string label = (owner.Label.Length > 0 ? $" of {owner.Label}" : "") + WireText.Compression(owner);
            lines.Title($"{name}: {bytes} bytes in {shards} shards{label}");
            if (shards > 0) lines.Line(0, 0, lines.Hex(runs[first].Span));
        }

        if (found != bytes)
            lines.Fail(name, new WireFormatException($"{bytes} bytes are declared; {shards} shards hold {found}"));
    }

    /// <summary>The head of an array of two.</summary>
    /// <exception cref="WireFormatException">It is another.</exception>
    internal static void Expect(ref MsgPackReader reader, string what)
    {
        int offset = reader.Offset;
        int count = reader.ReadArrayHeader();
        if (count != 2) throw new WireFormatException($"{what} is an array of 2, this one has {count}", offset);
    }
}
