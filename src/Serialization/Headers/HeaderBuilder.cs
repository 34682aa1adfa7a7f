namespace Weft.Serialization;

/// <summary>
/// Makes a <see cref="Header"/> entry by entry, in the order in which they are set. One thread at a time; of no use
/// after <see cref="Build"/>.
/// </summary>
public sealed class HeaderBuilder
{
    // The map's head takes 5 bytes at most; entries begin behind that room and the head is put right before them.
    private const int HeadRoom = 5;
    private readonly ByteBuffer _buffer;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private int _added;
    private bool _built;

    /// <summary>A header without entries.</summary>
    public HeaderBuilder()
    {
        _buffer = ByteBuffer.Rent();
        _buffer.GetSpan(HeadRoom);
        _buffer.Advance(HeadRoom);
    }

    /// <summary>Entries set so far.</summary>
    public int Count => _names.Count + _added;

    /// <summary>A text; nil for null.</summary>
    public HeaderBuilder Set(string name, string? value)
    {
        var writer = Begin(name);
        writer.WriteString(value);
        writer.Flush();
        return this;
    }

    /// <summary>A whole number.</summary>
    public HeaderBuilder Set(string name, long value)
    {
        var writer = Begin(name);
        writer.WriteInt64(value);
        writer.Flush();
        return this;
    }

    /// <summary>A boolean.</summary>
    public HeaderBuilder Set(string name, bool value)
    {
        var writer = Begin(name);
        writer.WriteBoolean(value);
        writer.Flush();
        return this;
    }

    /// <summary>A 64-bit float.</summary>
    public HeaderBuilder Set(string name, double value)
    {
        var writer = Begin(name);
        writer.WriteDouble(value);
        writer.Flush();
        return this;
    }

    /// <summary>A run of bytes, copied.</summary>
    public HeaderBuilder Set(string name, byte[] value) => SetBytes(name, value);

    /// <summary>A run of bytes, copied.</summary>
    public HeaderBuilder SetBytes(string name, ReadOnlySpan<byte> value)
    {
        var writer = Begin(name);
        writer.WriteBinary(value);
        writer.Flush();
        return this;
    }

    /// <summary>An array of whole numbers.</summary>
    public HeaderBuilder Set(string name, ReadOnlySpan<long> values)
    {
        var writer = Begin(name);
        writer.WriteArrayHeader(values.Length);
        foreach (long value in values) writer.WriteInt64(value);
        writer.Flush();
        return this;
    }

    /// <summary>An array of texts.</summary>
    public HeaderBuilder Set(string name, IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var writer = Begin(name);
        writer.WriteArrayHeader(values.Count);
        foreach (string value in values) writer.WriteString(value);
        writer.Flush();
        return this;
    }

    /// <summary>A header inside this one; its bytes are copied as they are.</summary>
    public HeaderBuilder Set(string name, Header value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return SetRaw(name, value.Encoded.Span);
    }

    /// <summary>An array of headers; their bytes are copied as they are.</summary>
    public HeaderBuilder Set(string name, IReadOnlyList<Header> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var writer = Begin(name);
        writer.WriteArrayHeader(values.Count);
        foreach (var value in values) writer.WriteRaw(value.Encoded.Span);
        writer.Flush();
        return this;
    }

    /// <summary>A value that is msgpack already: exactly one, which the caller vouches for.</summary>
    public HeaderBuilder SetRaw(string name, ReadOnlySpan<byte> encoded)
    {
        var writer = Begin(name);
        writer.WriteRaw(encoded);
        writer.Flush();
        return this;
    }

    /// <summary>Entries that are encoded already, keys and values by turns; the caller vouches for them.</summary>
    internal void AddEntries(int count, ReadOnlySpan<byte> encoded)
    {
        var writer = new MsgPackWriter(_buffer);
        writer.WriteRaw(encoded);
        writer.Flush();
        _added += count;
    }

    /// <summary>The header; the builder is spent.</summary>
    public Header Build()
    {
        ObjectDisposedException.ThrowIf(_built, this);
        var entries = _buffer.Written[HeadRoom..];
        var head = ByteBuffer.Rent();
        var writer = new MsgPackWriter(head);
        writer.WriteMapHeader(Count);
        writer.Flush();
        var encoded = new byte[head.Length + entries.Length];
        head.Written.CopyTo(encoded);
        entries.CopyTo(encoded.AsSpan(head.Length));
        head.Return();
        _built = true;
        _buffer.Return();
        return new Header(encoded, Limits.Default);
    }

    private MsgPackWriter Begin(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ObjectDisposedException.ThrowIf(_built, this);
        if (!_names.Add(name)) throw new ArgumentException($"the header has an entry '{name}' already", nameof(name));
        var writer = new MsgPackWriter(_buffer);
        writer.WriteString(name);
        return writer;
    }
}
