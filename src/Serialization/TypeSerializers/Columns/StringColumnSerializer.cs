using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace Weft.Serialization;

/// <summary>
/// string[] as two packed columns: header {"count", "encoding": "utf-8" | "utf-16"}, frame 0 the length in bytes of
/// each text as int32 (-1 for null), frame 1 all texts without gaps. UTF-16 where a text has half of a surrogate pair.
/// </summary>
internal class StringColumnSerializer : ITypeSerializer
{
    private const string Count = "count";
    private const string EncodingKey = "encoding";
    private static readonly Encoding Utf8 = new UTF8Encoding(false, true);
    private static readonly Encoding Utf16 = new UnicodeEncoding(false, false, false);

    public virtual Type Type => typeof(string[]);

    public virtual string Name => "strings";

    public string DataType => "<i4";

    public virtual bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        // Arrays are covariant in .NET; an object[] is no string[] and never comes here.
        payload = Pack((string?[])value);
        return true;
    }

    public virtual object? Deserialize(
        Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
        Unpack(header, frames, request);

    private protected static Payload Pack(ReadOnlySpan<string?> texts)
    {
        var header = new HeaderBuilder().Set(Count, texts.Length);
        try
        {
            return Pack(header, texts, Utf8);
        }
        catch (EncoderFallbackException)
        {
            return Pack(header, texts, Utf16);
        }
    }

    private protected static string?[] Unpack(
        Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request)
    {
        if (!header.TryGetInt64(Count, out long count) || !header.TryGetString(EncodingKey, out string? name) ||
            name is not ("utf-8" or "utf-16") || frames.Count != 2 || count < 0 || frames[0].Length != count * 4)
        {
            throw new WireFormatException($"a column of texts needs its count, encoding and two frames: {header}");
        }

        var encoding = name == "utf-8" ? Utf8 : Utf16;
        var lengths = MemoryMarshal.Cast<byte, int>(frames[0].Span);
        var content = frames[1].Span;
        request.Budget.Charge(32 * count + 2L * content.Length, "a column of texts");
        var texts = new string?[count];
        for (int i = 0; i < texts.Length; i++)
        {
            if (lengths[i] == -1) continue;
            if (lengths[i] < -1 || lengths[i] > content.Length)
            {
                throw new WireFormatException($"text {i} claims {lengths[i]} bytes; {content.Length} are left");
            }

            texts[i] = Decode(encoding, content[..lengths[i]], i);
            content = content[lengths[i]..];
        }

        if (content.Length > 0) throw new WireFormatException($"{content.Length} bytes follow the last text");
        return texts;
    }

    private static string Decode(Encoding encoding, ReadOnlySpan<byte> bytes, int index)
    {
        // Half surrogates are values here: UTF-16 is taken unit by unit.
        if (encoding == Utf16)
        {
            if (bytes.Length % 2 != 0) throw new WireFormatException($"text {index} has half a UTF-16 unit");
            return new string(MemoryMarshal.Cast<byte, char>(bytes));
        }

        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new WireFormatException($"text {index} is not UTF-8", -1, error);
        }
    }

    private static Payload Pack(HeaderBuilder header, ReadOnlySpan<string?> texts, Encoding encoding)
    {
        var lengths = new int[texts.Length];
        long total = 0;
        for (int i = 0; i < texts.Length; i++)
        {
            lengths[i] = texts[i] is not { } text ? -1
                : encoding == Utf16 ? checked(text.Length * 2) : encoding.GetByteCount(text);
            total += Math.Max(lengths[i], 0);
        }

        var content = new byte[total];
        int at = 0;
        foreach (string? text in texts)
        {
            if (text is null) continue;
            if (encoding == Utf16)
            {
                MemoryMarshal.AsBytes(text.AsSpan()).CopyTo(content.AsSpan(at));
                at += text.Length * 2;
            }
            else
            {
                at += encoding.GetBytes(text, content.AsSpan(at));
            }
        }

        header.Set(EncodingKey, encoding == Utf16 ? "utf-16" : "utf-8");
        return new Payload(header.Build(), new ArrayBytes(lengths, 0, lengths.Length * 4).Memory, content);
    }
}
