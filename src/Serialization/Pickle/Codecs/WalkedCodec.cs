using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// A user's class, record or structure, field by field. No constructor runs on the way back. The object exists before
/// its fields are read, so that they may refer to it, and its fields may stand later in the stream.
/// </summary>
internal sealed class WalkedCodec : GraphCodec
{
    private readonly WalkedField[] _fields;
    private readonly Dictionary<string, WalkedField> _byName = new(StringComparer.Ordinal);
    private readonly string[] _names;
    private readonly uint _fingerprint;
    private readonly long _instanceBytes;

    /// <summary>A codec for a type that <see cref="GraphCodecs"/> found fit to be walked.</summary>
    /// <param name="type">The type.</param>
    /// <param name="compiled">True to reach fields by code made for them, false by reflection.</param>
    public WalkedCodec(Type type, bool compiled)
    {
        Type = type;
        IsShared = !type.IsValueType;
        IsTolerant = WalkedFields.IsTolerant(type);
        var fields = WalkedFields.All(type);
        _fields = Array.ConvertAll(fields, f => WalkedField.Make(f, compiled));
        _names = WalkedFields.NamesOf(fields);
        for (int i = 0; i < fields.Length; i++) _byName.Add(_names[i], _fields[i]);
        _fingerprint = WalkedFields.FingerprintOf(type);
        _instanceBytes = 24 + _fields.Sum(f => (long)f.Bytes);
        Callbacks = GraphCallbacks.Of(type);
        HasUnsetFields = Callbacks is not null || WalkedFields.HasLeftOut(type);
    }

    /// <inheritdoc/>
    public override Type Type { get; }

    /// <inheritdoc/>
    public override bool IsShared { get; }

    /// <inheritdoc/>
    public override bool IsOpen => true;

    /// <inheritdoc/>
    public override uint Fingerprint => _fingerprint;

    /// <summary>True where members are matched by name, and may be missing or unknown.</summary>
    public bool IsTolerant { get; }

    /// <summary>True where reading does not set every field anew.</summary>
    public bool HasUnsetFields { get; }

    /// <summary>What the type asks to be told of, or null.</summary>
    public GraphCallbacks? Callbacks { get; }

    /// <summary>True where the members of this build are these, in this order.</summary>
    public bool HasMembers(ReadOnlySpan<string> names) => names.SequenceEqual(_names);

    /// <summary>The field of a member of a tolerant type, or null.</summary>
    public WalkedField? FieldNamed(string name) => _byName.GetValueOrDefault(name);

    /// <inheritdoc/>
    public override void WriteBody(ref GraphWriter writer, object value) => WriteFields(ref writer, value);

    /// <summary>Writes the fields of an object, or of a boxed structure.</summary>
    public void WriteFields(ref GraphWriter writer, object value)
    {
        if (Callbacks is not null) TellSerializing(ref writer, value);
        writer.Pack.WriteArrayHeader(_fields.Length);
        foreach (var field in _fields)
        {
            writer.State.At(field.Member);
            if (IsTolerant) field.WriteMember(ref writer, value);
            else field.Write(ref writer, value);
        }
    }

    /// <inheritdoc/>
    public override object? ReadBody(ref GraphReader reader) => ReadBody(ref reader, -1, null);

    /// <inheritdoc/>
    public override object? ReadBody(ref GraphReader reader, int number) => ReadBody(ref reader, number, null);

    /// <summary>Reads an object whose members are those of another build.</summary>
    public object? ReadBody(ref GraphReader reader, int number, MemberCodec? members)
    {
        var state = reader.State;
        state.Charge(_instanceBytes, "an object");
        object value = RuntimeHelpers.GetUninitializedObject(Type);
        state.Fill(number, value);
        if (reader.Pack.PeekType() != MsgPackType.Nil) ReadFields(ref reader, value, members);
        else if (number >= 0) PutOff(ref reader, value, members);
        else throw new WireFormatException($"the fields of {Type} may not stand later here", reader.Pack.Offset);
        return value;
    }

    /// <summary>Reads the fields of an object that exists.</summary>
    public void ReadFields(ref GraphReader reader, object value, MemberCodec? members)
    {
        Callbacks?.OnDeserializing(value);
        if (members is not null)
        {
            members.ReadMembers(ref reader, value);
        }
        else
        {
            int offset = reader.Pack.Offset;
            int found = reader.Pack.ReadArrayHeader();
            if (found != _fields.Length)
                throw new WireFormatException(
                    $"type {Type} has {_fields.Length} fields that travel, found {found}", offset);
            if (IsTolerant) ReadMembers(ref reader, value);
            else foreach (var field in _fields) field.Read(ref reader, value);
        }

        if (Callbacks is { HasDeserialized: true }) TellDeserialized(ref reader, value);
    }

    /// <inheritdoc/>
    protected override byte[] Define()
    {
        if (!IsTolerant) return base.Define();
        var buffer = ByteBuffer.Rent();
        var writer = new MsgPackWriter(buffer);
        writer.WriteArrayHeader(2);
        writer.WriteString(TypeNames.Of(Type));
        writer.WriteArrayHeader(_names.Length);
        foreach (string name in _names) writer.WriteString(name);
        writer.Flush();
        var bytes = buffer.Written.ToArray();
        buffer.Return();
        return bytes;
    }

    private void ReadMembers(ref GraphReader reader, object value)
    {
        foreach (var field in _fields) field.ReadMember(ref reader, value);
    }

    private void PutOff(ref GraphReader reader, object value, MemberCodec? members)
    {
        reader.Pack.ReadNil();
        reader.State.Charge(40, "an object put off");
        reader.State.PutOff(value, this, members);
    }

    private void TellSerializing(ref GraphWriter writer, object value)
    {
        try
        {
            Callbacks!.OnSerializing(value);
        }
        catch (Exception error) when (error is not CheckException)
        {
            throw writer.State.Failed(
                $"cannot be sent, its OnSerializing failed: {Type}: {error.GetType()}: {error.Message}", inner: error);
        }

        if (Callbacks.HasSerialized) writer.State.AddSerialized(value, this);
    }

    // A structure is copied to its place as soon as it is read, and a key is hashed then: neither can wait.
    private void TellDeserialized(ref GraphReader reader, object value)
    {
        if (IsShared && !reader.State.IsInKey)
        {
            reader.State.AddDeserialized(value, this);
            return;
        }

        Callbacks!.OnDeserialized(value);
        Callbacks.OnDeserialization(value);
    }
}
