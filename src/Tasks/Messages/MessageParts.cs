using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>One task as the client defines it.</summary>
/// <param name="Key">Its name, unique in the cluster; also the name of its result.</param>
/// <param name="Spec">The function and its arguments: opaque bytes to everyone but the worker that runs it.</param>
/// <param name="Dependencies">Keys whose values it needs, each once.</param>
/// <param name="Priority">Higher runs earlier among the tasks that could run now.</param>
/// <param name="RetriesMax">How often the task may be tried again after its own function has thrown.</param>
/// <param name="Workers">Where alone it may run; null for anywhere.</param>
public sealed record TaskDefinition(
    string Key,
    Serialized Spec,
    IReadOnlyList<string> Dependencies,
    int Priority = 0,
    int RetriesMax = 0,
    IReadOnlyList<PeerAddress>? Workers = null);

/// <summary>
/// Why something failed, in a form that every role can read: the exception's type name, message and remote stack, and
/// the exception itself for receivers that allow its type.
/// </summary>
/// <param name="TypeName">The full name of the exception's type.</param>
/// <param name="Text">Its message, at most 10,000 characters.</param>
/// <param name="Stack">The stack where it was thrown; empty where unknown.</param>
/// <param name="Exception">The exception, encoded by the families of the sender; null where it could not be.</param>
public sealed record ErrorDetail(string TypeName, string Text, string Stack, MessageValue? Exception = null);

/// <summary>A value that a worker holds.</summary>
/// <param name="Key">Its name.</param>
/// <param name="TypeName">The readable name of its type.</param>
/// <param name="Bytes">Its measured or estimated bytes in memory.</param>
public sealed record HeldData(string Key, string TypeName, long Bytes);

/// <summary>Where a value lies.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Bytes">Its bytes in memory.</param>
/// <param name="Holders">The workers that hold a copy, sorted; empty where none does.</param>
public sealed record KeyHolders(string Key, long Bytes, IReadOnlyList<PeerAddress> Holders);

/// <summary>A value and the workers that took a copy of it from a client.</summary>
public sealed record ScatteredData(HeldData Data, IReadOnlyList<PeerAddress> Holders);

/// <summary>One key of a data reply.</summary>
/// <param name="Key">The name asked for.</param>
/// <param name="Value">The value, or null where the peer does not hold the key.</param>
public sealed record DataItem(string Key, MessageValue? Value);

/// <summary>What a scheduler tells of one worker.</summary>
public sealed record WorkerSummary(PeerAddress Address, string Name, int Threads);

/// <summary>
/// The order in which tasks that could run are taken: higher <paramref name="User"/> first, then the older
/// <paramref name="Generation"/>, then the smaller <paramref name="Order"/>.
/// </summary>
public readonly record struct TaskPriority(int User, long Generation, long Order) : IComparable<TaskPriority>
{
    /// <summary>Negative where this task goes first.</summary>
    public int CompareTo(TaskPriority other)
    {
        if (User != other.User) return other.User.CompareTo(User);
        return Generation != other.Generation
            ? Generation.CompareTo(other.Generation)
            : Order.CompareTo(other.Order);
    }
}
