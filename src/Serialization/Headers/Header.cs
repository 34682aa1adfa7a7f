using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>
/// What the frames of a payload mean: any msgpack map, kept encoded, so that it passes through nodes byte for byte.
/// Entries are found by walking the bytes; of entries with equal names the first counts. Immutable and safe to share
/// between threads. Families add names of their own; <c>docs/wire.md</c> lists those in use.
/// </summary>
public sealed class Header : IEquatable<Header>
{
    // Where the text of the first entry begins, if its key is "serializer": behind the map's head, the key and a head.
    private const int NameStart = 13;

    private readonly Limits _limits;

    internal Header(ReadOnlyMemory<byte> encoded, Limits limits) => (Encoded, _limits) = (encoded, limits);

    /// <summary>A map without entries.</summary>
    public static Header Empty { get; } = new(new byte[] { MsgPackCode.FixMap }, Limits.Default);

    /// <summary>The map as it travels.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>The family that decodes the payload; null where the header does not say.</summary>
    public string? Serializer => TryGetString(HeaderKeys.Serializer, out string? name) ? name : null;

    /// <summary>A header over bytes from outside, which are checked to be exactly one well-formed map.</summary>
    /// <param name="encoded">The bytes, not copied; they must not change.</param>
    /// <param name="limits">What the bytes may ask for; the defaults where null.</param>
    /// <exception cref="WireFormatException">Anything but one map within the limits.</exception>
    public static Header FromEncoded(ReadOnlyMemory<byte> encoded, Limits? limits = null)
    {
        limits ??= Limits.Default;
        if (encoded.Length > limits.HeaderBytesMax)
        {
            throw new WireFormatException(
                $"a header of {encoded.Length} bytes; the limit is {limits.HeaderBytesMax} (Limits.HeaderBytesMax)", 0);
        }

        var reader = new MsgPackReader(encoded.Span, limits);
        if (reader.PeekType() != MsgPackType.Map)
        {
            throw new WireFormatException($"a header must be a map, found {reader.PeekType()}", 0);
        }

        reader.Skip();
        if (!reader.IsAtEnd)
        {
            throw new WireFormatException(
                $"{encoded.Length - reader.Offset} bytes follow the header's map", reader.Offset);
        }

        return new Header(encoded, limits);
    }

    /// <summary>True where an entry has this name, whatever its value.</summary>
    public bool Contains(string name) => TryFind(name, out _, out _);

    /// <summary>The entry's value as it is encoded, aliasing <see cref="Encoded"/>.</summary>
    public bool TryGetRaw(string name, out ReadOnlyMemory<byte> value)
    {
        bool found = TryFind(name, out int start, out int length);
        value = found ? Encoded.Slice(start, length) : default;
        return found;
    }

    /// <summary>The entry as a text; false where it is missing, and where it is anything else.</summary>
    public bool TryGetString(string name, [NotNullWhen(true)] out string? value)
    {
        value = null;
        if (!TryFind(name, MsgPackType.String, out var reader)) return false;
        value = reader.ReadString();
        return value is not null;
    }

    /// <summary>
    /// The entry as a whole number; false where it is missing, anything else, or beyond 64 bits with sign.
    /// </summary>
    public bool TryGetInt64(string name, out long value)
    {
        value = 0;
        if (!TryFind(name, MsgPackType.Integer, out var reader)) return false;
        return TryReadInt64(ref reader, out value);
    }

    /// <summary>The entry as a boolean; false where it is missing or anything else.</summary>
    public bool TryGetBoolean(string name, out bool value)
    {
        value = false;
        if (!TryFind(name, MsgPackType.Boolean, out var reader)) return false;
        value = reader.ReadBoolean();
        return true;
    }

    /// <summary>The entry as a float of 64 or 32 bits; false where it is missing or anything else.</summary>
    public bool TryGetDouble(string name, out double value)
    {
        value = 0;
        if (!TryFind(name, MsgPackType.Double, out var reader) &&
            !TryFind(name, MsgPackType.Single, out reader)) return false;
        value = reader.ReadDouble();
        return true;
    }

    /// <summary>
    /// The entry as a run of bytes, aliasing <see cref="Encoded"/>; false where missing or anything else.
    /// </summary>
    public bool TryGetBytes(string name, out ReadOnlyMemory<byte> value)
    {
        value = default;
        if (!TryFind(name, out int start, out int length)) return false;
        var reader = new MsgPackReader(Encoded.Span.Slice(start, length), _limits);
        if (reader.PeekType() != MsgPackType.Binary) return false;
        int bytes = reader.ReadBinary().Length;
        value = Encoded.Slice(start + length - bytes, bytes);
        return true;
    }

    /// <summary>
    /// The entry as a map of its own, aliasing <see cref="Encoded"/>; false where missing or anything else.
    /// </summary>
    public bool TryGetHeader(string name, [NotNullWhen(true)] out Header? value)
    {
        value = null;
        if (!TryFind(name, out int start, out int length) || !IsMap(Encoded.Span[start])) return false;
        value = new Header(Encoded.Slice(start, length), _limits);
        return true;
    }

    /// <summary>The entry as an array of whole numbers; false where it is missing or anything else.</summary>
    public bool TryGetInt64s(string name, [NotNullWhen(true)] out long[]? value)
    {
        value = null;
        if (!TryFind(name, MsgPackType.Array, out var reader)) return false;
        var numbers = new long[reader.ReadArrayHeader()];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (reader.PeekType() != MsgPackType.Integer || !TryReadInt64(ref reader, out numbers[i])) return false;
        }

