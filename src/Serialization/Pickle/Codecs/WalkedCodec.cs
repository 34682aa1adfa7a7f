using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;

namespace Weft.Serialization;

/// <summary>
/// A user's class, record or structure, field by field. No constructor runs on the way back; methods marked
/// <see cref="OnDeserializedAttribute"/> run once the object's own fields are set, those of the outermost base first.
/// </summary>
internal sealed class WalkedCodec : GraphCodec
{
    private readonly WalkedField[] _fields;
    private readonly MethodInfo[] _onDeserialized;
    private readonly uint _fingerprint;
    private readonly long _instanceBytes;

    /// <summary>A codec for a type that <see cref="GraphCodecs"/> found fit to be walked.</summary>
    /// <param name="type">The type.</param>
    /// <param name="compiled">True to reach fields by code made for them, false by reflection.</param>
    public WalkedCodec(Type type, bool compiled)
    {
        Type = type;
        _fields = [.. WalkedFields.All(type).Select(f => WalkedField.Make(f, compiled))];
        _fingerprint = WalkedFields.FingerprintOf(type);
        _instanceBytes = 24 + _fields.Sum(f => (long)f.Bytes);
        _onDeserialized = [.. OnDeserializedMethods(type)];
    }

    /// <inheritdoc/>
    public override Type Type { get; }

    /// <inheritdoc/>
    public override uint Fingerprint => _fingerprint;

    /// <inheritdoc/>
    public override void WriteBody(ref GraphWriter writer, object value)
    {
        writer.Pack.WriteArrayHeader(_fields.Length);
        foreach (var field in _fields)
        {
            writer.State.At(field.Member);
            field.Write(ref writer, value);
        }
    }

    /// <inheritdoc/>
    public override object ReadBody(ref GraphReader reader)
    {
        int offset = reader.Pack.Offset;
        int found = reader.Pack.ReadArrayHeader();
        if (found != _fields.Length)
            throw new WireFormatException(
                $"type {Type} has {_fields.Length} fields that travel, found {found}", offset);
        reader.State.Charge(_instanceBytes, "an object");
        object value = RuntimeHelpers.GetUninitializedObject(Type);
        foreach (var field in _fields) field.Read(ref reader, value);
        foreach (var method in _onDeserialized)
            method.Invoke(value, BindingFlags.DoNotWrapExceptions, null, [default(StreamingContext)], null);
        return value;
    }

    private static IEnumerable<MethodInfo> OnDeserializedMethods(Type type)
    {
        var chain = new List<Type>();
        for (var t = type; t is not null && t != typeof(object); t = t.BaseType) chain.Insert(0, t);
        return chain.SelectMany(t => t.GetMethods(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(m => m.IsDefined(typeof(OnDeserializedAttribute), false) &&
                m.GetParameters() is [var only] && only.ParameterType == typeof(StreamingContext));
    }
}
