using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// What the reader of one graph remembers: types named, objects built, objects put off, parts that have landed, and
/// who wants to hear when the graph is whole.
/// </summary>
internal sealed partial class GraphReaderState
{
    private static readonly object Unfinished = new();

    // A state that has seen more is not kept for the next graph.
    private const int KeptObjectsMax = 4096;

    private readonly List<GraphCodec> _types = [];
    private readonly List<object?> _objects = [];
    private readonly List<LaterObject> _later = [];
    private readonly List<(object Value, WalkedCodec Codec)> _deserialized = [];
    private readonly List<int> _segments = [];
    private readonly List<(GraphCodec Codec, object Box)> _boxes = [];
    private GraphCodecs _codecs = GraphCodecs.Default;
    private LoadsRequest _request;
    private object?[] _parts = [];
    private int _objectCount;
    private int _partsTaken;
    private int _firstPart;
    private int _keyDepth;
    private int _nextLater;

    [ThreadStatic]
    private static GraphReaderState? s_spare;

    /// <summary>A state for one graph, lent by this thread; pair with <see cref="Return"/>.</summary>
    /// <param name="codecs">How types are read.</param>
    /// <param name="request">The call.</param>
    /// <param name="parts">The arrays and parts that came in frames of their own, by number; each is taken
    /// once.</param>
    public static GraphReaderState Rent(GraphCodecs codecs, in LoadsRequest request, object?[] parts)
    {
        var state = s_spare ?? new GraphReaderState();
        s_spare = null;
        state._codecs = codecs;
        state._request = request;
        state._parts = parts;
        return state;
    }

    /// <summary>Forgets the graph.</summary>
    public void Return()
    {
        if (_objects.Capacity > KeptObjectsMax || _types.Capacity > KeptObjectsMax || _later.Capacity > KeptObjectsMax
            || _deserialized.Capacity > KeptObjectsMax) return;
        _types.Clear();
        _objects.Clear();
        _later.Clear();
        _deserialized.Clear();
        _segments.Clear();
        _boxes.Clear();
        _request = default;
        _parts = [];
        _objectCount = _partsTaken = _firstPart = _keyDepth = _nextLater = CountedDepth = 0;
        s_spare = this;
    }

    /// <summary>Charges an allocation to the call's budget before it is made.</summary>
    public void Charge(long bytes, string what) => _request.Budget.Charge(bytes, what);

    /// <summary>The maxima.</summary>
    public Limits Limits => _request.Limits;

    /// <summary>The call.</summary>
    public ref readonly LoadsRequest Request => ref _request;

    /// <summary>True inside a key, where nothing is shared.</summary>
    public bool IsInKey => _keyDepth > 0;

    /// <summary>Members of tolerant types around the value.</summary>
    public int CountedDepth { get; set; }

    /// <summary>The type behind a number given earlier in the stream.</summary>
    public GraphCodec TypeAt(int number, int offset)
    {
        if (number < _types.Count) return _types[number];
        throw new WireFormatException($"type number {number} was not given; {_types.Count} types were", offset);
    }

    /// <summary>Gives a type the next number.</summary>
    public GraphCodec AddType(GraphCodec codec)
    {
        _types.Add(codec);
        return codec;
    }

    /// <summary>The codec of a named type, after looking its name up in the policy's tables.</summary>
    public GraphCodec FindType(ReadOnlySpan<byte> name, int offset)
    {
        var type = _request.Types.Resolve(name, _request.Limits, offset);
        var codec = _codecs.Find(type);
        if (codec is RefusedCodec refused)
            throw new DeserializationRefusedException($"the payload holds a {type}, which {refused.Reason}");
        return codec;
    }

    /// <summary>The codec of an object that was read.</summary>
    public GraphCodec CodecOf(object value) => _codecs.Find(value.GetType());

    /// <summary>Counts a value that nothing refers to; always -1.</summary>
    public int Count(int offset)
    {
        if (++_objectCount > _request.Limits.GraphObjectsMax)
        {
            throw new WireFormatException(
                $"the graph has more than {_request.Limits.GraphObjectsMax} objects (Limits.GraphObjectsMax)", offset);
        }

        return -1;
    }

    /// <summary>Gives an object that begins here its number; -1 inside a key, where nothing is shared.</summary>
    public int Reserve(int offset)
    {
        Count(offset);
        if (_keyDepth > 0) return -1;
        _objects.Add(Unfinished);
        return _objects.Count - 1;
    }

