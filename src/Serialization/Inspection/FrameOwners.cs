namespace Weft.Serialization;

/// <summary>
/// Says of each frame of a payload which part of the value it belongs to, as the headers claim; nothing is decoded.
/// Claims that do not fit the frames are noted and believed no further.
/// </summary>
internal sealed class FrameOwners
{
    private const int MisfitsMax = 20;
    private readonly FrameOwner[] _frames;
    private readonly Limits _limits;

    private FrameOwners(int frames, Limits limits)
    {
        (_frames, _limits) = (new FrameOwner[frames], limits);
        _frames.AsSpan().Fill(new FrameOwner("", FrameForm.Raw));
    }

    /// <summary>The claims that do not fit, each in a sentence.</summary>
    public List<string> Misfits { get; } = [];

    /// <summary>The owners of the frames of a header, which is well formed.</summary>
    public static FrameOwners Of(Header header, int frames, Limits limits)
    {
        var owners = new FrameOwners(frames, limits);
        try
        {
            owners.Assign(header, 0, frames, "", 0);
        }
        catch (WireFormatException error)
        {
            owners.Misfits.Add(WireLines.Bare(error) ?? error.Message);
        }

        return owners;
    }

    /// <summary>What is claimed of a frame.</summary>
    public FrameOwner this[int frame] => _frames[frame];

    private void Assign(Header header, int from, int count, string label, int depth)
    {
        if (depth > _limits.PayloadDepthMax || Misfits.Count >= MisfitsMax) return;
        AssignParts(header, from, count, label, depth);
        if (CompressionEntries.MayHoldLengths(header)) AssignCompression(header, from, count, label);
    }

    private void AssignParts(Header header, int from, int count, string label, int depth)
    {
        string? family = header.Serializer;
        string type = header.TryGetString(HeaderKeys.Type, out string? name) ? name : "";
        string own = Join(label, $"{family ?? "collection"} {type}".Trim());
        var form = family switch
        {
            MsgPackFamily.FamilyName => FrameForm.MsgPack,
            ErrorFamily.FamilyName => FrameForm.Text,
            _ => FrameForm.Raw,
        };
        for (int i = 0; i < count; i++) _frames[from + i] = new FrameOwner(own, form);
        if (family == PickleFamily.FamilyName && count > 0)
        {
            _frames[from] = new FrameOwner(own + ", its stream", FrameForm.Graph);
            AssignGraphParts(header, from + 1, count - 1, label, depth);
            return;
        }

        if (!header.TryGetHeader(HeaderKeys.SubHeader, out var parent)) parent = header;
        if (parent.TryGetHeaders(HeaderKeys.SubHeaders, out var children)
            && parent.TryGetInt64s(HeaderKeys.FrameCounts, out long[]? counts))
        {
            AssignChildren(children, counts, from, count, label, depth);
        }
    }

    private void AssignChildren(Header[] children, long[] counts, int from, int count, string label, int depth)
    {
        if (children.Length != counts.Length)
            Misfits.Add($"{At(label)}{children.Length} sub-headers and {counts.Length} frame-counts");
        int left = count;
        for (int i = 0; i < Math.Min(children.Length, counts.Length); i++)
        {
            if (counts[i] < 0 || counts[i] > left)
            {
                Misfits.Add($"{At(label)}part {i} claims {counts[i]} frames; {left} are left");
                return;
            }

            Assign(children[i], from, (int)counts[i], Join(label, $"part {i}"), depth + 1);
            from += (int)counts[i];
            left -= (int)counts[i];
        }

        if (left > 0) Misfits.Add($"{At(label)}{left} frames belong to no part");
    }

    private void AssignGraphParts(Header header, int from, int count, string label, int depth)
    {
        if (!header.TryGetRaw(PickleFamily.PartsKey, out var raw)) return;
        var reader = new MsgPackReader(raw.Span, _limits);
        int parts = reader.ReadArrayHeader();
        for (int i = 0; i < parts; i++)
        {
            int entries = reader.ReadArrayHeader();
            if (entries == 2)
            {
                var inner = Header.FromEncoded(reader.ReadRaw().ToArray(), _limits);
                long frames = reader.ReadInt64();
                if (frames < 0 || frames > count)
                {
                    Misfits.Add($"{At(label)}part {i} claims {frames} frames; {count} are left");
                    return;
                }

                Assign(inner, from, (int)frames, Join(label, $"part {i}"), depth + 1);
                (from, count) = (from + (int)frames, count - (int)frames);
                continue;
            }

            // An array takes as many frames as its memory needs: one for each 2^30 bytes.
            string type = entries > 0 ? reader.ReadString() ?? "" : "";
            for (int k = 1; k < entries; k++) reader.Skip();
            if (count > 0) _frames[from] = new FrameOwner(Join(label, $"part {i}, {type}"), FrameForm.Raw);
            (from, count) = (from + Math.Min(1, count), Math.Max(0, count - 1));
        }
    }

    // Around what the parts say: it was compressed last. A frame compressed twice is opened once, and then only bytes.
    private void AssignCompression(Header header, int from, int count, string label)
    {
        try
        {
            if (CompressionEntries.ReadLengths(header, count) is not { } lengths) return;
            CompressionEntries.TryRead(header, count, out object?[]? names);
            for (int i = 0; i < count; i++)
            {
                if (lengths[i] < 0) continue;
                var owner = _frames[from + i];
                var form = owner.Codec is null ? owner.Form : FrameForm.Raw;
                string inner = owner.Codec is null ? owner.Label : $"{owner.Label}, compressed again";
                _frames[from + i] = new FrameOwner(inner, form, names?[i] as string ?? "", lengths[i]);
            }
        }
        catch (WireFormatException error)
        {
            Misfits.Add(At(label) + (WireLines.Bare(error) ?? error.Message));
        }
    }

    private static string Join(string label, string next) => label.Length == 0 ? next : $"{label} > {next}";

    private static string At(string label) => label.Length == 0 ? "" : $"{label}: ";
}
