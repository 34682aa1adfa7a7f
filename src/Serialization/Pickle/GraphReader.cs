using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// Reads one graph in the grammar of docs/wire-pickle.md from bytes that nobody vouches for. Every failure is a
/// <see cref="WireFormatException"/> with its offset, or a <see cref="DeserializationRefusedException"/>.
/// </summary>
internal ref partial struct GraphReader
{
    /// <summary>The msgpack underneath; codecs read scalars straight from it.</summary>
    public MsgPackReader Pack;

    private readonly GraphReaderState _state;

    // Null where nothing is denied, so that a value costs one branch.
    private readonly TypePolicy? _denying;

    /// <summary>A reader for one graph.</summary>
    public GraphReader(MsgPackReader pack, GraphReaderState state)
    {
        Pack = pack;
        _state = state;
        _denying = state?.Request.Types is { DeniesAny: true } types ? types : null;
    }

    /// <summary>Types, objects and parts of this graph.</summary>
    public readonly GraphReaderState State => _state;

    /// <summary>Reads any value.</summary>
    public object? ReadValue()
    {
        object? value = ReadAny();

        // Numbers, texts and bytes stand there without a name.
        if (_denying is not null && value is not null) _denying.RefuseDenied(value.GetType());
        return value;
    }

    private object? ReadAny()
    {
        switch (Pack.PeekType())
        {
            case MsgPackType.Nil:
                Pack.ReadNil();
                return null;
            case MsgPackType.String:
                return Pack.ReadString();
            case MsgPackType.Integer:
                return Pack.ReadInt32();
            case MsgPackType.Double:
                return Pack.ReadDouble();
            case MsgPackType.Boolean:
                return Pack.ReadBoolean() ? Boxes.True : Boxes.False;
            case MsgPackType.Single:
                return Pack.ReadSingle();
            case MsgPackType.Binary:
                return ReadBytes();
            case MsgPackType.Array:
                return ReadNamed();
            default:
                return ReadExtension();
        }
    }

    /// <summary>Reads a text, or null.</summary>
    public string? ReadText()
    {
        if (Pack.PeekType() != MsgPackType.Extension) return Pack.ReadString();
        int offset = Pack.Offset;
        var bytes = Pack.ReadExtension(out sbyte extension);
        if (extension == GraphWriter.WideText && bytes.Length % 2 == 0) return WideTexts.ToText(bytes);
        throw new WireFormatException($"expected a text, found extension {extension} of {bytes.Length} bytes", offset);
    }

    /// <summary>Reads the whole graph: its value, then the fields that were put off, then tells who asked.</summary>
    public object? ReadGraph()
    {
        object? value = ReadValue();
        while (_state.TryNextLater(out var later))
        {
            if (later.IsCounted) ReadCounted(later);
            else later.Codec!.ReadFields(ref this, later.Value!, later.Members);
        }

        return value;
    }

    /// <summary>
    /// Reads a key of a dictionary or an element of a set: whole and with nothing shared, unless nothing but its
    /// identity finds it.
    /// </summary>
    /// <param name="kind">What the collection looks at.</param>
    public T ReadKey<T>(KeyKind kind)
    {
        if (!_state.IsInKey && !Slot<T>.Instance.IsBare)
        {
            var next = Pack.PeekType();
            if (next == MsgPackType.Array) return ReadKeyObject<T>(kind);
            if (next is MsgPackType.Extension or MsgPackType.Binary) return ReadKeyReference<T>(kind);
        }

        _state.EnterKey();
        var key = Slot<T>.Instance.Read(ref this);
        _state.LeaveKey();
        return key;
    }

    /// <summary>Reads a structure with its type's name; no box is left behind.</summary>
    /// <param name="isWidened">True where a number of another type is made one of this.</param>
    /// <exception cref="InvalidCastException">A value of another type that cannot be widened.</exception>
    public T ReadStructure<T>(bool isWidened = false)
    {
        int offset = Pack.Offset;
        ReadCount(2, "a value with its type");
        Enter();
        var codec = ReadType();
        T value;
        if (codec is WalkedCodec walked && walked.Type == typeof(T))
        {
            _state.Count(offset);
            object box = _state.RentBox(walked);
            walked.ReadFields(ref this, box, null);
            value = (T)box;
            if (!walked.IsTolerant && !walked.HasUnsetFields) _state.ReturnBox(walked, box);
        }
        else if (codec is GraphCodec<T> exact)
        {
            _state.Count(offset);
            value = exact.Read(ref this);
        }
        else
        {
            int index = codec.IsShared ? _state.Reserve(offset) : _state.Count(offset);
            object? other = codec.ReadBody(ref this, index);
            value = isWidened ? Scalars.To<T>(other) : Slot<T>.Cast(other, offset);
        }

        Pack.Leave();
        return value;
    }

    /// <summary>Reads the name or number of a type.</summary>
    public GraphCodec ReadType()
    {
        if (Pack.PeekType() != MsgPackType.Integer) return _state.AddType(ReadDefinition());
        int offset = Pack.Offset;
        int number = Pack.ReadInt32();
        if (number >= 0) return _state.TypeAt(number, offset);
        var scalar = ScalarCodecs.ByNumber(number, offset);
        _denying?.RefuseDenied(scalar.Type);
        return scalar;
    }

    /// <summary>Reads the number of a part and takes it as the memory of a collection.</summary>
    public T[] ReadMemory<T>()
        where T : unmanaged
    {
        int offset = Pack.Offset;
        var bytes = Pack.ReadExtension(out sbyte extension);
        uint number = NumberOf(extension, bytes, offset);
        object? part = extension == GraphWriter.Part ? _state.TakeBarePart(number, offset) : null;
        if (part?.GetType() == typeof(T[])) return (T[])part;
        throw new WireFormatException(
            $"expected the number of a part of {typeof(T[])}, found {part?.GetType().ToString() ?? "a reference"}",
            offset);
    }

    /// <summary>Goes one level down: a value inside a value, or a structure inside a structure.</summary>
    public void Enter()
    {
        Pack.Enter();
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new WireFormatException("values are nested deeper than this thread's stack can follow", Pack.Offset);
    }

    /// <summary>Reads the head of an array of an exact count.</summary>
    public void ReadCount(int expected, string what)
    {
        int offset = Pack.Offset;
        int count = Pack.ReadArrayHeader();
        if (count != expected)
            throw new WireFormatException($"{what} needs {expected} entries, found {count}", offset);
    }

    private byte[] ReadBytes()
    {
        int offset = Pack.Offset;
        int index = _state.Reserve(offset);
        var bytes = Pack.ReadBinary().ToArray();
        _state.Fill(index, bytes);
        return bytes;
    }

    private object? ReadNamed()
    {
        int offset = Pack.Offset;
        ReadCount(2, "a value with its type");
        Enter();
        var codec = ReadType();
        int index = codec.IsShared ? _state.Reserve(offset) : _state.Count(offset);
        object? value = codec.ReadBody(ref this, index);
        Pack.Leave();
        return value;
    }

    private T ReadKeyObject<T>(KeyKind kind)
    {
        int offset = Pack.Offset;
        ReadCount(2, "a value with its type");
        Enter();
        var codec = ReadType();
        bool isTree = !codec.IsFoundByIdentity(kind);
        if (isTree) _state.EnterKey();
        int index = codec.IsShared ? _state.Reserve(offset) : _state.Count(offset);
        object? key = codec.ReadBody(ref this, index);
        if (isTree) _state.LeaveKey();
        Pack.Leave();
        return Slot<T>.Cast(key, offset);
    }

    private T ReadKeyReference<T>(KeyKind kind)
    {
        int offset = Pack.Offset;
        object? key = ReadValue();
        if (key is null or string || _state.CodecOf(key).IsFoundByIdentity(kind))
            return Slot<T>.Cast(key, offset);
        throw new WireFormatException($"a key refers to an earlier object or a frame, a {key.GetType()}", offset);
    }

    private object? ReadExtension()
    {
        int offset = Pack.Offset;
        var bytes = Pack.ReadExtension(out sbyte extension);
        if (extension == GraphWriter.WideText && bytes.Length % 2 == 0) return WideTexts.ToText(bytes);
        uint number = NumberOf(extension, bytes, offset);
        return extension == GraphWriter.Reference ? _state.ObjectAt(number, offset) : _state.TakePart(number, offset);
    }

    private static uint NumberOf(sbyte extension, ReadOnlySpan<byte> bytes, int offset)
    {
        if (extension is not (GraphWriter.Reference or GraphWriter.Part) || bytes.Length is not (1 or 2 or 4))
            throw new WireFormatException($"extension {extension} of {bytes.Length} bytes means nothing here", offset);
        uint number = 0;
        foreach (byte b in bytes) number = (number << 8) | b;
        return number;
    }
}

/// <summary>The two booleans as objects, so that reading one allocates nothing.</summary>
internal static class Boxes
{
    public static readonly object True = true;

    public static readonly object False = false;
}
