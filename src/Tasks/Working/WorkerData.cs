using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>A value that the worker holds or fetches.</summary>
internal sealed class WorkerData(string key) : FetchItem(key)
{
    /// <summary>Where it stands.</summary>
    public WorkerDataState State { get; set; }

    /// <summary>The tasks that need it and have not begun; null where there never was one.</summary>
    public HashSet<WorkerTask>? Waiters { get; set; }

    /// <summary>The readable name of its type; empty until it is in memory.</summary>
    public string TypeName { get; set; } = "";

    /// <summary>Its measured bytes; 0 until it is in memory.</summary>
    public long HeldBytes { get; set; }

    /// <summary>The run that made it here; null where it was fetched or put.</summary>
    public long? MadeByRun { get; set; }

    /// <summary>The client that put it here and announces it to the scheduler; nobody where none did.</summary>
    public PeerAddress PutBy { get; set; }

    /// <summary>True where a task that has not begun needs it.</summary>
    public bool IsNeeded => Waiters is { Count: > 0 };
}
