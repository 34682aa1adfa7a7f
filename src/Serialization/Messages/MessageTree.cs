using System.Collections;
using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// Trees of scalars, lists and dictionaries as msgpack, with data values among them where a message is written. Read
/// back, a whole number is an int where it fits, else a long, else a ulong; a list is a List of objects; a map is a
/// dictionary by string where all its keys are texts, else by object; keys of bytes are found by their content.
/// </summary>
internal static class MessageTree
{
    /// <summary>What stands behind the type of a value that is none of msgpack's.</summary>
    public const string NoValue = " is no msgpack value";

    /// <summary>What stands behind the path of a value that is nested too deep.</summary>
    public const string TooDeep = ": nested too deep (Limits.DepthMax)";

    /// <summary>What stands behind the path of a value that is nested deeper than the stack goes.</summary>
    public const string StackUsedUp = ": nested deeper than this thread's stack can follow";

    /// <summary>Writes a tree.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The tree.</param>
    /// <param name="values">Receives data values; null where none may occur.</param>
    /// <param name="depth">Levels left before the tree counts as too deep.</param>
    /// <param name="limits">How often keys may meet in hash buckets.</param>
    /// <returns>What cannot be written and where it stands, or null where all was written.</returns>
    /// <exception cref="SerializationFailedException">Keys that a reader would refuse.</exception>
    public static string? Write(
        ref MsgPackWriter writer, object? value, List<MessageValue>? values, int depth, Limits limits)
    {
        if (value is string text) return WriteText(ref writer, text);
        if (TryWriteScalar(ref writer, value)) return null;
        if (value is MessageValue marked && values is not null)
        {
            MessageValueCodec.Write(ref writer, marked, values);
            return null;
        }

        if (depth <= 0) return TooDeep;
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return StackUsedUp;
        return value switch
        {
            IDictionary map => WriteMap(ref writer, map, values, depth - 1, limits),
            IList list when IsList(list, values is not null) => WriteList(ref writer, list, values, depth - 1, limits),
            _ => $": {value!.GetType()}{NoValue}",
        };
    }

    /// <summary>
    /// True for what travels as an array: in a message every list and every array of one dimension; in data, whose type
    /// comes back, only lists that can grow, and arrays.
    /// </summary>
    public static bool IsList(IList list, bool isMessage) =>
        list is Array array ? array.Rank == 1 : isMessage || !list.IsFixedSize;

