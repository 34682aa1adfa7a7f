namespace Weft.Serialization;

/// <summary>
/// A tolerant type as one sender writes it: its members in that sender's order, each matched by name with a field here
/// or with none. Belongs to one stream.
/// </summary>
internal sealed class MemberCodec : GraphCodec
{
    private readonly WalkedCodec _own;
    private readonly string[] _names;
    private readonly WalkedField?[] _fields;
    private readonly bool[] _isUnreadable;

    private MemberCodec(WalkedCodec own, string[] names, WalkedField?[] fields)
    {
        (_own, _names, _fields) = (own, names, fields);
        _isUnreadable = new bool[names.Length];
    }

    public override Type Type => _own.Type;

    /// <summary>The codec for the members that a stream names.</summary>
    /// <exception cref="WireFormatException">A name twice, or names that differ where the type is not
    /// tolerant.</exception>
    public static GraphCodec Of(WalkedCodec own, string[] names, int offset)
    {
        if (own.IsTolerant && own.HasMembers(names)) return own;
        var fields = new WalkedField?[names.Length];
        var met = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
        {
            if (!met.Add(names[i]))
                throw new WireFormatException($"{own.Type} has the member {names[i]} twice", offset);
            fields[i] = own.FieldNamed(names[i]);
        }

        if (own.IsTolerant) return new MemberCodec(own, names, fields);
        throw new WireFormatException(
            $"{own.Type} is tolerant of versions in the sender's build and not here: mark it " +
            "[WeftSerializable(VersionTolerant = true)] in both",
            offset);
    }

    public override void WriteBody(ref GraphWriter writer, object value) =>
        throw new CheckException("another build's members are only read");

    public override object? ReadBody(ref GraphReader reader) => ReadBody(ref reader, -1);

    public override object? ReadBody(ref GraphReader reader, int number) => _own.ReadBody(ref reader, number, this);

    /// <summary>Reads the members of an object in the sender's order.</summary>
    public void ReadMembers(ref GraphReader reader, object value)
    {
        reader.ReadCount(_names.Length, $"type {Type}");
        for (int i = 0; i < _names.Length; i++)
        {
            if (_fields[i] is { } field) field.ReadMember(ref reader, value);
            else reader.DropMember($"the member {Type}.{_names[i]}", ref _isUnreadable[i]);
        }
    }
}
