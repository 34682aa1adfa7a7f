using System.Buffers;

namespace Weft.Serialization;

/// <summary>
/// Holds keys against the limit of those that may meet in one hash bucket, each before it is inserted: insertion is
/// quadratic in them. Texts under the base library's own comparers hash with a seed that no peer knows, and are let
/// through; so are few keys. Ended with <see cref="End"/>.
/// </summary>
internal struct KeyGuard<T>
{
    private readonly IEqualityComparer<T>? _comparer;
    private readonly int _buckets;
    private readonly int _keys;
    private readonly int _max;
    private int[]? _met;

    /// <summary>A guard for one collection.</summary>
    /// <param name="keys">How many keys it gets.</param>
    /// <param name="comparer">Its comparer; null for the default.</param>
    /// <param name="limits">Where the limit stands.</param>
    public KeyGuard(int keys, IEqualityComparer<T>? comparer, Limits limits)
    {
        if (keys <= limits.HashCollisionsMax) return;
        if (typeof(T) == typeof(string) && Comparers.IsSeeded(comparer)) return;
        (_keys, _max, _comparer) = (keys, limits.HashCollisionsMax, comparer ?? EqualityComparer<T>.Default);
        _buckets = Buckets.For(keys);
        _met = ArrayPool<int>.Shared.Rent(_buckets);
        Array.Clear(_met, 0, _buckets);
    }

    /// <summary>Checks a key that is about to be inserted.</summary>
    /// <exception cref="WireFormatException">Too many have met in its bucket.</exception>
    public readonly void Check(T key)
    {
        if (_met is null) return;
        uint hash = key is null ? 0 : (uint)_comparer!.GetHashCode(key);
        if (++_met[hash % (uint)_buckets] <= _max) return;
        throw new WireFormatException(
            $"more than {_max} of {_keys} keys of type {typeof(T)} meet in one hash bucket " +
            "(Limits.HashCollisionsMax)");
    }

    /// <summary>Gives back what was lent.</summary>
    public void End()
    {
        if (_met is { } met) ArrayPool<int>.Shared.Return(met);
        _met = null;
    }
}