    /// <summary>Writes null, a boolean, a number, a text or bytes; false for anything else.</summary>
    public static bool TryWriteScalar(ref MsgPackWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNil(); return true;
            case string v: writer.WriteString(v); return true;
            case int v: writer.WriteInt64(v); return true;
            case long v: writer.WriteInt64(v); return true;
            case double v: writer.WriteDouble(v); return true;
            case bool v: writer.WriteBoolean(v); return true;
            // To the runtime an array of sbytes, or of an enum over bytes, is an array of bytes too.
            case byte[] v when v.GetType() == typeof(byte[]): writer.WriteBinary(v); return true;
            case ReadOnlyMemory<byte> v: writer.WriteBinary(v.Span); return true;
            case Memory<byte> v: writer.WriteBinary(v.Span); return true;
            case float v: writer.WriteSingle(v); return true;
            case byte v: writer.WriteUInt64(v); return true;
            case sbyte v: writer.WriteInt64(v); return true;
            case short v: writer.WriteInt64(v); return true;
            case ushort v: writer.WriteUInt64(v); return true;
            case uint v: writer.WriteUInt64(v); return true;
            case ulong v: writer.WriteUInt64(v); return true;
            default: return false;
        }
    }

    /// <summary>Reads a tree.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="values">The data values beside the message; null where none may occur.</param>
    /// <param name="limits">The maxima.</param>
    /// <param name="budget">What the tree may allocate.</param>
    public static object? Read(
        ref MsgPackReader reader, IReadOnlyList<MessageValue>? values, Limits limits, AllocationBudget budget)
    {
        switch (reader.PeekType())
        {
            case MsgPackType.Boolean: return reader.ReadBoolean();
            case MsgPackType.Integer: return ReadInteger(ref reader);
            case MsgPackType.Single: return reader.ReadSingle();
            case MsgPackType.Double: return reader.ReadDouble();
            case MsgPackType.String: return reader.ReadString();
            case MsgPackType.Binary: return reader.ReadBinary().ToArray();
            case MsgPackType.Array: return ReadList(ref reader, values, limits, budget);
            case MsgPackType.Map: return ReadMap(ref reader, values, limits, budget);
            case MsgPackType.Extension when values is not null:
                return MessageValueCodec.Read(ref reader, values, limits);
            default:
                reader.ReadNil();
                return null;
        }
    }

    // A level costs stack, and the limit on levels knows nothing of how much there is.
    private static void EnterLevel(ref MsgPackReader reader)
    {
        reader.Enter();
        if (RuntimeHelpers.TryEnsureSufficientExecutionStack()) return;
        throw new WireFormatException("values are nested deeper than this thread's stack can follow", reader.Offset);
    }

    private static object ReadInteger(ref MsgPackReader reader)
    {
        if (reader.IsWideUnsigned)
        {
            ulong wide = reader.ReadUInt64();
            if (wide > long.MaxValue) return wide;
            return Narrow((long)wide);
        }

        return Narrow(reader.ReadInt64());
    }

    private static object Narrow(long value)
    {
        if (value is >= int.MinValue and <= int.MaxValue) return (int)value;
        return value;
    }

    private static List<object?> ReadList(
        ref MsgPackReader reader, IReadOnlyList<MessageValue>? values, Limits limits, AllocationBudget budget)
    {
        int count = reader.ReadArrayHeader();
        budget.Charge(64 + 32L * count, "a list");
        var list = new List<object?>(count);
        EnterLevel(ref reader);
        for (int i = 0; i < count; i++) list.Add(Read(ref reader, values, limits, budget));
        reader.Leave();
        return list;
    }

    private static object ReadMap(
        ref MsgPackReader reader, IReadOnlyList<MessageValue>? values, Limits limits, AllocationBudget budget)
    {
        int offset = reader.Offset;
        int count = reader.ReadMapHeader();
        budget.Charge(112 + 100L * count, "a dictionary");
        object[] keys = count == 0 ? [] : new object[count];
        object?[] items = count == 0 ? [] : new object?[count];
        bool named = true;
        bool byContent = false;
        EnterLevel(ref reader);
        for (int i = 0; i < count; i++)
        {
            if (!MayBeKey(reader.PeekType(), values is not null))
            {
                throw new WireFormatException($"a key must be a scalar, found {reader.PeekType()}", reader.Offset);
            }

            keys[i] = Read(ref reader, values, limits, budget)!;
            named &= keys[i] is string;
            byContent |= keys[i] is byte[];
            items[i] = Read(ref reader, values, limits, budget);
        }

        reader.Leave();
        return named
            ? Keyed.Fill(new Dictionary<string, object?>(), Array.ConvertAll(keys, k => (string)k), items, limits,
                offset)
            : Keyed.Fill(
                new Dictionary<object, object?>(byContent ? MessageKeys.Comparer : null), keys, items, limits, offset);
    }

    // Bytes are keys in messages alone: a dictionary that is data keeps its own notion of equal keys.
    private static bool MayBeKey(MsgPackType type, bool isMessage) => type switch
    {
        MsgPackType.Map or MsgPackType.Array or MsgPackType.Nil or MsgPackType.Extension => false,
        MsgPackType.Binary => isMessage,
        _ => true,
    };

    private static string? WriteText(ref MsgPackWriter writer, string text)
    {
        try
        {
            writer.WriteString(text);
            return null;
        }
        catch (ArgumentException)
        {
            return ": a text has half of a surrogate pair, which msgpack's UTF-8 cannot express";
        }
    }

    private static string? WriteList(
        ref MsgPackWriter writer, IList list, List<MessageValue>? values, int depth, Limits limits)
    {
        writer.WriteArrayHeader(list.Count);
        for (int i = 0; i < list.Count; i++)
        {
            if (Write(ref writer, list[i], values, depth, limits) is { } failure) return $"[{i}]{failure}";
        }

        return null;
    }

    private static string? WriteMap(
        ref MsgPackWriter writer, IDictionary map, List<MessageValue>? values, int depth, Limits limits)
    {
        RequireSpread(map, limits);
        writer.WriteMapHeader(map.Count);
        var keys = values is null || MessageKeys.AreDistinct(map) ? null : new HashSet<object>(MessageKeys.Comparer);
        foreach (DictionaryEntry entry in map)
        {
            if (entry.Key is string name)
            {
                if (WriteText(ref writer, name) is { } unfit) return $"[{entry.Key}]{unfit}";
            }
            else if ((entry.Key is byte[] && values is null) || !TryWriteScalar(ref writer, entry.Key))
            {
                return $": {entry.Key.GetType()} cannot be a key in msgpack here";
            }

            if (keys is not null && !keys.Add(MessageKeys.AsRead(entry.Key)))
                return $": the key {entry.Key} stands twice, as a reader sees it";
            if (Write(ref writer, entry.Value, values, depth, limits) is { } failure) return $"[{entry.Key}]{failure}";
        }

        return null;
    }

    // A reader inserts keys as they come, a long as an int where it fits, and then as those of the type that is named.
    private static void RequireSpread(IDictionary map, Limits limits)
    {
        if (!KeyMeetings.MayExceed(map.Count, limits)) return;
        var asHeld = new KeyGuard<object>(map.Count, MessageKeys.Comparer, limits);
        var asRead = new KeyGuard<object>(map.Count, MessageKeys.Comparer, limits);
        foreach (object key in map.Keys)
        {
            asHeld.Check(map.GetType(), key);
            asRead.Check(map.GetType(), key is long number ? Narrow(number) : key);
        }
    }
}
