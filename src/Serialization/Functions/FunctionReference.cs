using System.Collections.Concurrent;

namespace Weft.Serialization;

/// <summary>
/// A function as it travels: a registered name, or assembly, module version id, type, method and what it takes along.
/// The code itself does not travel. Immutable and safe to share between threads; captured values are shared with the
/// delegate it was made from and must not change while it is used.
/// </summary>
public sealed partial class FunctionReference
{
    private const int NestingMax = 16;

    private static readonly ConcurrentDictionary<string, Payload> RegisteredPayloads = new(StringComparer.Ordinal);

    private readonly MethodReference? _method;
    private readonly CapturedField[] _captured;
    private Payload? _payload;

    internal FunctionReference(MethodReference method, CapturedField[] captured, TypePolicy? types = null) =>
        (_method, _captured, Types) = (method, captured, types);

    internal FunctionReference(string registeredName) => (RegisteredName, _captured) = (registeredName, []);

    /// <summary>A short name for task keys: that of the method; <c>Main.lambda</c> for a lambda in Main.</summary>
    public string Name => RegisteredName ?? FunctionNames.Short(_method!.MethodName);

    /// <summary>The name that the function was registered under, or null.</summary>
    public string? RegisteredName { get; }

    /// <summary>The simple name of the assembly; empty for a registered function.</summary>
    public string AssemblyName => _method?.AssemblyName ?? "";

    /// <summary>The build of the assembly: names of lambdas mean nothing in another.</summary>
    public Guid ModuleVersionId => _method?.ModuleVersionId ?? Guid.Empty;

    /// <summary>The declaring type with its generic arguments, as types are named on the wire.</summary>
    public string TypeName => _method?.TypeName ?? "";

    /// <summary>The method's own name, which for a lambda the compiler made.</summary>
    public string MethodName => _method?.MethodName ?? "";

    /// <summary>Parameters and result, which tell overloads apart.</summary>
    public string Signature => _method?.Signature ?? "";

    /// <summary>What travels along: the variables that the body reads, or <c>this</c>. Empty closures are left
    /// out.</summary>
    public IReadOnlyList<CapturedValue> Captured =>
        [.. _captured.Where(c => c.HasValue).Select(c => new CapturedValue(c.Name, c.Value))];

    internal TypePolicy? Types { get; }

    /// <summary>What travels along, with the paths of fields that lead to it.</summary>
    internal IReadOnlyList<CapturedField> Fields => _captured;

    /// <summary>The encoded header without captured values.</summary>
    internal ReadOnlyMemory<byte> Head(WeftSerializer serializer) =>
        (_captured.Length == 0 ? this : _method!.Plain).ToPayload(serializer).Header.Encoded;

    /// <summary>The reference of a delegate.</summary>
    /// <param name="function">A static method, a lambda, a local function, or a method of an object that can
    /// travel.</param>
    /// <param name="registry">Where functions are registered by name; a registered one travels by its name.</param>
    /// <exception cref="UnsupportedFunctionException">No reference can stand for it; the message says why.</exception>
    public static FunctionReference From(Delegate function, SerializerRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(registry);
        return From(function, registry, 0);
    }

    /// <summary>
    /// Header and frames. Captured values are encoded by the serializer's families, so arrays among them travel as
    /// frames; a function without any is encoded once and the same payload handed out each time.
    /// </summary>
    /// <exception cref="SerializationFailedException">A captured value cannot travel; names the variable.</exception>
    public Payload ToPayload(WeftSerializer serializer, SerializeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        if (_payload is { } made) return made;
        if (RegisteredName is not null)
            return _payload = RegisteredPayloads.GetOrAdd(RegisteredName, FunctionHeader.ToPayload);
        if (_captured.Length == 0) return _payload = FunctionHeader.ToPayload(_method!, []);
        options = (options ?? SerializeOptions.Default) with { OnError = OnError.Raise, IterateCollection = null };
        var values = new List<(string[] Path, Payload? Value)>();
        foreach (var field in _captured)
            values.Add((field.Path, field.HasValue ? Encode(field, serializer, options) : null));
        return FunctionHeader.ToPayload(_method!, values);
    }

    /// <summary>
    /// The reference in a payload, with its captured values decoded under the serializer's policy. No code is looked up
    /// yet. Equal headers are read once.
    /// </summary>
    /// <exception cref="WireFormatException">Not the payload of a function reference, or malformed.</exception>
    /// <exception cref="DeserializationRefusedException">A captured value's family or type is not accepted.</exception>
    public static FunctionReference FromPayload(
        Payload payload, WeftSerializer serializer, DeserializeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(payload);
        ArgumentNullException.ThrowIfNull(serializer);
        return FromPayload(payload, serializer, options, 0);
    }

    private static FunctionReference FromPayload(
        Payload payload, WeftSerializer serializer, DeserializeOptions? options, int nesting)
    {
        if (nesting > NestingMax)
            throw new WireFormatException($"functions capture functions deeper than {NestingMax} levels");
        var header = FunctionHeader.Of(payload.Header, serializer.Limits);
        long expected = 0;
        foreach (var slot in header.Captured) expected += slot.FrameCount;
        if (expected != payload.Frames.Count)
            throw new WireFormatException($"the captured values have {expected} frames, found {payload.Frames.Count}");
        if (header.Captured.Length == 0) return header.PlainReference(serializer.Types);
        var captured = new CapturedField[header.Captured.Length];
        int frame = 0;
        for (int i = 0; i < captured.Length; i++)
        {
            var slot = header.Captured[i];
            captured[i] = slot.Header is null
                ? new CapturedField(slot.Path, false, null)
                : new CapturedField(slot.Path, true, Decode(slot, payload, frame, serializer, options, nesting));
            frame += slot.FrameCount;
        }

        return new FunctionReference(header.Method!, captured, serializer.Types);
    }

    private static object? Decode(
        CapturedSlot slot, Payload payload, int firstFrame, WeftSerializer serializer, DeserializeOptions? options,
            int nesting)
    {
        var frames = new ReadOnlyMemory<byte>[slot.FrameCount];
        for (int i = 0; i < frames.Length; i++) frames[i] = payload.Frames[firstFrame + i];
        var inner = new Payload(slot.Header!, frames);
        return slot.Header!.Serializer == FunctionHeader.FamilyName
            ? FromPayload(inner, serializer, options, nesting + 1)
            : serializer.Deserialize(inner, options);
    }

    private static Payload Encode(CapturedField field, WeftSerializer serializer, SerializeOptions options)
    {
        if (field.Value is FunctionReference function) return function.ToPayload(serializer, options);
        try
        {
            return serializer.Serialize(field.Value, options);
        }
        catch (SerializationFailedException error)
        {
            throw new SerializationFailedException(
                $"the captured variable '{field.Name}' cannot travel: {error.Message}", error.ValueType, error);
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        RegisteredName is not null ? $"registered function {RegisteredName}" : $"{TypeName}.{MethodName}{Signature}";
}
