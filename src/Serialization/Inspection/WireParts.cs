namespace Weft.Serialization;

/// <summary>Bytes of a run that belong together and stand apart in it. One thread at a time.</summary>
internal sealed class WireParts
{
    private readonly List<(long From, long At)> _places = [];
    private readonly List<ReadOnlyMemory<byte>> _parts = [];

    /// <summary>How many parts there are.</summary>
    public int Count => _parts.Count;

    /// <summary>The bytes of all parts.</summary>
    public long Bytes { get; private set; }

    /// <summary>Where the joined bytes stand in the run.</summary>
    public WireOrigin Origin => WireOrigin.Joined(_places);

    /// <summary>The next part, which stands at an offset of the run.</summary>
    public void Add(ReadOnlyMemory<byte> bytes, long at)
    {
        _places.Add((Bytes, at));
        _parts.Add(bytes);
        Bytes += bytes.Length;
    }

    /// <summary>All parts as one; the only one without a copy.</summary>
    public ReadOnlyMemory<byte> Join()
    {
        if (_parts.Count == 1) return _parts[0];
        var joined = new byte[Bytes];
        int at = 0;
        foreach (var part in _parts)
        {
            part.CopyTo(joined.AsMemory(at));
            at += part.Length;
        }

        return joined;
    }

    /// <summary>No parts.</summary>
    public void Clear()
    {
        _places.Clear();
        _parts.Clear();
        Bytes = 0;
    }
}
