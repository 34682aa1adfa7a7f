using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>
/// The values a worker holds, by key, in memory. Values are kept by reference, never copied. Safe for any thread; which
/// keys are to be held or forgotten is decided by the worker machine alone.
/// </summary>
public sealed class ValueStore
{
    private readonly ConcurrentDictionary<string, StoredValue> _values = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>How many values are held.</summary>
    public int Count => _values.Count;

    /// <summary>The sum of the values' bytes, exact for arrays of unmanaged elements, estimated for others.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>What is held now, in no order.</summary>
    public IReadOnlyList<HeldData> Held => [.. _values.Values.Select(stored => stored.Held)];

    /// <summary>Holds a value, in place of any other under the same key.</summary>
    /// <returns>What is told of it.</returns>
    public HeldData Put(string key, object? value) =>
        Put(new HeldData(key, ReadableTypeName.Of(value), ValueMeasure.BytesOf(value)), value);

    /// <summary>Holds a value that was measured already, in place of any other under the same key.</summary>
    public HeldData Put(HeldData held, object? value)
    {
        ArgumentNullException.ThrowIfNull(held);
        var stored = new StoredValue(value, held);
        long before = 0;
        _values.AddOrUpdate(
            held.Key,
            stored,
            (_, old) =>
            {
                before = old.Held.Bytes;
                return stored;
            });
        Interlocked.Add(ref _bytes, held.Bytes - before);
        return held;
    }

    /// <summary>True with the value, where the key is held.</summary>
    public bool TryGet(string key, [NotNullWhen(true)] out StoredValue? stored) =>
        _values.TryGetValue(key, out stored);

    /// <summary>Drops a value; false where the key was not held.</summary>
    public bool Forget(string key)
    {
        if (!_values.TryRemove(key, out var stored)) return false;
        Interlocked.Add(ref _bytes, -stored.Held.Bytes);
        return true;
    }
}
