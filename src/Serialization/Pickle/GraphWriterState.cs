using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Weft.Serialization;

/// <summary>
/// What the writer of one graph remembers: names given, objects met, parts put aside, and the path it stands on, so
/// that an error can say <c>Trade.Feed._socket</c>.
/// </summary>
internal sealed class GraphWriterState
{
    private readonly List<GraphCodec> _types = [];
    private readonly List<GraphPart> _parts = [];
    private Level[] _path = new Level[8];
    private Dictionary<object, int>? _objects;
    private DumpsRequest _request;
    private Limits _limits = Limits.Default;
    private TypePolicy _policy = TypePolicy.Closed;
    private object? _root;
    private int _rootCount;
    private int _objectCount;
    private int _depth;
    private int _keyDepth;

    [ThreadStatic]
    private static GraphWriterState? s_spare;

    /// <summary>How types are written.</summary>
    public GraphCodecs Codecs { get; private set; } = GraphCodecs.Default;

    /// <summary>True inside a key of a dictionary or an element of a set, where nothing is shared.</summary>
    public bool IsInKey => _keyDepth > 0;

    /// <summary>The arrays and parts put aside, in the order of their numbers.</summary>
    public IReadOnlyList<GraphPart> Parts => _parts;

    /// <summary>A state for one graph; pair with <see cref="Return"/>.</summary>
    public static GraphWriterState Rent(GraphCodecs codecs, in DumpsRequest request)
    {
        var state = s_spare ?? new GraphWriterState();
        s_spare = null;
        state.Codecs = codecs;
        state._request = request;
        state._limits = request.Serializer.Limits;
        state._policy = request.Serializer.Types;
        return state;
    }

    /// <summary>Forgets the graph.</summary>
    public void Return()
    {
        _types.Clear();
        _parts.Clear();
        Array.Clear(_path, 0, Math.Min(_path.Length, Math.Max(_depth, 8)));
        if (_path.Length > 64) _path = new Level[8];
        _objects = null;
        _root = null;
        _request = default;
        _rootCount = _objectCount = _depth = _keyDepth = 0;
        s_spare = this;
    }

    /// <summary>The number of a type that was named before.</summary>
    public bool TryGetType(GraphCodec codec, out int number)
    {
        number = _types.IndexOf(codec);
        return number >= 0;
    }

    /// <summary>Gives a type the next number.</summary>
    public void AddType(GraphCodec codec) => _types.Add(codec);

    /// <summary>The number of an object that was met before, unless a key is being written.</summary>
    public bool TryGetObject(object value, out int number)
    {
        number = 0;
        if (_rootCount == 0) return false;
        if (_objects is null)
        {
            if (!ReferenceEquals(_root, value)) return false;
        }
        else if (!_objects.TryGetValue(value, out number))
        {
            return false;
        }

        for (int i = 0; i < _depth; i++)
        {
            if (ReferenceEquals(_path[i].Owner, value))
                throw Failed("refers back to an object that holds it: cycles are not supported");
        }

        return _keyDepth == 0;
    }

    /// <summary>Goes down into an object: asks the policy, numbers it, notes it on the path.</summary>
    public void Enter(object value, GraphCodec codec)
    {
        if (_depth >= _limits.DepthMax || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw TooDeep(value);
        if (++_objectCount > _limits.GraphObjectsMax)
            throw Failed($"is one of more than {_limits.GraphObjectsMax} objects (Limits.GraphObjectsMax)");
        if (codec is RefusedCodec refused) throw Failed($"{refused.Type} {refused.Reason}", isSubject: true);
        if (!_policy.AllowsEncoding(codec.Type)) throw Failed($"cannot be sent: {_policy.WhyRefused(codec.Type)}");
        if (codec.IsShared && _keyDepth == 0) Remember(value);
        if (_depth == _path.Length) Array.Resize(ref _path, 2 * _path.Length);
        _path[_depth++] = new Level { Owner = value, Index = -1 };
    }

    /// <summary>Comes back up.</summary>
    public void Leave() => _path[--_depth] = default;

    /// <summary>Notes which member of the innermost object comes next.</summary>
    public void At(string member) => _path[_depth - 1].Member = member;

    /// <summary>Notes which element of the innermost object comes next.</summary>
    public void At(int index) => _path[_depth - 1].Index = index;

    /// <summary>Begins a key.</summary>
    public void EnterKey() => _keyDepth++;

    /// <summary>Ends a key.</summary>
    public void LeaveKey() => _keyDepth--;

    /// <summary>Puts an array aside as frames of its own.</summary>
    public int AddArray(Array array, RawArray raw, int used = -1)
    {
        _parts.Add(new GraphPart(array, raw, null, used));
        return _parts.Count - 1;
    }

    /// <summary>
    /// Puts a value aside as a payload of its own, if its type has a per-type serializer that takes it. Where the call
    /// does not list the family of those, only for types that cannot travel otherwise.
    /// </summary>
    public bool TryAddPayload(object value, GraphCodec codec, out int number)
    {
        number = _parts.Count;
        if (IsInKey || !_request.View.TryFind(value.GetType(), out _)) return false;
        if (codec is not RefusedCodec && !ListsDask()) return false;
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw TooDeep(value);
        var family = _request.View.Family(DaskFamily.FamilyName);

        // A serializer may come back here for parts of the value: this thread's spare state is not ours meanwhile.
        if (!family.TryDumps(value, _request, out var payload)) return false;
        Remember(value);
        _parts.Add(new GraphPart(null, null, payload.WithSerializer(DaskFamily.FamilyName)));
        return true;
    }

    private bool ListsDask()
    {
        var names = _request.Options.Serializers;
        if (names is null) return true;
        foreach (string name in names)
        {
            if (name == DaskFamily.FamilyName) return true;
        }

        return false;
    }

    /// <summary>The failure of the member that is being written.</summary>
    public SerializationFailedException Failed(string reason, bool isSubject = false) =>
        new(isSubject ? $"{Path}: {reason}" : $"{Path} {reason}", _depth > 0 ? _path[0].Owner?.GetType() : null);

    private string Path
    {
        get
        {
            if (_depth == 0) return "the value";
            var text = new StringBuilder(ShortNames.Of(_path[0].Owner!.GetType()));
            for (int i = 0; i < _depth; i++)
            {
                if (_path[i].Member is { } member) text.Append('.').Append(member);
                if (_path[i].Index >= 0) text.Append(CultureInfo.InvariantCulture, $"[{_path[i].Index}]");
            }

            return text.ToString();
        }
    }

    private SerializationFailedException TooDeep(object value)
    {
        for (int i = 0; i < _depth; i++)
        {
            if (ReferenceEquals(_path[i].Owner, value))
                return Failed("refers back to an object that holds it: cycles are not supported");
        }

        string type = ShortNames.Of(_path[0].Owner!.GetType());
        return new SerializationFailedException(
            $"{type} is nested deeper than {_depth} levels (Limits.DepthMax is {_limits.DepthMax}): flatten it, " +
            "a linked structure as a list",
            _path[0].Owner!.GetType());
    }

    private void Remember(object value)
    {
        if (_rootCount == 0)
        {
            // Most graphs are one object: the table is made for the second.
            _root = value;
            _rootCount = 1;
            return;
        }

        _objects ??= new Dictionary<object, int>(ReferenceEqualityComparer.Instance) { [_root!] = 0 };
        _objects.Add(value, _objects.Count);
    }

    private struct Level
    {
        public object? Owner;
        public string? Member;
        public int Index;
    }
}
