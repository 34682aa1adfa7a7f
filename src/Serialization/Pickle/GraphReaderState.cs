namespace Weft.Serialization;

/// <summary>What the reader of one graph remembers: types named, objects built, parts that have landed.</summary>
internal sealed class GraphReaderState
{
    private static readonly object Unfinished = new();

    // A state that has seen more is not kept for the next graph.
    private const int KeptObjectsMax = 1024;

    private readonly List<GraphCodec> _types = [];
    private readonly List<object?> _objects = [];
    private GraphCodecs _codecs = GraphCodecs.Default;
    private LoadsRequest _request;
    private object?[] _parts = [];
    private int _objectCount;
    private int _keyDepth;

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
        if (_objects.Capacity > KeptObjectsMax || _types.Capacity > KeptObjectsMax) return;
        _types.Clear();
        _objects.Clear();
        _request = default;
        _parts = [];
        _objectCount = _keyDepth = 0;
        s_spare = this;
    }

    /// <summary>Charges an allocation to the call's budget before it is made.</summary>
    public void Charge(long bytes, string what) => _request.Budget.Charge(bytes, what);

    /// <summary>The maxima.</summary>
    public Limits Limits => _request.Limits;

    /// <summary>The type behind a number given earlier in the stream.</summary>
    public GraphCodec TypeAt(int number, int offset)
    {
        if (number < _types.Count) return _types[number];
        throw new WireFormatException($"type number {number} was not given; {_types.Count} types were", offset);
    }

    /// <summary>Gives a type the next number, after looking its name up in the policy's tables.</summary>
    public GraphCodec AddType(ReadOnlySpan<byte> name, uint fingerprint, int offset)
    {
        var type = _request.Types.Resolve(name, _request.Limits, offset);
        var codec = _codecs.Find(type);
        if (codec is RefusedCodec refused)
            throw new DeserializationRefusedException($"the payload holds a {type}, which {refused.Reason}");
        if (codec.Fingerprint != fingerprint)
        {
            throw new WireFormatException(
                $"the fields of {type} differ between sender and receiver (fingerprint {fingerprint:x8}, expected " +
                $"{codec.Fingerprint:x8}): deploy the same build of {type.Assembly.GetName().Name}",
                offset);
        }

        _types.Add(codec);
        return codec;
    }

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

    /// <summary>Notes the object of a number once it is whole.</summary>
    public void Fill(int index, object? value)
    {
        if (index >= 0) _objects[index] = value;
    }

    /// <summary>The object of a number.</summary>
    public object? ObjectAt(uint number, int offset)
    {
        if (_keyDepth > 0) throw new WireFormatException("a key refers to an earlier object", offset);
        if (number >= _objects.Count)
            throw new WireFormatException($"object {number} was not read; {_objects.Count} were", offset);
        object? value = _objects[(int)number];
        if (value == Unfinished) throw new WireFormatException($"object {number} refers to itself", offset);
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
        if (_keyDepth > 0) throw new WireFormatException("a key refers to a frame", offset);
        if (number >= (uint)_parts.Length)
            throw new WireFormatException($"part {number} was not announced; {_parts.Length} were", offset);
        object? part = _parts[number];
        if (part == Unfinished) throw new WireFormatException($"part {number} stands twice in the graph", offset);
        _parts[number] = Unfinished;
        return part;
    }

    /// <summary>The first part that the graph did not take, or -1.</summary>
    public int FirstUnused => Array.FindIndex(_parts, part => part != Unfinished);

    /// <summary>A type as a value.</summary>
    public Type TypeNamed(string name) => _request.Types.Resolve(name, _request.Limits);

    /// <summary>Begins a key.</summary>
    public void EnterKey() => _keyDepth++;

    /// <summary>Ends a key.</summary>
    public void LeaveKey() => _keyDepth--;
}