    /// <summary>Notes the object of a number, whole or so far that others may refer to it.</summary>
    public void Fill(int index, object? value)
    {
        if (index >= 0) _objects[index] = value;
    }

    /// <summary>The object of a number.</summary>
    public object? ObjectAt(uint number, int offset)
    {
        if (_keyDepth > 0) throw new WireFormatException($"a key refers to object {number}", offset);
        if (number >= _objects.Count)
            throw new WireFormatException($"object {number} was not read; {_objects.Count} were", offset);
        object? value = _objects[(int)number];
        if (value == Unfinished) throw new WireFormatException($"object {number} refers to itself", offset);
        if (value is PassedOver passed) throw new WireFormatException(passed.Reason(number), offset);
        return value;
    }

    /// <summary>The part of a number, which then belongs to the graph.</summary>
    public object? TakePart(uint number, int offset)
    {
        object? part = TakeBarePart(number, offset);
        Fill(Reserve(offset), part);
        return part;
    }

    /// <summary>The part of a number, as the memory of an object that has a number of its own.</summary>
    public object? TakeBarePart(uint number, int offset)
    {
        if (_keyDepth > 0) throw new WireFormatException($"a key refers to part {number}, a frame", offset);
        if (number >= (uint)_parts.Length)
            throw new WireFormatException($"part {number} was not announced; {_parts.Length} were", offset);
        object? part = _parts[number];
        if (part == Unfinished) throw new WireFormatException($"part {number} stands twice in the graph", offset);
        _parts[number] = Unfinished;
        _partsTaken++;
        return part;
    }

    /// <summary>The first part that the graph did not take, or -1.</summary>
    public int FirstUnused => Array.FindIndex(_parts, part => part != Unfinished);

    /// <summary>A box to read a structure in, every field of which will be set; pair with
    /// <see cref="ReturnBox"/>.</summary>
    public object RentBox(GraphCodec codec)
    {
        for (int i = _boxes.Count - 1; i >= 0; i--)
        {
            if (_boxes[i].Codec != codec) continue;
            object box = _boxes[i].Box;
            _boxes.RemoveAt(i);
            return box;
        }

        return RuntimeHelpers.GetUninitializedObject(codec.Type);
    }

    /// <summary>Takes a box back whose structure was copied out of it.</summary>
    public void ReturnBox(GraphCodec codec, object box)
    {
        if (_boxes.Count < 16) _boxes.Add((codec, box));
    }

    /// <summary>A type as a value.</summary>
    public Type TypeNamed(string name) => _request.Types.Resolve(name, _request.Limits);

    /// <summary>Begins a key.</summary>
    public void EnterKey() => _keyDepth++;

    /// <summary>Ends a key.</summary>
    public void LeaveKey() => _keyDepth--;

    /// <summary>Puts the fields of an object off until the value before them is read.</summary>
    public void PutOff(object value, WalkedCodec codec, MemberCodec? members) =>
        _later.Add(new LaterObject(value, codec, CountedDepth > 0, members));

    /// <summary>The next object whose fields were put off.</summary>
    public bool TryNextLater(out LaterObject later)
    {
        later = default;
        if (_nextLater == _later.Count) return false;
        later = _later[_nextLater];
        _later[_nextLater++] = default;
        _segments.Add(_deserialized.Count);
        return true;
    }

    /// <summary>Notes an object whose fields are set and that wants to hear once the whole graph is there.</summary>
    public void AddDeserialized(object value, WalkedCodec codec)
    {
        Charge(16, "an object that wants to hear of the graph's end");
        _deserialized.Add((value, codec));
    }

    /// <summary>
    /// Tells the objects that asked for it that the graph is whole: what is held before who holds it, so far as the
    /// graph has no cycle and nothing was put off; what was put off before what it was put off from.
    /// </summary>
    public void TellDeserialized()
    {
        if (_deserialized.Count == 0) return;
        Tell(static (codec, value) => codec.Callbacks!.OnDeserialized(value));
        Tell(static (codec, value) => codec.Callbacks!.OnDeserialization(value));
    }

    private void Tell(Action<WalkedCodec, object> tell)
    {
        int end = _deserialized.Count;
        for (int segment = _segments.Count - 1; segment >= -1; segment--)
        {
            int start = segment < 0 ? 0 : _segments[segment];
            for (int i = start; i < end; i++) tell(_deserialized[i].Codec, _deserialized[i].Value);
            end = start;
        }
    }
}
