using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// Objects of a class and of those derived from it, field by field: header {["class": type name, ]"simple": binary with
/// a msgpack map of name to scalar, "complex": names, "sub-headers", "frame-counts"}. The map of simple fields is
/// wrapped as binary, so that no field of a user is ever taken for a header.
/// </summary>
internal sealed class FieldwiseSerializer : ITypeSerializer, IUsersSerializer
{
    // What a field holds before it has been read.
    private static readonly object Missing = new();

    private readonly FieldwiseOptions _options;
    private readonly ConcurrentDictionary<Type, FieldTable> _tables = new();

    public FieldwiseSerializer(Type type, string name, FieldwiseOptions options)
    {
        (Type, Name, _options) = (type, name, options);
        if (type.IsInterface) return;
        var members = TableOf(type).Members;
        if (type.IsAbstract) return;
        foreach (string member in options.Skip.Concat(options.Rename.Keys))
        {
            if (members.Contains(member)) continue;
            throw new ArgumentException(
                $"{type} has no field '{member}'; it has {string.Join(", ", members.Order(StringComparer.Ordinal))}");
        }
    }

    public Type Type { get; }

    public string Name { get; }

    public bool KeepsActualType => true;

    public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        payload = null;
        var type = value.GetType();
        if (type != Type && !request.Types.AllowsEncoding(type)) return false;
        var table = TableOf(type);
        var parts = new PartFrames();
        var complex = new List<string>();
        var inside = request.Inside(value).With(PartOptions(request.Options));
        table.Callbacks?.OnSerializing(value);
        var buffer = ByteBuffer.Rent();
        try
        {
            var writer = new MsgPackWriter(buffer);
            int simple = 0;
            foreach (var (name, member, field) in table.Fields)
            {
                object? content = field.GetValue(value);
                int start = WriteName(ref writer, buffer, name);
                if (FieldScalars.TryWrite(ref writer, field.FieldType, content))
                {
                    simple++;
                    continue;
                }

                writer.Flush();
                buffer.Truncate(start);
                complex.Add(name);
                parts.Add(Dumps(content, inside, type, member));
            }

            writer.Flush();
            payload = new Payload(WriteHeader(type, buffer.Written, simple, complex, parts), parts.Frames);
            table.Callbacks?.OnSerialized(value);
            return true;
        }
        finally
        {
            buffer.Return();
        }
    }

    public object? Deserialize(Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
        throw new CheckException("objects are received part by part");

    public PayloadReceiver TryBeginReceive(Header header, ReadOnlySpan<long> frameBytes, in LoadsRequest request)
    {
        if (!header.TryGetBytes(HeaderKeys.Simple, out var simple) ||
            !header.TryGetStrings(HeaderKeys.Complex, out string[]? complex))
        {
            throw new WireFormatException($"the header of a {Name} lacks simple or complex: {header}");
        }

        var table = TableFor(header, request);
        request.Budget.Charge(100 + 16L * table.Fields.Count, Name);
        var values = new object?[table.Fields.Count];
        values.AsSpan().Fill(Missing);
        int known = ReadSimple(simple, table, values, request) + complex.Length;
        var places = new int[complex.Length];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = Place(table, values, complex[i]);
            values[places[i]] = null;
        }

        if (known != values.Length) throw OtherFields(table.Type, $"{known} of {values.Length}");
        return PartsReceiver.Begin(header, frameBytes, request, complex.Length, parts =>
        {
            for (int i = 0; i < places.Length; i++) values[places[i]] = parts[i];
            return Build(table, values);
        });
    }

    private static Payload Dumps(object? content, in DumpsRequest inside, Type owner, string member)
    {
        try
        {
            return inside.Dumps(content);
        }
        catch (SerializationFailedException error)
        {
            throw error.Under(owner, "." + member);
        }
    }

    // A part that fails fails the object here and now: no reader shall find a reason in the place of a field.
    private SerializeOptions PartOptions(SerializeOptions options)
    {
        var families = new List<string> { _options.Family };
        families.AddRange(options.Serializers!.Where(name => name != _options.Family));
        return options with { Serializers = families, OnError = OnError.Raise, IterateCollection = null };
    }

    private static int WriteName(ref MsgPackWriter writer, ByteBuffer buffer, string name)
    {
        writer.Flush();
        int start = buffer.Length;
        writer.WriteString(name);
        return start;
    }

    private Header WriteHeader(
        Type type, ReadOnlySpan<byte> entries, int simple, List<string> complex, PartFrames parts)
    {
        var buffer = ByteBuffer.Rent();
        var writer = new MsgPackWriter(buffer);
        writer.WriteMapHeader(simple);
        writer.WriteRaw(entries);
        writer.Flush();
        var header = new HeaderBuilder();
        if (type != Type) header.Set(HeaderKeys.Class, TypeNames.Of(type));
        header.SetBytes(HeaderKeys.Simple, buffer.Written).Set(HeaderKeys.Complex, complex);
        buffer.Return();
        parts.WriteTo(header);
        return header.Build();
    }

    private FieldTable TableOf(Type type) => type.IsCollectible
        ? new FieldTable(type, _options)
        : _tables.GetOrAdd(type, static (t, options) => new FieldTable(t, options), _options);

    private FieldTable TableFor(Header header, in LoadsRequest request)
    {
        if (header.Contains(HeaderKeys.Class)) return TableOf(ActualClass.Read(header, Type, request));
        if (!Type.IsAbstract) return TableOf(Type);
        throw new WireFormatException($"the header of a {Type}, which is abstract, lacks its class: {header}");
    }

    private static int ReadSimple(
        ReadOnlyMemory<byte> encoded, FieldTable table, object?[] values, in LoadsRequest request)
    {
        var reader = new MsgPackReader(encoded.Span, request.Limits);
        int count = reader.ReadMapHeader();
        for (int i = 0; i < count; i++)
        {
            int place = Place(table, values, reader.ReadString() ?? "");
            var field = table.Fields[place];
            object? value = MessageTree.Read(ref reader, null, request.Limits, request.Budget);
            try
            {
                values[place] = FieldScalars.Read(field.Field.FieldType, value);
            }
            catch (InvalidCastException error)
            {
                throw WrongContent(table.Type, field, error);
            }
        }

        if (reader.IsAtEnd) return count;
        throw new WireFormatException($"{reader.Left} bytes follow the simple fields of {table.Type}", reader.Offset);
    }

    private static object Build(FieldTable table, object?[] values)
    {
        var made = RuntimeHelpers.GetUninitializedObject(table.Type);
        table.Callbacks?.OnDeserializing(made);
        for (int i = 0; i < values.Length; i++)
        {
            var field = table.Fields[i];
            try
            {
                field.Field.SetValue(made, Scalars.To(field.Field.FieldType, values[i]));
            }
            catch (InvalidCastException error)
            {
                throw WrongContent(table.Type, field, error);
            }
        }

        // Its fields are whole: none of them can refer to it.
        table.Callbacks?.OnDeserialized(made);
        table.Callbacks?.OnDeserialization(made);
        return made;
    }

    private static int Place(FieldTable table, object?[] values, string name)
    {
        int place = table.IndexOf(name);
        return place >= 0 && ReferenceEquals(values[place], Missing) ? place : throw OtherFields(table.Type, name);
    }

    private static WireFormatException WrongContent(Type type, TravellingField field, Exception error) =>
        new($"{ShortNames.Of(type)}.{field.Member}: {error.Message}", -1, error);

    private static WireFormatException OtherFields(Type type, string what) => new(
        $"the fields of {type} here are not those of the sender ({what}): deploy the same build to both");
}
