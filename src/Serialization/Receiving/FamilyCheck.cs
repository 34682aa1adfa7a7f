namespace Weft.Serialization;

/// <summary>
/// Holds every family that a header names, at whatever depth, against those that a call accepts, before anything is
/// decoded or allocated. An entry "serializer" of any map in a header names a family; families that keep user data in
/// headers wrap it as binary.
/// </summary>
internal static class FamilyCheck
{
    /// <summary>Walks the header.</summary>
    /// <param name="header">The header.</param>
    /// <param name="accepted">The families accepted; null for all that are registered.</param>
    /// <param name="view">Where families are registered.</param>
    /// <param name="limits">The maxima.</param>
    /// <exception cref="DeserializationRefusedException">A family that is not accepted or not known.</exception>
    public static void Require(Header header, IReadOnlyList<string>? accepted, RegistryView view, Limits limits)
    {
        var only = header.OnlySerializer;
        if (!only.IsEmpty && IsAccepted(only, accepted, view)) return;
        var reader = new MsgPackReader(header.Encoded.Span, limits);
        Walk(ref reader, accepted, view);
    }

    private static void Walk(ref MsgPackReader reader, IReadOnlyList<string>? accepted, RegistryView view)
    {
        switch (reader.PeekType())
        {
            case MsgPackType.Array:
                int items = reader.ReadArrayHeader();
                reader.Enter();
                for (int i = 0; i < items; i++) Walk(ref reader, accepted, view);
                reader.Leave();
                break;
            case MsgPackType.Map:
                int entries = reader.ReadMapHeader();
                reader.Enter();
                for (int i = 0; i < entries; i++)
                {
                    if (HeaderKeys.ReadMatches(ref reader, HeaderKeys.Serializer))
                        RequireFamily(ref reader, accepted, view);
                    else Walk(ref reader, accepted, view);
                }

                reader.Leave();
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private static void RequireFamily(ref MsgPackReader reader, IReadOnlyList<string>? accepted, RegistryView view)
    {
        int offset = reader.Offset;
        if (reader.PeekType() != MsgPackType.String)
        {
            throw new WireFormatException($"the entry 'serializer' must be a text, found {reader.PeekType()}", offset);
        }

        // Compared as bytes: no string is made for a family that is known.
        if (IsAccepted(reader.PeekUtf8(), accepted, view))
        {
            reader.Skip();
            return;
        }

        string name = reader.ReadString()!;
        IEnumerable<string> known = accepted ?? (IEnumerable<string>)view.Families.Keys.Order(StringComparer.Ordinal);
        throw new DeserializationRefusedException(
            $"the payload was serialized with '{name}'; accepted here are [{string.Join(", ", known)}]: " +
            "accept it (Deserializers) or have the sender use another family (Serializers)");
    }

    private static bool IsAccepted(ReadOnlySpan<byte> utf8, IReadOnlyList<string>? accepted, RegistryView view)
    {
        if (accepted is null) return view.TryFamily(utf8, out _);
        for (int i = 0; i < accepted.Count; i++)
        {
            if (HeaderKeys.Matches(accepted[i], utf8)) return true;
        }

        return HeaderKeys.Matches(ErrorFamily.FamilyName, utf8);
    }
}
