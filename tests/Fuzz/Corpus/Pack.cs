using System.Buffers;
using Weft.Serialization;

namespace Weft.Fuzz;

/// <summary>
/// Msgpack from what stands in code: null, booleans, numbers, texts, <c>byte[]</c> as binary, <c>object[]</c> and
/// <see cref="Items"/> as array,
/// <see cref="Map"/>, <see cref="Ext"/> and <see cref="Raw"/>. It writes whatever it is told, legal or not.
/// </summary>
internal static class Pack
{
    /// <summary>A map of keys and values by turns.</summary>
    public static Map Map(params object?[] entries) => new(entries);

    /// <summary>An array.</summary>
    public static Items List(params object?[] items) => new(items);

    /// <summary>The value's bytes.</summary>
    public static byte[] Of(object? value)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new MsgPackWriter(output);
        Write(ref writer, value);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>These bytes many times over, then an end.</summary>
    public static byte[] Repeat(int times, byte[] each, params byte[] end)
    {
        var bytes = new List<byte>(times * each.Length + end.Length);
        for (int i = 0; i < times; i++) bytes.AddRange(each);
        return [.. bytes, .. end];
    }

    private static void Write(ref MsgPackWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNil(); break;
            case bool v: writer.WriteBoolean(v); break;
            case int v: writer.WriteInt64(v); break;
            case long v: writer.WriteInt64(v); break;
            case ulong v: writer.WriteUInt64(v); break;
            case float v: writer.WriteSingle(v); break;
            case double v: writer.WriteDouble(v); break;
            case string v: writer.WriteString(v); break;
            case byte[] v: writer.WriteBinary(v); break;
            case Raw v: writer.WriteRaw(v.Bytes); break;
            case Ext v: writer.WriteExtension(v.Type, v.Bytes); break;
            case Map v:
                writer.WriteMapHeader(v.Entries.Count / 2);
                foreach (var entry in v.Entries) Write(ref writer, entry);
                break;
            case Items v:
                Write(ref writer, v.Values);
                break;
            case IReadOnlyList<object?> v:
                writer.WriteArrayHeader(v.Count);
                foreach (var item in v) Write(ref writer, item);
                break;
            default: throw new ArgumentException($"{value.GetType()} is not written");
        }
    }
}

/// <summary>An array; a type of its own, for an array of objects alone would be taken for all the items.</summary>
internal sealed record Items(IReadOnlyList<object?> Values);

/// <summary>A map of keys and values by turns.</summary>
internal sealed record Map(IReadOnlyList<object?> Entries);

/// <summary>An extension.</summary>
internal sealed record Ext(sbyte Type, params byte[] Bytes);

/// <summary>Bytes that stand as they are.</summary>
internal sealed record Raw(params byte[] Bytes);
