namespace Weft.Serialization;

/// <summary>
/// Bytes kept for later, with a word on what they are: what <c>weft inspect</c> reads, the corpus consists of and the
/// fuzzer keeps. As bytes one msgpack array, so that any language with msgpack can write one:
/// <code>
/// record := ["weft-record", kind: str, note: str, run: bin*]
/// kind   := "msgpack" | "header" | "payload" | "receive" | "message" | "packed" | "connection" | "function"
///         | "task-call" | "administrative"
/// </code>
/// Immutable; the runs are not copied.
/// </summary>
/// <param name="Kind">What the runs are.</param>
/// <param name="Note">A sentence for people; may be empty.</param>
/// <param name="Runs">The bytes, in the parts that <see cref="WireRecordKind"/> names.</param>
public sealed record WireRecord(WireRecordKind Kind, string Note, IReadOnlyList<ReadOnlyMemory<byte>> Runs)
{
    private const string Mark = "weft-record";
    private const int EntriesBeforeRuns = 3;

    private static readonly string[] Kinds =
    [
        "msgpack", "header", "payload", "receive", "message", "packed", "connection", "function", "task-call",
        "administrative",
    ];

    /// <summary>The bytes of all runs.</summary>
    public long Bytes => Runs.Sum(run => (long)run.Length);

    /// <summary>The word by which a record names its kind.</summary>
    public static string NameOf(WireRecordKind kind) => Kinds[(int)kind];

    /// <summary>A record of a payload.</summary>
    public static WireRecord Of(Payload payload, string note = "")
    {
        ArgumentNullException.ThrowIfNull(payload);
        return new WireRecord(WireRecordKind.Payload, note, [payload.Header.Encoded, .. payload.Frames]);
    }

    /// <summary>
    /// The record that a file holds; where it is none, a connection's stream where it begins with a preamble, else
    /// msgpack, one value after another.
    /// </summary>
    /// <param name="file">The bytes, which the runs alias.</param>
    /// <param name="limits">What they may ask for; the defaults where null.</param>
    /// <exception cref="WireFormatException">It begins as a record and is malformed.</exception>
    public static WireRecord FromFile(ReadOnlyMemory<byte> file, Limits? limits = null) =>
        IsRecord(file.Span)
            ? Decode(file, limits ?? Limits.Default)
            : new(
                WireConnections.IsPreamble(file.Span) ? WireRecordKind.Connection : WireRecordKind.MsgPack, "", [file]);

    /// <summary>The kind of a name; null for none.</summary>
    public static WireRecordKind? KindOf(string name)
    {
        int index = Array.IndexOf(Kinds, name);
        return index < 0 ? null : (WireRecordKind)index;
    }

    /// <summary>The record as bytes.</summary>
    public byte[] Encode()
    {
        var output = ByteBuffer.Rent();
        var writer = new MsgPackWriter(output);
        writer.WriteArrayHeader(EntriesBeforeRuns + Runs.Count);
        writer.WriteString(Mark);
        writer.WriteString(NameOf(Kind));
        writer.WriteString(Note);
        foreach (var run in Runs) writer.WriteBinary(run.Span);
        writer.Flush();
        var encoded = output.Written.ToArray();
        output.Return();
        return encoded;
    }

    /// <summary>True where bytes begin as a record does.</summary>
    internal static bool IsRecord(ReadOnlySpan<byte> file)
    {
        int head = file.IsEmpty ? 0 : file[0] switch
        {
            > MsgPackCode.FixArray and <= MsgPackCode.FixArrayLast => 1,
            MsgPackCode.Array16 => 3,
            MsgPackCode.Array32 => 5,
            _ => 0,
        };
        return head > 0 && file.Length > head && file[head] == MsgPackCode.FixString + Mark.Length
            && HeaderKeys.Matches(Mark, file.Slice(head + 1, Math.Min(Mark.Length, file.Length - head - 1)));
    }

    private static WireRecord Decode(ReadOnlyMemory<byte> file, Limits limits)
    {
        var reader = new MsgPackReader(file.Span, limits);
        int runs = reader.ReadArrayHeader() - EntriesBeforeRuns;
        if (runs < 0) throw new WireFormatException($"a record has a kind, a note and runs; {-runs} are missing", 0);
        reader.Skip();
        int offset = reader.Offset;
        string kind = reader.ReadString() ?? "";
        if (KindOf(kind) is not { } found)
        {
            throw new WireFormatException(
                $"no record is of the kind '{kind}'; there are {string.Join(", ", Kinds)}", offset);
        }

        string note = reader.ReadString() ?? "";
        var parts = new List<ReadOnlyMemory<byte>>(runs);
        for (int i = 0; i < runs; i++)
        {
            int bytes = reader.ReadBinary().Length;
            parts.Add(file.Slice(reader.Offset - bytes, bytes));
        }

        if (!reader.IsAtEnd)
            throw new WireFormatException($"{file.Length - reader.Offset} bytes follow the record", reader.Offset);
        return new WireRecord(found, note, parts);
    }
}
