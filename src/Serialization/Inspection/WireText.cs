using System.Buffers.Binary;

namespace Weft.Serialization;

/// <summary>
/// Prints messages as text with offsets. No value is decoded and no type is looked up, so that bytes of strangers may
/// be looked at anywhere. What is malformed ends its run with a line that says where and why; the runs behind it are
/// still shown. Safe to call from any thread.
/// </summary>
public static class WireText
{
    /// <summary>
    /// The description of a file: of the record that it is, of a connection's stream where it begins with a preamble,
    /// else of one msgpack value. What is none of them is described as far as it can be read, with an error.
    /// </summary>
    /// <param name="file">The bytes.</param>
    /// <param name="options">How much to show; the defaults where null.</param>
    public static WireDescription DescribeFile(ReadOnlyMemory<byte> file, WireTextOptions? options = null)
    {
        options ??= WireTextOptions.Default;
        var lines = new WireLines(options);
        try
        {
            var record = WireRecord.FromFile(file, options.Limits);
            if (record.Kind != WireRecordKind.MsgPack || WireRecord.IsRecord(file.Span))
                return Describe(record, options);
            lines.Title($"no record; as msgpack, {file.Length} bytes");
            WireTree.DescribeOnly(lines, "no record; as msgpack", file.Span);
        }
        catch (WireFormatException error)
        {
            lines.Fail("record", error);
        }

        return lines.ToDescription();
    }

    /// <summary>The description of a record, of bounded length whatever the record claims.</summary>
    /// <param name="record">The bytes.</param>
    /// <param name="options">How much to show; the defaults where null.</param>
    public static WireDescription Describe(WireRecord record, WireTextOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(record);
        var lines = new WireLines(options ?? WireTextOptions.Default);
        lines.Title($"{WireRecord.NameOf(record.Kind)}, {record.Runs.Count} runs, {record.Bytes} bytes");
        if (record.Note.Length > 0) lines.Title($"note {lines.Quote(System.Text.Encoding.UTF8.GetBytes(record.Note))}");
        switch (record.Kind)
        {
            case WireRecordKind.MsgPack:
                for (int i = 0; i < record.Runs.Count; i++)
                {
                    lines.Title($"msgpack: {record.Runs[i].Length} bytes");
                    WireTree.Describe(lines, "msgpack", record.Runs[i].Span);
                }

                break;
            case WireRecordKind.Receive:
                Receive(lines, record.Runs);
                break;
            case WireRecordKind.Message:
                WireMessages.Message(lines, record.Runs);
                break;
            case WireRecordKind.Packed:
                foreach (var run in record.Runs) WireMessages.Packed(lines, run);
                break;
            case WireRecordKind.Connection:
                WireConnections.Describe(lines, record.Runs);
                break;
            case WireRecordKind.Administrative:
                WireMessages.Administrative(lines, record.Runs);
                break;
            default:
                if (record.Runs.Count > 0) Payload(lines, "", record.Runs[0], [.. record.Runs.Skip(1)]);
                break;
        }

        return lines.ToDescription();
    }

    /// <summary>The description of a payload.</summary>
    /// <param name="payload">Header and frames.</param>
    /// <param name="options">How much to show; the defaults where null.</param>
    public static WireDescription Describe(Payload payload, WireTextOptions? options = null) =>
        Describe(WireRecord.Of(payload), options);

    /// <summary>A header and its frames.</summary>
    internal static void Payload(
        WireLines lines, string name, ReadOnlyMemory<byte> encoded, ReadOnlyMemory<byte>[] frames)
    {
        var owners = HeaderRun(lines, name, encoded, frames.Length);
        for (int i = 0; i < frames.Length && !lines.IsFull; i++)
            Frame(lines, $"{name}frame {i}", frames[i].Span, owners?[i] ?? new FrameOwner("", default));
    }

    /// <summary>A header alone; null where it is malformed.</summary>
    internal static FrameOwners? HeaderRun(WireLines lines, string name, ReadOnlyMemory<byte> encoded, int frames)
    {
        lines.Title($"{name}header: {encoded.Length} bytes");
        WireTree.Describe(lines, $"{name}header", encoded.Span);
        try
        {
            var header = Header.FromEncoded(encoded, lines.Options.Limits);
            var owners = FrameOwners.Of(header, frames, lines.Options.Limits);
            foreach (string misfit in owners.Misfits)
                lines.Fail($"{name}header", new WireFormatException(misfit));
            return owners;
        }
        catch (WireFormatException error)
        {
            // What is no msgpack was told above; this is what is no header.
            if (IsMsgPack(encoded.Span, lines.Options.Limits)) lines.Fail($"{name}header", error);
            return null;
        }
    }

    /// <summary>One frame, as far as its form allows.</summary>
    internal static void Frame(WireLines lines, string name, ReadOnlySpan<byte> bytes, in FrameOwner owner)
    {
        lines.Title(
            $"{name}: {bytes.Length} bytes{(owner.Label.Length > 0 ? $" of {owner.Label}" : "")}{Compression(owner)}");
        if (owner.Codec is null)
        {
            Content(lines, name, bytes, owner.Form);
        }
        else if (WireCompression.TryOpen(lines, name, owner, bytes, out var opened))
        {
            lines.Title($"{name}, decompressed; offsets count in its {opened.Length} bytes");
            Content(lines.Of(WireOrigin.Run), name, opened, owner.Form);
        }
        else
        {
            Content(lines, name, bytes, FrameForm.Raw);
        }
    }

    /// <summary>What is said of a frame that was compressed.</summary>
    internal static string Compression(in FrameOwner owner) => owner.Codec is null
        ? ""
        : $", compressed with '{WireLines.Plain(owner.Codec)}' from {owner.Becomes} bytes";

    private static void Content(WireLines lines, string name, ReadOnlySpan<byte> bytes, FrameForm form)
    {
        switch (form)
        {
            case FrameForm.MsgPack:
                WireTree.Describe(lines, name, bytes);
                break;
            case FrameForm.Graph:
                WireTree.Describe(lines, name, bytes, WireNames.Graph);
                break;
            case FrameForm.Text:
                lines.Line(0, 0, lines.Quote(bytes));
                break;
            default:
                if (bytes.Length > 0) lines.Line(0, 0, lines.Hex(bytes));
                break;
        }
    }

    private static void Receive(WireLines lines, IReadOnlyList<ReadOnlyMemory<byte>> runs)
    {
        if (runs.Count == 0) return;
        var lengths = runs.Count > 1 ? runs[1].Span : default;
        int count = lengths.Length / sizeof(long);
        var owners = HeaderRun(lines, "", runs[0], count);
        for (int i = 0; i < count && !lines.IsFull; i++)
        {
            long declared = BinaryPrimitives.ReadInt64BigEndian(lengths[(sizeof(long) * i)..]);
            var bytes = i + 2 < runs.Count ? runs[i + 2].Span : default;
            var owner = owners?[i] ?? new FrameOwner("", FrameForm.Raw);
            string label = $"{owner.Label}, declared as {declared} bytes".TrimStart(',', ' ');
            Frame(lines, $"frame {i}", bytes, owner with { Label = label });
        }
    }

    private static bool IsMsgPack(ReadOnlySpan<byte> run, Limits limits)
    {
        try
        {
            var reader = new MsgPackReader(run, limits);
            while (!reader.IsAtEnd) reader.Skip();
            return true;
        }
        catch (WireFormatException)
        {
            return false;
        }
    }
}
