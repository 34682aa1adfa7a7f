using System.Buffers;
using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>Writes the kinds of field in messages; data values go into the list beside the body.</summary>
internal ref struct MessageWriter(IBufferWriter<byte> body, List<MessageValue> values)
{
    private MsgPackWriter _writer = new(body);

    /// <summary>The head of a message.</summary>
    public void Begin(int code, int fields)
    {
        _writer.WriteArrayHeader(fields + 1);
        _writer.WriteInt64(code);
    }

    /// <summary>The head of a part or list.</summary>
    public void WriteCount(int count) => _writer.WriteArrayHeader(count);

    /// <summary>A whole number.</summary>
    public void Write(long value) => _writer.WriteInt64(value);

    /// <summary>A truth value.</summary>
    public void Write(bool value) => _writer.WriteBoolean(value);

    /// <summary>A text; nil for null.</summary>
    public void Write(string? value) => _writer.WriteString(value);

    /// <summary>An address as its text.</summary>
    public void Write(PeerAddress value) => _writer.WriteString(value.Value ?? "");

    /// <summary>A data value; nil for null.</summary>
    public void Write(MessageValue? value) => MessageValueCodec.Write(ref _writer, value, values);

    /// <summary>Names; nil for null.</summary>
    public void Write(IReadOnlyList<string>? names)
    {
        if (names is null)
        {
            _writer.WriteNil();
            return;
        }

        _writer.WriteArrayHeader(names.Count);
        for (var i = 0; i < names.Count; i++) _writer.WriteString(names[i]);
    }

    /// <summary>Addresses; nil for null.</summary>
    public void Write(IReadOnlyList<PeerAddress>? addresses)
    {
        if (addresses is null)
        {
            _writer.WriteNil();
            return;
        }

        _writer.WriteArrayHeader(addresses.Count);
        for (var i = 0; i < addresses.Count; i++) Write(addresses[i]);
    }

    /// <summary>Hands everything written to the body.</summary>
    public void Flush() => _writer.Flush();
}
