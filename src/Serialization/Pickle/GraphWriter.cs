using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// Writes one graph in the grammar of docs/wire-pickle.md: msgpack into the caller's buffer, and beside it the arrays
/// and parts that travel as frames of their own. One graph, one thread.
/// </summary>
internal ref partial struct GraphWriter
{
    /// <summary>Bytes of an array up to which it stands in the stream; a frame of its own costs more than the
    /// copy.</summary>
    public const int InlineBytesMax = 512;

    /// <summary>Extension for a text that UTF-8 cannot express: its UTF-16 code units, low byte first.</summary>
    public const sbyte WideText = 1;

    /// <summary>Extension for an object met before: its number, high byte first.</summary>
    public const sbyte Reference = 2;

    /// <summary>Extension for a value that travels in frames: its number among the entries of the header.</summary>
    public const sbyte Part = 3;

    /// <summary>The msgpack underneath; codecs write scalars straight to it.</summary>
    public MsgPackWriter Pack;

    private readonly GraphWriterState _state;
    private readonly bool _deniesAny;

    /// <summary>A writer for one graph.</summary>
    public GraphWriter(MsgPackWriter pack, GraphWriterState state)
    {
        Pack = pack;
        _state = state;
        _deniesAny = state is not null && state.DeniesAny;
    }

    /// <summary>Names, objects, parts and the path of this graph.</summary>
    public readonly GraphWriterState State => _state;

    /// <summary>Writes the whole graph: its value, then the fields that were put off, then tells who asked.</summary>
    public void WriteGraph(object value)
    {
        WriteValue(value);
        while (_state.TryNextLater(out var later))
        {
            if (later.IsCounted) WriteCounted(later, static (ref w, l) => l.Codec!.WriteFields(ref w, l.Value!));
            else later.Codec!.WriteFields(ref this, later.Value!);
        }

        _state.TellSerialized();
    }

    /// <summary>Writes any value with its type's name, as short as its type allows.</summary>
    public void WriteValue(object? value)
    {
        if (_deniesAny) _state.RequireNotDenied(value);
        switch (value)
        {
            case null:
                Pack.WriteNil();
                break;
            case string text:
                WriteText(text);
                break;
            case int number:
                Pack.WriteInt64(number);
                break;
            case double number:
                Pack.WriteDouble(number);
                break;
            case bool flag:
                Pack.WriteBoolean(flag);
                break;
            case float number:
                Pack.WriteSingle(number);
                break;
            default:
                WriteNamed(value);
                break;
        }
    }

    /// <summary>Writes a text: UTF-8, or its code units where half a surrogate pair stands alone in it.</summary>
    public void WriteText(string? text)
    {
        if (text is null) Pack.WriteNil();
        else if (WideTexts.IsWellFormed(text)) Pack.WriteString(text);
        else Pack.WriteExtension(WideText, WideTexts.ToBytes(text));
    }

    /// <summary>
    /// Writes a key of a dictionary or an element of a set. An object that is found by its identity is a value like any
    /// other; of everything else the hash depends on the content, so that it stands there whole.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="kind">What the collection looks at.</param>
    public void WriteKey<T>(T key, KeyKind kind)
    {
        _state.AtKey(true);
        bool isTree = Slot<T>.Instance.IsBare || key is null || IsTree(key, kind);
        if (isTree) _state.EnterKey();
        Slot<T>.Instance.Write(ref this, key);
        if (isTree) _state.LeaveKey();
        _state.AtKey(false);
    }

    /// <summary>Writes the number of a part.</summary>
    public void WritePart(int number) => WriteNumber(Part, number);

    private readonly bool IsTree(object key, KeyKind kind) =>
        _state.IsInKey || !_state.CodecOf(key).IsFoundByIdentity(kind);

    // The name of a type: its number if it was named before in this graph.
    private void WriteType(GraphCodec codec, int type)
    {
        if (codec.Keyword < 0) Pack.WriteInt64(codec.Keyword);
        else if (_state.TryGetNumber(type, out int known)) Pack.WriteInt64(known);
        else Pack.WriteRaw(codec.Definition);
    }

    private void WriteNamed(object value)
    {
        int type = _state.TypeOf(value.GetType());
        var codec = _state.CodecAt(type);
        if (codec.IsShared && !_state.TryNumber(value, out int known))
        {
            WriteNumber(Reference, known);
            return;
        }

        bool mayBePart = codec is WalkedCodec or RefusedCodec || _state.HasUsers;
        if (mayBePart && _state.TryAddPayload(value, type, out int part))
        {
            WriteNumber(Part, part);
            return;
        }

        _state.Enter(value, type);
        if (codec is RawArrayCodec array && TryWriteMemory(array.Raw, (Array)value))
        {
            _state.Leave();
            return;
        }

        Pack.WriteArrayHeader(2);
        WriteType(codec, type);
        if (codec is WalkedCodec walked && _state.TryPutOff(value, walked)) Pack.WriteNil();
        else codec.WriteBody(ref this, value);
        _state.Leave();
    }

    private bool TryWriteMemory(RawArray raw, Array array)
    {
        if (raw.BytesOf(array) > InlineBytesMax && _state.MayPutAside(raw))
        {
            if (array.Rank > 1) Elements.RequireFromZero(_state, array);
            WriteNumber(Part, _state.AddArray(array, raw));
            return true;
        }

        if (array is not byte[] bytes || array.GetType() != typeof(byte[])) return false;
        Pack.WriteBinary(bytes);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteNumber(sbyte extension, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        int skip = number <= byte.MaxValue ? 3 : number <= ushort.MaxValue ? 2 : 0;
        Pack.WriteExtension(extension, bytes[skip..]);
    }
}
