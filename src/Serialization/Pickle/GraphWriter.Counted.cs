namespace Weft.Serialization;

/// <summary>Writes something of a graph.</summary>
internal delegate void CountedWriter<in T>(ref GraphWriter writer, T value);

// Members of tolerant types, which a reader may not know and must be able to pass over.
internal ref partial struct GraphWriter
{
    /// <summary>
    /// Writes a member of a tolerant type: a value that tells its own type, and where it may number anything, a map of
    /// it and what it numbered.
    /// </summary>
    public void WriteMember(object? value)
    {
        if (value is null or string or int or double or bool or float || IsScalar(value)) WriteValue(value);
        else WriteCounted(value, static (ref w, v) => w.WriteValue(v));
    }

    /// <summary>Writes a map of something and of what it numbered: objects, parts, objects put off, types.</summary>
    public void WriteCounted<T>(T value, CountedWriter<T> write)
    {
        var before = _state.Mark;
        Pack.WriteMapHeader(1);
        _state.CountedDepth++;
        write(ref this, value);
        _state.CountedDepth--;
        var after = _state.Mark;
        Pack.WriteArrayHeader(3 + after.Types - before.Types);
        Pack.WriteInt64(after.Objects - before.Objects);
        Pack.WriteInt64(after.Parts - before.Parts);
        Pack.WriteInt64(after.Later - before.Later);
        for (int i = before.Types; i < after.Types; i++) Pack.WriteRaw(_state.NamedAt(i).Definition);
    }

    private readonly bool IsScalar(object value)
    {
        var codec = _state.CodecOf(value);
        return codec.Keyword < 0 && !codec.IsShared;
    }
}
