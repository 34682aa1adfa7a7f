using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft.Serialization;

/// <summary>
/// What the writer of one graph remembers: names given, objects met, parts put aside, objects put off, and the path it
/// stands on, so that an error can say <c>Trade.Feed._socket</c>.
/// </summary>
internal sealed partial class GraphWriterState
{
    /// <summary>
    /// Levels of objects after which the fields of a further one are put off. Few enough for a small stack, so many
    /// that most graphs have none.
    /// </summary>
    public const int NestedMax = 32;

    private readonly List<KnownType> _types = [];
    private readonly Dictionary<Type, int> _typeIndex = [];
    private readonly List<int> _named = [];
    private readonly List<GraphPart> _parts = [];
    private readonly List<LaterObject> _later = [];
    private readonly List<LaterObject> _serialized = [];
    private readonly ObjectNumbers _objects = new();
    private Level[] _path = new Level[8];
    private GraphCodecs _codecs = GraphCodecs.Default;
    private DumpsRequest _request;
    private bool _listsDask;
    private Limits _limits = Limits.Default;
    private TypePolicy _policy = TypePolicy.Closed;
    private object? _root;
    private int _objectCount;
    private int _depth;
    private int _closedDepth;
    private int _keyDepth;
    private int _nextLater;

    [ThreadStatic]
    private static GraphWriterState? s_spare;

    /// <summary>True inside a key of a dictionary or an element of a set, where nothing is shared.</summary>
    public bool IsInKey => _keyDepth > 0;

    /// <summary>Members of tolerant types around the value: what is written there may have to be passed over.</summary>
    public int CountedDepth { get; set; }

    /// <summary>The serializer that runs the call.</summary>
    public WeftSerializer Serializer => _request.Serializer;

    /// <summary>The arrays and parts put aside, in the order of their numbers.</summary>
    public IReadOnlyList<GraphPart> Parts => _parts;

    /// <summary>The maxima.</summary>
    public Limits Limits => _limits;

    /// <summary>True where the policy denies anything.</summary>
    public bool DeniesAny => _policy.DeniesAny;

    /// <summary>True where types may have a user's serializer, and the call lists the family of those.</summary>
    public bool HasUsers { get; private set; }

    /// <summary>How far the graph has come.</summary>
    public GraphMark Mark => new(_objects.Count, _parts.Count, _later.Count, _named.Count);

    /// <summary>A state for one graph; pair with <see cref="Return"/>.</summary>
    public static GraphWriterState Rent(GraphCodecs codecs, in DumpsRequest request)
    {
        var state = s_spare ?? new GraphWriterState();
        s_spare = null;
        state._codecs = codecs;
        state._request = request;
        state._limits = request.Serializer.Limits;
        state._policy = request.Types;
        state._listsDask = ListsDask(request);
        state.HasUsers = request.View.HasUsers && state._listsDask;
        return state;
    }

    /// <summary>Forgets the graph.</summary>
    public void Return()
    {
        _types.Clear();
        _typeIndex.Clear();
        _named.Clear();
        _parts.Clear();
        _later.Clear();
        _serialized.Clear();
        _objects.Clear();
        Array.Clear(_path, 0, Math.Min(_path.Length, Math.Max(_depth, 8)));
        if (_path.Length > 64) _path = new Level[8];
        _root = null;
        _request = default;
        _objectCount = _depth = _closedDepth = _keyDepth = _nextLater = CountedDepth = 0;
        if (_later.Capacity <= 4096) s_spare = this;
    }

    /// <summary>What is known of a type in this graph, by its index.</summary>
    public int TypeOf(Type type)
    {
        // Few types alternate in most graphs.
        int few = Math.Min(_types.Count, 4);
        var types = CollectionsMarshal.AsSpan(_types);
        for (int i = 0; i < few; i++)
        {
            if (types[i].Type == type) return i;
        }

        if (_typeIndex.TryGetValue(type, out int index)) return index;
        index = _types.Count;
        _types.Add(new KnownType { Type = type, Codec = _codecs.Find(type), Number = -1 });
        _typeIndex.Add(type, index);
        return index;
    }

    /// <summary>The codec of a type by its index.</summary>
    public GraphCodec CodecAt(int type) => CollectionsMarshal.AsSpan(_types)[type].Codec;

    /// <summary>The codec of a value's type.</summary>
    public GraphCodec CodecOf(object value) => _types[TypeOf(value.GetType())].Codec;

