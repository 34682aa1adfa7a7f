using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>
/// Reads the kinds of field that messages are made of. Every failure is a <see cref="WireFormatException"/> with the
/// offset in the body. Lists are allocated only for counts that the bytes at hand can hold.
/// </summary>
internal ref struct MessageReader(ReadOnlySpan<byte> body, IReadOnlyList<MessageValue> values, Limits limits)
{
    private MsgPackReader _reader = new(body, limits);

    /// <summary>Bytes read so far.</summary>
    public readonly int Offset => _reader.Offset;

    /// <summary>True where every byte is read.</summary>
    public readonly bool IsAtEnd => _reader.IsAtEnd;

    /// <summary>Reads the head of a part and returns how many fields it has beyond those expected.</summary>
    public int BeginPart(string name, int fields)
    {
        var offset = _reader.Offset;
        var count = _reader.ReadArrayHeader();
        if (count >= fields) return count - fields;
        throw new WireFormatException($"{name} has {count} fields, expected at least {fields}", offset);
    }

    /// <summary>Passes over fields that a newer writer added.</summary>
    public void Skip(int fields)
    {
        for (var i = 0; i < fields; i++) _reader.Skip();
    }

    /// <summary>The head of a list.</summary>
    public int ReadCount() => _reader.ReadArrayHeader();

    /// <summary>A whole number of 64 bits.</summary>
    public long ReadLong() => _reader.ReadInt64();

    /// <summary>A whole number of 32 bits.</summary>
    public int ReadInt() => _reader.ReadInt32();

    /// <summary>A truth value.</summary>
    public bool ReadBool() => _reader.ReadBoolean();

    /// <summary>True where nil stands next; it is read.</summary>
    public bool TryReadNil() => _reader.TryReadNil();

    /// <summary>A text or nil.</summary>
    public string? ReadTextOrNil() => _reader.ReadString();

    /// <summary>A text.</summary>
    public string ReadText()
    {
        var offset = _reader.Offset;
        return _reader.ReadString() ?? throw new WireFormatException("expected a text, found nil", offset);
    }

    /// <summary>An address.</summary>
    public PeerAddress ReadAddress() => new(ReadText());

    /// <summary>A moment on the writer's clock.</summary>
    public Instant ReadInstant() => new(_reader.ReadInt64());

    /// <summary>A data value or nil.</summary>
    public MessageValue? ReadValueOrNil() => MessageValueCodec.Read(ref _reader, values, limits);

    /// <summary>A data value that must still be encoded.</summary>
    public Serialized ReadEncoded()
    {
        var offset = _reader.Offset;
        var value = ReadValueOrNil();
        return value as Serialized ?? throw new WireFormatException(
            $"expected an encoded value, found {value?.GetType().Name ?? "nil"}; the receiver of the envelope must "
            + "leave task payloads encoded",
            offset);
    }

    /// <summary>Names.</summary>
    public IReadOnlyList<string> ReadTexts()
    {
        var count = _reader.ReadArrayHeader();
        if (count == 0) return [];
        var texts = new string[count];
        for (var i = 0; i < texts.Length; i++) texts[i] = ReadText();
        return texts;
    }

    /// <summary>Names or nil.</summary>
    public IReadOnlyList<string>? ReadTextsOrNil() => TryReadNil() ? null : ReadTexts();

    /// <summary>Addresses.</summary>
    public IReadOnlyList<PeerAddress> ReadAddresses()
    {
        var count = _reader.ReadArrayHeader();
        if (count == 0) return [];
        var addresses = new PeerAddress[count];
        for (var i = 0; i < addresses.Length; i++) addresses[i] = ReadAddress();
        return addresses;
    }

    /// <summary>Addresses or nil.</summary>
    public IReadOnlyList<PeerAddress>? ReadAddressesOrNil() => TryReadNil() ? null : ReadAddresses();
}
