namespace Weft.Serialization;

/// <summary>
/// Holds the keys of a collection against the limit on how often they may meet in hash buckets, each before it is
/// inserted or written: what one end sends, another with the same limits takes. Texts under the base library's own
/// comparers hash with a seed that no peer knows, and are let through; so are few keys.
/// </summary>
internal readonly struct KeyGuard<T>
{
    private const string Remedy =
        "readers refuse that, for inserting them takes long: give the dictionary or set a comparer that spreads " +
        "them, send the keys as an array, or raise the limit at both ends";

    private readonly IEqualityComparer<T>? _comparer;
    private readonly KeyMeetings? _meetings;
    private readonly bool _isTree;
    private readonly int _keys;
    private readonly long _most;

    /// <summary>A guard for one collection.</summary>
    /// <param name="keys">How many keys it gets.</param>
    /// <param name="comparer">Its comparer; null for the default.</param>
    /// <param name="limits">Where the limit stands.</param>
    /// <param name="isTree">True for a tree of hashes, where only equal ones meet.</param>
    public KeyGuard(int keys, IEqualityComparer<T>? comparer, Limits limits, bool isTree = false)
    {
        if (!KeyMeetings.MayExceed(keys, limits)) return;
        if (typeof(T) == typeof(string) && Comparers.IsSeeded(comparer)) return;
        (_comparer, _isTree) = (comparer ?? EqualityComparer<T>.Default, isTree);
        (_keys, _most) = (keys, KeyMeetings.Most(keys, limits));
        _meetings = new KeyMeetings(keys, limits);
    }

    /// <summary>Checks a key from outside that is about to be inserted.</summary>
    /// <exception cref="WireFormatException">Keys have met too often.</exception>
    public void Check(T key, long offset = -1)
    {
        if (IsFit(key)) return;
        throw new WireFormatException(
            $"{_keys} keys of type {typeof(T)} meet in hash buckets more than {_most} times " +
            "(Limits.HashCollisionsMax)", offset);
    }

    /// <summary>Checks a key that is about to be written into a graph.</summary>
    /// <exception cref="SerializationFailedException">Keys have met too often; names the collection's path.</exception>
    public void Check(GraphWriterState state, T key)
    {
        if (IsFit(key)) return;
        state.At(-1);
        throw state.Failed(
            $"has {_keys} keys of type {typeof(T)} that meet in hash buckets more than {_most} times " +
            $"(Limits.HashCollisionsMax); {Remedy}");
    }

    /// <summary>Checks a key of a collection that is about to be sent in parts or as msgpack.</summary>
    /// <exception cref="SerializationFailedException">Keys have met too often.</exception>
    public void Check(Type owner, T key)
    {
        if (IsFit(key)) return;
        throw new SerializationFailedException(
            $"{ShortNames.Of(owner)} has {_keys} keys that meet in hash buckets more than {_most} times " +
            $"(Limits.HashCollisionsMax); {Remedy}", owner);
    }

    // A seed that no peer knows spreads what is not equal.
    private bool IsFit(T key)
    {
        if (_meetings is null) return true;
        int hash = key is null ? 0 : _comparer!.GetHashCode(key);
        return _meetings.TryAdd((uint)(_isTree ? HashCode.Combine(hash) : hash));
    }
}