    /// <summary>The number of a type that was named before; false where it is given the next now.</summary>
    public bool TryGetNumber(int type, out int number)
    {
        ref var known = ref CollectionsMarshal.AsSpan(_types)[type];
        number = known.Number;
        if (number >= 0) return true;
        known.Number = _named.Count;
        _named.Add(type);
        return false;
    }

    /// <summary>The codec of the type that was named as the n-th.</summary>
    public GraphCodec NamedAt(int number) => _types[_named[number]].Codec;

    /// <summary>
    /// Numbers an object that is shared; false with its number where it was met before. Inside a key nothing is
    /// numbered. A value that is being taken apart around this graph must not stand in it.
    /// </summary>
    public bool TryNumber(object value, out int number)
    {
        if (_request.IsInside) _request.RequireNotAround(value);
        if (_keyDepth > 0)
        {
            number = -1;
            return true;
        }

        if (_objects.TryAdd(value, out number)) return true;
        if (_closedDepth > 0) RefuseClosed(value);
        return false;
    }

    /// <summary>Goes down into an object: asks the policy, notes it on the path.</summary>
    public void Enter(object value, int type)
    {
        if (_depth >= _limits.DepthMax || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw TooDeep(value);
        if (++_objectCount > _limits.GraphObjectsMax)
            throw Failed($"is one of more than {_limits.GraphObjectsMax} objects (Limits.GraphObjectsMax)");
        _root ??= value;
        ref readonly var known = ref CollectionsMarshal.AsSpan(_types)[type];
        if (!known.IsChecked) Check(known.Codec, type);
        if (_depth == _path.Length) Array.Resize(ref _path, 2 * _path.Length);
        bool isClosed = !known.Codec.IsOpen && _keyDepth == 0;
        if (isClosed) _closedDepth++;
        _path[_depth++] = new Level { Owner = value, Index = -1, IsClosed = isClosed };
    }

    /// <summary>Refuses a value of a type that is denied: numbers and texts are written without asking.</summary>
    public void RequireNotDenied(object? value)
    {
        if (value is null || !_policy.Denies(value.GetType())) return;
        _root ??= value;
        throw Failed($"cannot be sent: {_policy.WhyRefused(value.GetType())}");
    }

    /// <summary>Comes back up.</summary>
    public void Leave()
    {
        if (_path[--_depth].IsClosed) _closedDepth--;
        _path[_depth] = default;
    }

    /// <summary>Goes down into a structure that stands bare: a tuple or a pair.</summary>
    public void EnterBare()
    {
        if (_depth >= _limits.DepthMax || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw TooDeep(null);
        if (_depth == _path.Length) Array.Resize(ref _path, 2 * _path.Length);
        _path[_depth++] = new Level { Index = -1 };
    }

    /// <summary>Notes which member of the innermost object comes next.</summary>
    public void At(string? member) => _path[_depth - 1].Member = member;

    /// <summary>Notes which element of the innermost object comes next.</summary>
    public void At(int index) => _path[_depth - 1].Index = index;

    /// <summary>Notes whether the element that comes next is a key.</summary>
    public void AtKey(bool isKey) => _path[_depth - 1].IsKey = isKey;

    /// <summary>Begins a key.</summary>
    public void EnterKey() => _keyDepth++;

    /// <summary>Ends a key.</summary>
    public void LeaveKey() => _keyDepth--;

    /// <summary>Puts the fields of an object off, if it stands so deep; only objects outside of keys.</summary>
    public bool TryPutOff(object value, WalkedCodec codec)
    {
        if (_depth <= NestedMax || _keyDepth > 0 || !codec.IsShared) return false;
        _later.Add(new LaterObject(value, codec, CountedDepth > 0));
        return true;
    }

    /// <summary>The next object whose fields were put off; its path begins anew.</summary>
    public bool TryNextLater(out LaterObject later)
    {
        later = default;
        if (_nextLater == _later.Count) return false;
        later = _later[_nextLater];
        _later[_nextLater++] = default;
        _path[0] = new Level { Owner = later.Value, Index = -1 };
        _depth = 1;
        return true;
    }

    /// <summary>Notes an object that wants to hear once the whole graph is written.</summary>
    public void AddSerialized(object value, WalkedCodec codec) => _serialized.Add(new LaterObject(value, codec, false));

    /// <summary>Tells the objects that asked for it that the whole graph is written.</summary>
    public void TellSerialized()
    {
        foreach (var (value, codec, _, _) in _serialized) codec!.Callbacks!.OnSerialized(value!);
    }

    /// <summary>Puts an array aside as frames of its own.</summary>
    public int AddArray(Array array, RawArray raw, int used = -1)
    {
        _parts.Add(new GraphPart(array, raw, null, used));
        return _parts.Count - 1;
    }

    /// <summary>True where an array's memory may be put aside here.</summary>
    public bool MayPutAside(RawArray raw) =>
        _keyDepth == 0 && (CountedDepth == 0 || !raw.IsUsers) && !IsByElement(raw);

    /// <summary>True where a user's serializer takes the elements of an array, or something in them.</summary>
    public bool IsByElement(RawArray raw) => HasUsers && raw.IsUsers && _request.View.HoldsUsers(raw.Element);

    /// <summary>
    /// Puts a value aside as a payload of its own, if its type has a per-type serializer that takes it and the call
    /// lists the family of those.
    /// </summary>
    /// <exception cref="SerializationFailedException">The call does not, and the type cannot travel
    /// otherwise.</exception>
    public bool TryAddPayload(object value, int type, out int number)
    {
        number = _parts.Count;
        ref var known = ref CollectionsMarshal.AsSpan(_types)[type];
        if (known.IsWalkedOnly) return false;
        if (IsInKey)
        {
            if (HasUsers && IsUsers(known)) throw NoKey(known.Type);
            return false;
        }

        bool isServed = !_policy.Denies(known.Type) && IsServed(known);
        if (isServed && known.Codec is RefusedCodec && !_listsDask)
        {
            throw Failed(
                $"{known.Type} travels by the serializer for its type alone: list the family 'dask', whose it is, " +
                "among those of the call (Serializers)",
                isSubject: true);
        }

        if (!isServed || !_listsDask)
        {
            known.IsWalkedOnly = true;
            return false;
        }

        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw TooDeep(value);
        var family = _request.View.Family(DaskFamily.FamilyName);

        // A serializer may come back here for parts of the value: this thread's spare state is not ours meanwhile.
        bool isShared = known.Codec.IsShared;
        if (!family.TryDumps(value, _request, out var payload)) return false;
        if (!isShared) _objects.Skip();
        _parts.Add(new GraphPart(null, null, payload.WithSerializer(DaskFamily.FamilyName)));
        return true;
    }

    private bool IsServed(in KnownType known) =>
        known.Codec is WalkedCodec or RefusedCodec ? _request.View.TryFind(known.Type, out _) : IsUsers(known);

    // What stands bare in the places declared as its type has one form everywhere.
    private bool IsUsers(in KnownType known) =>
        _request.View.IsUsers(known.Type) && Slots.TryGetExact(known.Type) is null;

    private SerializationFailedException NoKey(Type type) => Failed(
        $"{type} has a serializer of its own, and a key stands in the graph whole: send keys and values as two arrays",
        isSubject: true);

    private static bool ListsDask(in DumpsRequest request)
    {
        var names = request.Options.Serializers;
        if (names is null) return true;
        foreach (string name in names)
        {
            if (name == DaskFamily.FamilyName) return true;
        }

        return false;
    }

    private void Check(GraphCodec codec, int type)
    {
        if (codec is RefusedCodec refused) throw Failed($"{refused.Type} {refused.Reason}", isSubject: true);
        if (!_policy.AllowsEncoding(codec.Type))
        {
            // A collection of what can never travel: allowing it would not help.
            if (RefusedIn(codec.Type) is { } part) throw Failed($"{part.Type} {part.Reason}", isSubject: true);
            throw Failed($"cannot be sent: {_policy.WhyRefused(codec.Type)}");
        }

        CollectionsMarshal.AsSpan(_types)[type].IsChecked = true;
    }

    private RefusedCodec? RefusedIn(Type type)
    {
        var parts = type.HasElementType ? [type.GetElementType()!] : type.GetGenericArguments();
        foreach (var part in parts)
        {
            bool isValue = !part.IsInterface && !part.IsAbstract;
            if (isValue && BuiltInTypes.IsFramework(part) && _codecs.Find(part) is RefusedCodec refused) return refused;
            if (RefusedIn(part) is { } inner) return inner;
        }

        return null;
    }

    private struct KnownType
    {
        public Type Type;
        public GraphCodec Codec;
        public int Number;
        public bool IsChecked;
        public bool IsWalkedOnly;
    }
}
