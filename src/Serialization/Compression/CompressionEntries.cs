using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// The header's two entries about compression, one item for each frame. "compression": nil, or the name of the codec
/// that made the frame, or, from a family that does not want its frame touched, a name or boolean of its own.
/// "decompressed-bytes": a whole number for each frame that was compressed on the way, nil for the others.
/// </summary>
internal static class CompressionEntries
{
    private static ReadOnlySpan<byte> CompressionKey => "compression"u8;

    private static ReadOnlySpan<byte> LengthsKey => "decompressed-bytes"u8;

    /// <summary>False where no frame of the payload, nor of one inside it, was compressed: one scan.</summary>
    public static bool MayHoldLengths(Header header) => MayHoldLengths(header.Encoded.Span);

    /// <inheritdoc cref="MayHoldLengths(Header)"/>
    public static bool MayHoldLengths(ReadOnlySpan<byte> header) => header.IndexOf(LengthsKey) >= 0;

    /// <summary>False where the payload says nothing about compression: a look at the bytes.</summary>
    public static bool MayDeclare(Header header) => header.Encoded.Span.IndexOf(CompressionKey) >= 0;

    /// <summary>
    /// Null, a text or a boolean for each frame; null where the header says nothing. False where the entry is anything
    /// else: a family's own business.
    /// </summary>
    public static bool TryRead(Header header, int frameCount, out object?[]? entries)
    {
        entries = null;
        if (!MayDeclare(header) || !header.TryGetRaw(HeaderKeys.Compression, out var encoded)) return true;
        var reader = new MsgPackReader(encoded.Span, Limits.Default);
        if (reader.PeekType() != MsgPackType.Array || reader.ReadArrayHeader() != frameCount) return false;
        var found = new object?[frameCount];
        for (int i = 0; i < found.Length; i++)
        {
            var type = reader.PeekType();
            if (type == MsgPackType.Boolean) found[i] = reader.ReadBoolean();
            else if (type == MsgPackType.String) found[i] = reader.ReadString();
            else if (!reader.TryReadNil()) return false;
        }

        entries = found;
        return true;
    }

    /// <summary>For each frame the length it was compressed from, -1 for the others; null where no frame was.</summary>
    /// <exception cref="WireFormatException">The entry is no such array.</exception>
    public static long[]? ReadLengths(Header header, int frameCount)
    {
        if (!header.TryGetRaw(HeaderKeys.DecompressedBytes, out var encoded)) return null;
        var reader = new MsgPackReader(encoded.Span, Limits.Default);
        if (reader.PeekType() != MsgPackType.Array || reader.ReadArrayHeader() != frameCount)
        {
            throw new WireFormatException(
                $"the entry '{HeaderKeys.DecompressedBytes}' must have an item for each of {frameCount} frames: " +
                header);
        }

        var lengths = new long[frameCount];
        for (int i = 0; i < lengths.Length; i++)
        {
            lengths[i] = -1;
            if (reader.TryReadNil()) continue;
            lengths[i] = reader.ReadInt64();
            if (lengths[i] < 0)
            {
                throw new WireFormatException($"frame {i} declares {lengths[i]} bytes after decompression");
            }
        }

        return lengths;
    }

    /// <summary>All lengths of a header, at every depth, up to what may be decompressed; what is malformed counts
    /// nothing.</summary>
    public static long SumLengths(ReadOnlySpan<byte> header, Limits limits)
    {
        long sum = 0;
        try
        {
            var reader = new MsgPackReader(header, limits);
            Sum(ref reader, isLength: false, ref sum, limits.DecompressedBytesMax);
        }
        catch (WireFormatException)
        {
            // The decoder says why.
        }

        return sum;
    }

    /// <summary>The header of the compressed payload: the same entries, and behind them the two.</summary>
    public static Header Add(Header header, object?[]? declared, string codec, long[] lengths)
    {
        var entries = declared is null ? new object?[lengths.Length] : [.. declared];
        for (int i = 0; i < entries.Length; i++)
        {
            if (lengths[i] >= 0) entries[i] = codec;
        }

        var builder = CopyOthers(header);
        Write(builder, entries);
        var buffer = ByteBuffer.Rent();
        var writer = new MsgPackWriter(buffer);
        writer.WriteArrayHeader(lengths.Length);
        foreach (long length in lengths)
        {
            if (length < 0) writer.WriteNil();
            else writer.WriteInt64(length);
        }

        writer.Flush();
        builder.SetRaw(HeaderKeys.DecompressedBytes, buffer.Written);
        buffer.Return();
        return builder.Build();
    }

    /// <summary>The header as its family made it.</summary>
    public static Header Remove(Header header, object?[] entries, long[] lengths)
    {
        var builder = CopyOthers(header);
        var declared = new object?[entries.Length];
        for (int i = 0; i < declared.Length; i++) declared[i] = lengths[i] >= 0 ? null : entries[i];
        if (Array.Exists(declared, e => e is not null)) Write(builder, declared);
        return builder.Build();
    }

    /// <summary>Writes the entry "compression".</summary>
    public static void Write(HeaderBuilder header, IReadOnlyList<object?> entries)
    {
        var buffer = ByteBuffer.Rent();
        var writer = new MsgPackWriter(buffer);
        writer.WriteArrayHeader(entries.Count);
        foreach (object? entry in entries) MessageTree.TryWriteScalar(ref writer, entry);
        writer.Flush();
        header.SetRaw(HeaderKeys.Compression, buffer.Written);
        buffer.Return();
    }

    private static void Sum(ref MsgPackReader reader, bool isLength, ref long sum, long most)
    {
        switch (reader.PeekType())
        {
            case MsgPackType.Array:
                int items = reader.ReadArrayHeader();
                EnterLevel(ref reader);
                for (int i = 0; i < items; i++) Sum(ref reader, isLength, ref sum, most);
                reader.Leave();
                break;
            case MsgPackType.Map:
                int entries = reader.ReadMapHeader();
                EnterLevel(ref reader);
                for (int i = 0; i < entries; i++)
                {
                    bool isLengths = HeaderKeys.ReadMatches(ref reader, HeaderKeys.DecompressedBytes);
                    Sum(ref reader, isLengths, ref sum, most);
                }

                reader.Leave();
                break;
            case MsgPackType.Integer when isLength:
                // In any width that the decoder takes; what is beyond 64 bits with sign it refuses.
                long length = reader.IsWideUnsigned
                    ? (long)Math.Min(reader.ReadUInt64(), long.MaxValue)
                    : reader.ReadInt64();
                sum += Math.Clamp(length, 0, most - sum);
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private static void EnterLevel(ref MsgPackReader reader)
    {
        reader.Enter();
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new WireFormatException(
                "values are nested deeper than this thread's stack can follow", reader.Offset);
        }
    }

    private static HeaderBuilder CopyOthers(Header header)
    {
        var builder = new HeaderBuilder();
        var reader = header.CreateReader();
        int count = reader.ReadMapHeader();
        var bytes = header.Encoded.Span;
        for (int i = 0; i < count; i++)
        {
            int start = reader.Offset;
            bool isOurs = reader.PeekType() == MsgPackType.String && IsOurs(reader.PeekUtf8());
            reader.Skip();
            reader.Skip();
            if (!isOurs) builder.AddEntries(1, bytes[start..reader.Offset]);
        }

        return builder;
    }

    private static bool IsOurs(ReadOnlySpan<byte> key) =>
        key.SequenceEqual(CompressionKey) || key.SequenceEqual(LengthsKey);
}
