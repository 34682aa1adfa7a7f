namespace Weft.Serialization;

/// <summary>
/// A delegate as a function reference: the head that names the function, and what it takes along as values of the
/// graph. Reading it runs nothing; the function is looked up in the code that the serializer's
/// <see cref="WeftSerializerOptions.CodeSource"/> admits, and nowhere else.
/// </summary>
internal sealed class DelegateCodec(Type type) : GraphCodec
{
    public override Type Type => type;

    public override void WriteBody(ref GraphWriter writer, object value)
    {
        var serializer = writer.State.Serializer;
        FunctionReference reference;
        try
        {
            reference = FunctionReference.WithDelegates((Delegate)value, serializer.Registry);
        }
        catch (UnsupportedFunctionException error)
        {
            throw writer.State.Failed(error.Message, isSubject: true, error);
        }

        var fields = reference.Fields;
        writer.Pack.WriteArrayHeader(1 + fields.Count);
        writer.Pack.WriteBinary(reference.Head(serializer).Span);
        foreach (var field in fields)
        {
            writer.Pack.WriteArrayHeader(field.HasValue ? 2 : 1);
            writer.Pack.WriteArrayHeader(field.Path.Length);
            foreach (string name in field.Path) writer.Pack.WriteString(name);
            writer.State.At(field.Name);
            if (field.HasValue) writer.WriteValue(field.Value);
        }
    }

    public override object ReadBody(ref GraphReader reader)
    {
        int offset = reader.Pack.Offset;
        int entries = reader.Pack.ReadArrayHeader();
        if (entries == 0) throw new WireFormatException("a function begins with its head, found no entry", offset);
        var request = reader.State.Request;
        var head = reader.Pack.ReadBinary();
        reader.State.Charge(4L * head.Length + 256 + 80L * entries, "a function");
        var header = FunctionHeader.Of(Header.FromEncoded(head.ToArray(), request.Limits), request.Limits);
        if (header.Captured.Length > 0)
        {
            throw new WireFormatException(
                $"the head of a function in a graph holds {header.Captured.Length} captured values, which must stand " +
                "beside it",
                offset);
        }

        var source = request.Serializer.CodeSource;
        if (source is null && header.Registered is null) throw Refused(header);
        var captured = new CapturedField[entries - 1];
        for (int i = 0; i < captured.Length; i++) captured[i] = ReadField(ref reader);
        return Bind(header, captured, source, request, offset);
    }

    private static CapturedField ReadField(ref GraphReader reader)
    {
        int offset = reader.Pack.Offset;
        int entries = reader.Pack.ReadArrayHeader();
        if (entries is not (1 or 2))
            throw new WireFormatException($"a captured value has {entries} entries, not 1 or 2", offset);
        int names = reader.Pack.ReadArrayHeader();
        reader.State.Charge(64L * names, "the path of a captured value");
        var path = new string[names];
        for (int i = 0; i < names; i++) path[i] = reader.Pack.ReadString() ?? "";
        return entries == 1 ? new CapturedField(path, false, null) : new CapturedField(path, true, reader.ReadValue());
    }

    private Delegate Bind(
        FunctionHeader header, CapturedField[] captured, ICodeSource? source, in LoadsRequest request, int offset)
    {
        try
        {
            var reference = header.Registered is { } name
                ? new FunctionReference(name)
                : new FunctionReference(header.Method!, captured, request.Types);
            var function = reference.Bind(source, request.Serializer.Registry, type);
            if (type.IsInstanceOfType(function)) return function;
            throw new WireFormatException(
                $"the function '{header.Registered}' is a {function.GetType()} here, the payload holds a {type}",
                offset);
        }
        catch (CodeRefusedException error)
        {
            throw new DeserializationRefusedException(error.Message);
        }
    }

    private DeserializationRefusedException Refused(FunctionHeader header) => new(
        $"the payload holds the function {header.Method!.TypeName}.{header.Method.MethodName} of the assembly " +
        $"{header.Method.AssemblyName} as a {type}, and this serializer makes no functions of values: give it a code " +
        "source that admits the assembly (WeftSerializerOptions.CodeSource), or register the function by name on " +
        "both sides (RegisterFunction)");
}
