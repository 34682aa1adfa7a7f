using System.Diagnostics.CodeAnalysis;

namespace Weft.Serialization;

/// <summary>The keys of a dictionary that is taken apart: a few scalars in the header, all others as a part.</summary>
internal static class CollectionKeys
{
    private const int InHeaderMax = 1024;

    /// <summary>The keys as msgpack for the header; false where they are to be a part.</summary>
    public static bool TryEncode(Array keys, [NotNullWhen(true)] out byte[]? encoded)
    {
        encoded = null;
        if (keys.Length > InHeaderMax || !Scalars.IsKey(keys.GetType().GetElementType()!)) return false;
        var buffer = ByteBuffer.Rent();
        try
        {
            var writer = new MsgPackWriter(buffer);
            writer.WriteArrayHeader(keys.Length);
            foreach (object key in keys) MessageTree.TryWriteScalar(ref writer, key);
            writer.Flush();
            encoded = buffer.Written.ToArray();
            return true;
        }
        catch (ArgumentException)
        {
            // A text that UTF-8 cannot express: a column of texts can.
            return false;
        }
        finally
        {
            buffer.Return();
        }
    }

    /// <summary>The keys in a header; null where it says that they are the last part.</summary>
    /// <exception cref="WireFormatException">There are none, or one is no scalar.</exception>
    public static object[]? Decode(Header header, Limits limits, AllocationBudget budget)
    {
        if (!header.TryGetRaw(HeaderKeys.Keys, out var encoded))
        {
            throw new WireFormatException($"the header of a dictionary lacks its keys: {header}");
        }

        var reader = new MsgPackReader(encoded.Span, limits);
        if (reader.PeekType() == MsgPackType.Boolean && reader.ReadBoolean()) return null;
        int count = reader.ReadArrayHeader();
        budget.Charge(48L * count, "the keys of a dictionary");
        var keys = new object[count];
        for (int i = 0; i < count; i++)
        {
            keys[i] = reader.PeekType() is MsgPackType.Array or MsgPackType.Map or MsgPackType.Nil
                ? throw new WireFormatException($"a key must be a scalar, found {reader.PeekType()}", reader.Offset)
                : MessageTree.Read(ref reader, null, limits, budget)!;
        }

        return keys;
    }

    /// <summary>The keys of a part.</summary>
    /// <exception cref="WireFormatException">It is no array of the key type, or one key is null.</exception>
    public static object[] Of(object? part, Type keyType, AllocationBudget budget)
    {
        if (part is not Array array || array.GetType() != keyType.MakeArrayType())
        {
            throw new WireFormatException($"keys of {keyType} came as {part?.GetType().ToString() ?? "null"}");
        }

        budget.Charge(48L * array.Length, "the keys of a dictionary");
        var keys = new object[array.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = array.GetValue(i) ?? throw new WireFormatException($"key {i} of a dictionary is null");
        }

        return keys;
    }
}
