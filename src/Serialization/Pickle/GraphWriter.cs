using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// Writes one graph in the grammar of docs/wire-pickle.md: msgpack into the caller's buffer, and beside it the arrays
/// and parts that travel as frames of their own. One graph, one thread.
/// </summary>
internal ref struct GraphWriter
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

    /// <summary>A writer for one graph.</summary>
    public GraphWriter(MsgPackWriter pack, GraphWriterState state)
    {
        Pack = pack;
        _state = state;
    }

    /// <summary>Names, objects, parts and the path of this graph.</summary>
    public readonly GraphWriterState State => _state;

    /// <summary>Writes any value with its type's name, as short as its type allows.</summary>
    public void WriteValue(object? value)
    {
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

    /// <summary>Writes the name of a type: its number if it was named before in this graph.</summary>
    public void WriteType(GraphCodec codec)
    {
        if (ScalarCodecs.TryGetNumber(codec.Type, out int keyword))
        {
            Pack.WriteInt64(keyword);
            return;
        }

        if (_state.TryGetType(codec, out int known))
        {
            Pack.WriteInt64(known);
            return;
        }

        WriteTypeDefinition(codec.Type, codec.Fingerprint);
        _state.AddType(codec);
    }

    /// <summary>Writes the number of a part.</summary>
    public void WritePart(int number) => WriteNumber(Part, number);

    private void WriteTypeDefinition(Type type, uint fingerprint)
    {
        if (fingerprint != 0) Pack.WriteArrayHeader(2);
        Pack.WriteString(TypeNames.Of(type));
        if (fingerprint != 0) Pack.WriteUInt64(fingerprint);
    }

    private void WriteNamed(object value)
    {
        var type = value.GetType();
        var codec = _state.Codecs.Find(type);
        if (codec.IsShared && _state.TryGetObject(value, out int known))
        {
            WriteNumber(Reference, known);
            return;
        }

        if (codec is WalkedCodec or RefusedCodec && _state.TryAddPayload(value, codec, out int part))
        {
            WriteNumber(Part, part);
            return;
        }

        _state.Enter(value, codec);
        if (value is Array array && RawArrays.TryGet(type, out var raw))
        {
            if (raw.BytesOf(array) > InlineBytesMax && !_state.IsInKey)
            {
                WriteNumber(Part, _state.AddArray(array, raw));
                _state.Leave();
                return;
            }

            if (type == typeof(byte[]))
            {
                Pack.WriteBinary((byte[])value);
                _state.Leave();
                return;
            }
        }

        Pack.WriteArrayHeader(2);
        WriteType(codec);
        codec.WriteBody(ref this, value);
        _state.Leave();
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
