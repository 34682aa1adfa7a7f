namespace Weft.Tasks;

/// <summary>
/// The tasks whose key begins with the same name: the part before the last <c>-</c>, or the whole key. They are taken
/// to run equally long.
/// </summary>
internal sealed class GroupRecord(string name)
{
    /// <summary>The shared part of the keys.</summary>
    public string Name { get; } = name;

    /// <summary>How many tasks of the group are known now.</summary>
    public int TaskCount { get; set; }

    /// <summary>The learnt nanoseconds of a run; null before the first has finished.</summary>
    public long? DurationNanoseconds { get; private set; }

    /// <summary>The type of the last result, shared by those that return the same.</summary>
    public string TypeName { get; private set; } = "";

    /// <summary>The part of a key that names its group.</summary>
    public static ReadOnlySpan<char> NameOf(string key)
    {
        var dash = key.LastIndexOf('-');
        return dash > 0 ? key.AsSpan(0, dash) : key;
    }

    /// <summary>
    /// Takes the nanoseconds of a run into the mean, in which the last run weighs one half. A run of no time is none: a
    /// worker that held the value already says so.
    /// </summary>
    public void Learn(long nanoseconds)
    {
        if (nanoseconds <= 0) return;
        DurationNanoseconds = DurationNanoseconds is { } known ? (known + nanoseconds) / 2 : nanoseconds;
    }

    /// <summary>The same text, as the instance that earlier results of the group use.</summary>
    public string Share(string typeName)
    {
        if (!string.Equals(TypeName, typeName, StringComparison.Ordinal)) TypeName = typeName;
        return TypeName;
    }
}