        value = numbers;
        return true;
    }

    /// <summary>The entry as an array of texts; false where it is missing or anything else.</summary>
    public bool TryGetStrings(string name, [NotNullWhen(true)] out string[]? value)
    {
        value = null;
        if (!TryFind(name, MsgPackType.Array, out var reader)) return false;
        var texts = new string[reader.ReadArrayHeader()];
        for (int i = 0; i < texts.Length; i++)
        {
            if (reader.PeekType() != MsgPackType.String) return false;
            texts[i] = reader.ReadString()!;
        }

        value = texts;
        return true;
    }

    /// <summary>
    /// The entry as an array of maps, aliasing <see cref="Encoded"/>; false where missing or anything else.
    /// </summary>
    public bool TryGetHeaders(string name, [NotNullWhen(true)] out Header[]? value)
    {
        value = null;
        if (!TryFind(name, out int start, out int length)) return false;
        var reader = new MsgPackReader(Encoded.Span.Slice(start, length), _limits);
        if (reader.PeekType() != MsgPackType.Array) return false;
        var headers = new Header[reader.ReadArrayHeader()];
        for (int i = 0; i < headers.Length; i++)
        {
            if (reader.PeekType() != MsgPackType.Map) return false;
            int from = reader.Offset;
            reader.Skip();
            headers[i] = new Header(Encoded.Slice(start + from, reader.Offset - from), _limits);
        }

        value = headers;
        return true;
    }

    /// <summary>A header with the same entries, but for one that is set or replaced by a text.</summary>
    public Header With(string name, string value)
    {
        var builder = new HeaderBuilder().Set(name, value);
        var reader = CreateReader();
        int count = reader.ReadMapHeader();
        int others = 0;
        var rest = ByteBuffer.Rent();
        var writer = new MsgPackWriter(rest);
        for (int i = 0; i < count; i++)
        {
            bool replaced = reader.PeekType() == MsgPackType.String && HeaderKeys.Matches(name, reader.PeekUtf8());
            var key = reader.ReadRaw();
            var entry = reader.ReadRaw();
            if (replaced) continue;
            writer.WriteRaw(key);
            writer.WriteRaw(entry);
            others++;
        }

        writer.Flush();
        builder.AddEntries(others, rest.Written);
        rest.Return();
        return builder.Build();
    }

    /// <summary>
    /// The family's name where it is the header's only entry, as the commonest headers are, found without a walk over
    /// them; empty where there is more to look at.
    /// </summary>
    internal ReadOnlySpan<byte> OnlySerializer
    {
        get
        {
            var name = LeadingSerializer;
            var bytes = Encoded.Span;
            return bytes[0] == MsgPackCode.FixMap + 1 && bytes.Length == NameStart + name.Length ? name : default;
        }
    }

    /// <summary>
    /// The family's name where it is the first entry, which then counts; empty where it has to be searched for.
    /// </summary>
    internal ReadOnlySpan<byte> LeadingSerializer
    {
        get
        {
            var bytes = Encoded.Span;
            if (bytes.Length <= NameStart || !bytes[1..].StartsWith(SerializerKey)) return default;
            if (bytes[0] is <= MsgPackCode.FixMap or > MsgPackCode.FixMapLast) return default;
            int length = bytes[NameStart - 1] - MsgPackCode.FixString;
            return length is > 0 and <= 31 && length <= bytes.Length - NameStart
                ? bytes.Slice(NameStart, length)
                : default;
        }
    }

    /// <summary>True where the entry "serializer" is this family.</summary>
    internal bool NamesSerializer(string family) =>
        HeaderKeys.Matches(family, LeadingSerializer) ||
        TryFind(HeaderKeys.Serializer, MsgPackType.String, out var reader) &&
        HeaderKeys.Matches(family, reader.ReadUtf8());

    /// <summary>A reader at the start of the map, for families that walk their own entries.</summary>
    public MsgPackReader CreateReader() => new(Encoded.Span, _limits);

    /// <summary>True where both are the same bytes.</summary>
    public bool Equals(Header? other) => other is not null && Encoded.Span.SequenceEqual(other.Encoded.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Header);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Encoded.Span);
        return hash.ToHashCode();
    }

    /// <summary>The entries in readable form, on one line.</summary>
    public override string ToString() => MsgPackText.Describe(Encoded.Span, _limits);

    private static ReadOnlySpan<byte> SerializerKey =>
    [
        MsgPackCode.FixString + 10, (byte)'s', (byte)'e', (byte)'r', (byte)'i', (byte)'a', (byte)'l', (byte)'i',
        (byte)'z', (byte)'e', (byte)'r',
    ];

    private static bool IsMap(byte code) =>
        code is >= MsgPackCode.FixMap and <= MsgPackCode.FixMapLast or MsgPackCode.Map16 or MsgPackCode.Map32;

    private static bool TryReadInt64(ref MsgPackReader reader, out long value)
    {
        ulong wide = 0;
        if (reader.IsWideUnsigned)
        {
            wide = reader.ReadUInt64();
            value = (long)wide;
            return wide <= long.MaxValue;
        }

        value = reader.ReadInt64();
        return true;
    }

    private bool TryFind(string name, MsgPackType type, out MsgPackReader reader)
    {
        bool found = TryFind(name, out int start, out int length);
        reader = found ? new MsgPackReader(Encoded.Span.Slice(start, length), _limits) : default;
        return found && reader.PeekType() == type;
    }

    private bool TryFind(string name, out int start, out int length)
    {
        ArgumentNullException.ThrowIfNull(name);
        var reader = new MsgPackReader(Encoded.Span, _limits);
        int count = reader.ReadMapHeader();
        reader.Enter();
        for (int i = 0; i < count; i++)
        {
            bool match = HeaderKeys.ReadMatches(ref reader, name);
            start = reader.Offset;
            reader.Skip();
            length = reader.Offset - start;
            if (match) return true;
        }

        (start, length) = (0, 0);
        return false;
    }
}
