using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// Objects of one class field by field: header {"simple": binary with a msgpack map of name to scalar, "complex":
/// names,
/// "sub-headers", "frame-counts"}. The map of simple fields is wrapped as binary, so that no field of a user is ever
/// taken for a header.
/// </summary>
internal sealed class FieldwiseSerializer : ITypeSerializer
{
    private readonly string _family;
    private readonly Dictionary<string, FieldInfo> _fields = new(StringComparer.Ordinal);

    public FieldwiseSerializer(Type type, string name, string family)
    {
        (Type, Name, _family) = (type, name, family);
        if (type.IsAbstract) throw new ArgumentException($"{type} is abstract: register the classes derived from it");
        for (var level = type; level != typeof(object); level = level.BaseType!)
        {
            if (BuiltInTypes.IsFramework(level))
            {
                throw new ArgumentException(
                    $"{type} derives from {level}, whose fields change between versions of .NET: use Register<T>");
            }

            AddFields(level);
        }
    }

    public Type Type { get; }

    public string Name { get; }

    public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        var parts = new PartFrames();
        var inside = request.Inside(value);
        var complex = new List<string>();
        var families = new List<string> { _family };
        families.AddRange(request.Options.Serializers!.Where(name => name != _family));
        var buffer = ByteBuffer.Rent();
        var writer = new MsgPackWriter(buffer);
        int simple = 0;
        foreach (var (name, field) in _fields)
        {
            object? content = field.GetValue(value);
            if (IsSimple(field.FieldType, content))
            {
                writer.WriteString(name);
                MessageTree.TryWriteScalar(ref writer, content);
                simple++;
            }
            else
            {
                complex.Add(name);
                parts.Add(inside.Dumps(content, families));
            }
        }

        writer.Flush();
        var header = new HeaderBuilder()
            .SetBytes(HeaderKeys.Simple, WithMapHeader(simple, buffer.Written))
            .Set(HeaderKeys.Complex, complex);
        buffer.Return();
        parts.WriteTo(header);
        payload = new Payload(header.Build(), parts.Frames);
        return true;
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

        var values = ReadSimple(simple, request);
        foreach (string name in complex)
        {
            if (!_fields.ContainsKey(name) || !values.TryAdd(name, null)) throw OtherFields(name);
        }

        if (values.Count != _fields.Count) throw OtherFields($"{values.Count} of {_fields.Count}");
        request.Budget.Charge(24 + 16L * values.Count, Name);
        return PartsReceiver.Begin(header, frameBytes, request, complex.Length, parts =>
        {
            for (int i = 0; i < complex.Length; i++) values[complex[i]] = parts[i];
            return Build(values);
        });
    }

    private static bool IsSimple(Type declared, object? content) =>
        content is null || (Scalars.IsKey(content.GetType()) && content is not string { Length: > 1024 } &&
            (declared != typeof(object) || content is string or int or bool or double or float) &&
            (content is not string text || !HasLoneSurrogate(text)));

    private static bool HasLoneSurrogate(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return true;
            i++;
        }

        return false;
    }

    private static byte[] WithMapHeader(int count, ReadOnlySpan<byte> entries)
    {
        var buffer = ByteBuffer.Rent();
        var writer = new MsgPackWriter(buffer);
        writer.WriteMapHeader(count);
        writer.WriteRaw(entries);
        writer.Flush();
        var encoded = buffer.Written.ToArray();
        buffer.Return();
        return encoded;
    }

    private void AddFields(Type level)
    {
        const BindingFlags own =
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        foreach (var field in level.GetFields(own))
        {
            // A base class may have a private field of the same name.
            if (!_fields.TryAdd(field.Name, field)) _fields.Add($"{level.FullName}.{field.Name}", field);
        }
    }

    private Dictionary<string, object?> ReadSimple(ReadOnlyMemory<byte> encoded, in LoadsRequest request)
    {
        var reader = new MsgPackReader(encoded.Span, request.Limits);
        int count = reader.ReadMapHeader();
        request.Budget.Charge(80 + 60L * count, "the fields of an object");
        var values = new Dictionary<string, object?>(count, StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            string name = reader.ReadString() ?? "";
            if (!_fields.ContainsKey(name)) throw OtherFields(name);
            if (!values.TryAdd(name, MessageTree.Read(ref reader, null, request.Limits, request.Budget)))
            {
                throw OtherFields(name);
            }
        }

        return values;
    }

    private object Build(Dictionary<string, object?> values)
    {
        var made = RuntimeHelpers.GetUninitializedObject(Type);
        foreach (var (name, value) in values)
        {
            var field = _fields[name];
            try
            {
                field.SetValue(made, Scalars.To(field.FieldType, value));
            }
            catch (InvalidCastException error)
            {
                throw new WireFormatException($"field {Type}.{name}: {error.Message}", -1, error);
            }
        }

        return made;
    }

    private WireFormatException OtherFields(string what) => new(
        $"the fields of {Type} here are not those of the sender ({what}): deploy the same build to both");
}
