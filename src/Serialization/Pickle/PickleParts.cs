namespace Weft.Serialization;

/// <summary>
/// The header's list of what travels in frames of its own. An array: [name of its type, fingerprint, [lengths]]; a
/// payload: [its header, number of its frames]. Frames follow in the order of the list.
/// </summary>
internal static class PickleParts
{
    /// <summary>The header over the parts of a graph; their frames are appended.</summary>
    public static Header Write(IReadOnlyList<GraphPart> parts, List<ReadOnlyMemory<byte>> frames)
    {
        var buffer = ByteBuffer.Rent();
        var writer = new MsgPackWriter(buffer);
        writer.WriteMapHeader(2);
        writer.WriteString(HeaderKeys.Serializer);
        writer.WriteString(PickleFamily.FamilyName);
        writer.WriteString(PickleFamily.PartsKey);
        writer.WriteArrayHeader(parts.Count);
        foreach (var part in parts)
        {
            if (part.Payload is { } payload)
            {
                writer.WriteArrayHeader(2);
                writer.WriteRaw(payload.Header.Encoded.Span);
                writer.WriteInt64(payload.Frames.Count);
                frames.AddRange(payload.Frames);
            }
            else
            {
                WriteArray(ref writer, part);
                long bytes = part.Used < 0 ? part.Raw!.BytesOf(part.Array!) : (long)part.Used * part.Raw!.ElementBytes;
                part.Raw.AddFrames(part.Array!, bytes, frames);
            }
        }

        writer.Flush();
        var header = new Header(buffer.Written.ToArray(), Limits.Default);
        buffer.Return();
        return header;
    }

    /// <summary>
    /// The parts of a header, with their final memory. Everything that they claim is held against the lengths of the
    /// frames before anything is allocated for it.
    /// </summary>
    /// <param name="encoded">The header's list; foreign bytes.</param>
    /// <param name="frameBytes">The lengths of the frames behind the first.</param>
    /// <param name="request">The call.</param>
    public static PicklePart[] Read(ReadOnlySpan<byte> encoded, ReadOnlySpan<long> frameBytes, in LoadsRequest request)
    {
        var reader = new MsgPackReader(encoded, request.Limits);
        int count = reader.ReadArrayHeader();
        request.Budget.Charge(32L * count, "the list of parts");
        var parts = new PicklePart[count];
        int frame = 0;
        for (int i = 0; i < count; i++)
        {
            int entries = reader.ReadArrayHeader();
            parts[i] = entries switch
            {
                2 => ReadPayload(ref reader, frameBytes[frame..], frame, request),
                3 => ReadArray(ref reader, frameBytes[frame..], frame, request),
                _ => throw new WireFormatException(
                    $"part {i} has {entries} entries; an array has 3, a payload 2", reader.Offset),
            };
            frame += parts[i].FrameCount;
        }

        if (frame != frameBytes.Length)
            throw new WireFormatException($"the parts need {frame} frames beside the first, found {frameBytes.Length}");
        return parts;
    }

    private static void WriteArray(ref MsgPackWriter writer, in GraphPart part)
    {
        var array = part.Array!;
        writer.WriteArrayHeader(3);
        writer.WriteString(TypeNames.Of(array.GetType()));
        writer.WriteUInt64(part.Raw!.Fingerprint);
        writer.WriteArrayHeader(array.Rank);
        for (int d = 0; d < array.Rank; d++) writer.WriteInt64(part.Used < 0 ? array.GetLength(d) : part.Used);
    }

    private static PicklePart ReadPayload(
        ref MsgPackReader reader, ReadOnlySpan<long> frameBytes, int firstFrame, in LoadsRequest request)
    {
        int offset = reader.Offset;
        var header = Header.FromEncoded(reader.ReadRaw().ToArray(), request.Limits);
        long frames = reader.ReadInt64();
        if (frames < 0 || frames > frameBytes.Length)
            throw new WireFormatException($"a part has {frames} frames; {frameBytes.Length} are left", offset);
        var receiver = request.BeginReceive(header, frameBytes[..(int)frames]);
        return new PicklePart(null, null, receiver, firstFrame, (int)frames);
    }

    private static PicklePart ReadArray(
        ref MsgPackReader reader, ReadOnlySpan<long> frameBytes, int firstFrame, in LoadsRequest request)
    {
        int offset = reader.Offset;
        var type = request.Types.Resolve(reader.ReadString() ?? "", request.Limits);
        ulong fingerprint = reader.ReadUInt64();
        if (!type.IsArray || !RawArrays.TryGet(type, out var raw))
            throw new WireFormatException($"a part is a {type}, not an array of numbers", offset);
        if (fingerprint != raw.Fingerprint)
        {
            throw new WireFormatException(
                $"the fields of {raw.Element} differ between sender and receiver: deploy the same build of " +
                $"{raw.Element.Assembly.GetName().Name}",
                offset);
        }

        var lengths = ReadLengths(ref reader, type.GetArrayRank());
        long expected = Elements.Product(lengths, offset) * raw.ElementBytes;
        long found = 0;
        int frames = 0;
        while (found < expected && frames < frameBytes.Length
            && frameBytes[frames] == raw.FrameBytesAt(expected, frames))
            found += frameBytes[frames++];
        if (found != expected)
        {
            throw new WireFormatException(
                $"a {type} of length {string.Join(" x ", lengths)} needs {expected} bytes, cut after each 2^30; " +
                $"its first {frames} frames hold {found}",
                offset);
        }

        request.Budget.Charge(expected, "an array");
        return new PicklePart(raw.Create(lengths), raw, null, firstFrame, frames);
    }

    private static int[] ReadLengths(ref MsgPackReader reader, int rank)
    {
        int offset = reader.Offset;
        int found = reader.ReadArrayHeader();
        if (found != rank) throw new WireFormatException($"an array of rank {rank} has {found} lengths", offset);
        var lengths = new int[rank];
        for (int d = 0; d < rank; d++) lengths[d] = reader.ReadInt32();
        return lengths;
    }
}
