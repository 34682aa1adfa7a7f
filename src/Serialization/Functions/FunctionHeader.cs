using System.Collections.Concurrent;

namespace Weft.Serialization;

/// <summary>
/// The header of a function reference, read: <c>{"serializer": "function", "assembly", "module", "type", "method",
/// "arguments", "signature", "target", "captured"}</c> or <c>{"serializer": "function", "registered"}</c>. Headers that
/// were read before are known by their bytes.
/// </summary>
internal sealed class FunctionHeader
{
    /// <summary>The name in "serializer".</summary>
    public const string FamilyName = "function";

    private const int KnownMax = 1024;
    private const int EntryCount = 8;

    private static readonly ConcurrentDictionary<Header, FunctionHeader> Known = new();

    private FunctionHeader(string? registered, MethodReference? method, CapturedSlot[] captured) =>
        (Registered, Method, Captured) = (registered, method, captured);

    /// <summary>The name of a registered function, or null.</summary>
    public string? Registered { get; }

    /// <summary>The method; null for a registered function.</summary>
    public MethodReference? Method { get; }

    /// <summary>Where captured values belong.</summary>
    public CapturedSlot[] Captured { get; }

    /// <summary>The reference of a registered function that was read before, or null: kept with its header.</summary>
    public FunctionReference? Plain { get; private set; }

    /// <summary>The header's entries without the captured values.</summary>
    public static byte[] EncodeEntries(MethodReference method)
    {
        var buffer = ByteBuffer.Rent();
        var writer = new MsgPackWriter(buffer);
        writer.WriteString(HeaderKeys.Serializer);
        writer.WriteString(FamilyName);
        writer.WriteString("assembly");
        writer.WriteString(method.AssemblyName);
        writer.WriteString("module");
        writer.WriteBinary(method.ModuleVersionId.ToByteArray());
        writer.WriteString("type");
        writer.WriteString(method.TypeName);
        writer.WriteString("method");
        writer.WriteString(method.MethodName);
        writer.WriteString("arguments");
        writer.WriteArrayHeader(method.Arguments.Count);
        foreach (string argument in method.Arguments) writer.WriteString(argument);
        writer.WriteString("signature");
        writer.WriteString(method.Signature);
        writer.WriteString("target");
        writer.WriteInt64((int)method.Target);
        writer.Flush();
        var entries = buffer.Written.ToArray();
        buffer.Return();
        return entries;
    }

    /// <summary>The payload of a method and what it takes along; the values' frames follow each other.</summary>
    public static Payload ToPayload(MethodReference method, IReadOnlyList<(string[] Path, Payload? Value)> captured)
    {
        var buffer = ByteBuffer.Rent();
        var writer = new MsgPackWriter(buffer);
        var frames = new List<ReadOnlyMemory<byte>>();
        writer.WriteMapHeader(captured.Count == 0 ? EntryCount : EntryCount + 1);
        writer.WriteRaw(method.Entries);
        if (captured.Count > 0)
        {
            writer.WriteString("captured");
            writer.WriteArrayHeader(captured.Count);
            foreach (var (path, value) in captured) WriteCaptured(ref writer, path, value, frames);
        }

        writer.Flush();
        var header = Header.FromEncoded(buffer.Written.ToArray());
        buffer.Return();
        return new Payload(header, [.. frames]);
    }

    /// <summary>The payload of a registered function.</summary>
    public static Payload ToPayload(string registered) => new(
        new HeaderBuilder().Set(HeaderKeys.Serializer, FamilyName).Set("registered", registered).Build());

    /// <summary>Reads a header, or finds it among those read before.</summary>
    /// <exception cref="WireFormatException">It is not the header of a function reference.</exception>
    public static FunctionHeader Of(Header header, Limits limits)
    {
        if (Known.TryGetValue(header, out var known)) return known;
        if (header.Serializer != FamilyName)
            throw new WireFormatException(
                $"expected a function reference, found a payload of the family '{header.Serializer}'");
        var read = Read(header, limits);
        if (header.Encoded.Length > 4096) return read;
        if (Known.Count >= KnownMax) Known.Clear();

        // The key must not alias a buffer that is used again.
        return Known.GetOrAdd(Header.FromEncoded(header.Encoded.ToArray(), limits), read);
    }

    /// <summary>The reference of a function that takes nothing along; the same for each equal header.</summary>
    public FunctionReference PlainReference(TypePolicy types)
    {
        var plain = Plain;
        if (plain is not null && ReferenceEquals(plain.Types, types)) return plain;
        return Plain = Registered is null ? new FunctionReference(Method!, [], types)
            : new FunctionReference(Registered);
    }

    private static void WriteCaptured(
        ref MsgPackWriter writer, string[] path, Payload? value, List<ReadOnlyMemory<byte>> frames)
    {
        writer.WriteArrayHeader(value is null ? 1 : 3);
        writer.WriteArrayHeader(path.Length);
        foreach (string name in path) writer.WriteString(name);
        if (value is null) return;
        writer.WriteRaw(value.Header.Encoded.Span);
        writer.WriteInt64(value.Frames.Count);
        frames.AddRange(value.Frames);
    }

    private static FunctionHeader Read(Header header, Limits limits)
    {
        if (header.TryGetString("registered", out string? registered)) return new FunctionHeader(registered, null, []);
        if (!header.TryGetString("assembly", out string? assembly) || !header.TryGetBytes("module", out var module) ||
            module.Length != 16 || !header.TryGetString("type", out string? type) ||
            !header.TryGetString("method", out string? method)
                || !header.TryGetStrings("arguments", out string[]? arguments) ||
            !header.TryGetString("signature", out string? signature)
                || !header.TryGetInt64("target", out long target) ||
            target is < 0 or > (int)FunctionTarget.First)
        {
            throw new WireFormatException(
                $"the header of a function reference lacks an entry or has a bad one: {header}");
        }

        var reference = MethodReference.FromWire(
            assembly, new Guid(module.Span), type, method, arguments, signature, (FunctionTarget)(int)target);
        return new FunctionHeader(null, reference, ReadCaptured(header, limits));
    }

    private static CapturedSlot[] ReadCaptured(Header header, Limits limits)
    {
        if (!header.TryGetRaw("captured", out var raw)) return [];
        var reader = new MsgPackReader(raw.Span, limits);
        var slots = new CapturedSlot[reader.ReadArrayHeader()];
        for (int i = 0; i < slots.Length; i++)
        {
            int offset = reader.Offset;
            int entries = reader.ReadArrayHeader();
            if (entries is not (1 or 3))
                throw new WireFormatException($"a captured value has {entries} entries, not 1 or 3", offset);
            var path = new string[reader.ReadArrayHeader()];
            for (int k = 0; k < path.Length; k++) path[k] = reader.ReadString() ?? "";
            if (entries == 1)
            {
                slots[i] = new CapturedSlot(path, null, 0);
                continue;
            }

            var inner = Header.FromEncoded(reader.ReadRaw().ToArray(), limits);
            int frames = reader.ReadInt32();
            if (frames < 0) throw new WireFormatException($"a captured value has {frames} frames", offset);
            slots[i] = new CapturedSlot(path, inner, frames);
        }

        return slots;
    }
}
