namespace Weft.Tasks;

/// <summary>A gather that has not ended.</summary>
internal sealed class ClientGather(long request)
{
    /// <summary>The shell's number.</summary>
    public long Request { get; } = request;

    /// <summary>The keys it names, each once, in the order in which the user named them.</summary>
    public List<ClientKey> Keys { get; } = [];

    /// <summary>How many of them are not finished; counted until it begins to fetch.</summary>
    public int PendingCount { get; set; }

    /// <summary>How many values have not arrived; counted from when it begins to fetch.</summary>
    public int MissingCount { get; set; }

    /// <summary>True once all keys were finished at one moment.</summary>
    public bool IsFetching { get; set; }
}
