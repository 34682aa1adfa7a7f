using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>All that the scheduler knows of one worker that is there.</summary>
internal sealed class WorkerRecord(PeerAddress address, string name, int threads, int capacity)
{
    /// <summary>Position in the machine's heap of workers, or -1.</summary>
    public int Slot = -1;

    /// <summary>Where it is reached.</summary>
    public PeerAddress Address { get; } = address;

    /// <summary>What it calls itself.</summary>
    public string Name { get; } = name;

    /// <summary>How many functions it runs at once.</summary>
    public int Threads { get; } = threads;

    /// <summary>The count of processing tasks from which on it gets nothing from the queue.</summary>
    public int Capacity { get; } = capacity;

    /// <summary>The tasks it was given; each knows its position here.</summary>
    public List<TaskRecord> Processing { get; } = [];

    /// <summary>The values it holds. Walk it only where order does not matter, or sort.</summary>
    public HashSet<TaskRecord> Held { get; } = [];

    /// <summary>The nanoseconds of work it was given: the sum of its processing tasks' costs.</summary>
    public long Occupancy { get; set; }

    /// <summary>The sum of the bytes it holds.</summary>
    public long StoredBytes { get; set; }

    /// <summary>Values it shall drop, not yet told; null for none.</summary>
    public List<string>? ToFree { get; set; }

    /// <summary>The placement in which <see cref="LocalBytes"/> was last summed.</summary>
    public long PlacementMark { get; set; }

    /// <summary>In the placement under way, the bytes of dependencies that it holds.</summary>
    public long LocalBytes { get; set; }

    /// <summary>True while it cannot be reached.</summary>
    public bool IsUnreachable { get; set; }

    /// <summary>True once it has said that it wants no more tasks.</summary>
    public bool IsDraining { get; set; }

    /// <summary>True where it is chosen for tasks and values at all; those that are stand in the heap.</summary>
    public bool IsOffered => !IsUnreachable && !IsDraining;

    /// <summary>True where it gets nothing more from the queue.</summary>
    public bool IsFull => Processing.Count >= Capacity;
}

/// <summary>
/// The less loaded worker first: fewer tasks per thread, then fewer stored bytes, then the smaller address. Full
/// workers sort behind all others, since a worker is full exactly when its load reaches the saturation.
/// </summary>
internal readonly struct LoadOrder : IHeapOrder<WorkerRecord>
{
    public static bool Precedes(WorkerRecord first, WorkerRecord second)
    {
        var left = (long)first.Processing.Count * second.Threads;
        var right = (long)second.Processing.Count * first.Threads;
        if (left != right) return left < right;
        return first.StoredBytes != second.StoredBytes
            ? first.StoredBytes < second.StoredBytes
            : first.Address.CompareTo(second.Address) < 0;
    }

    public static ref int Slot(WorkerRecord item) => ref item.Slot;
}
