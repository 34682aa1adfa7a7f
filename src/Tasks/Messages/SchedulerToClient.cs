using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>What the scheduler says to a client.</summary>
public abstract record SchedulerToClient : Message
{
    private SchedulerToClient()
    {
    }

    /// <summary>The answer to a client's registration.</summary>
    public sealed record ClientRegistered(string SchedulerVersion) : SchedulerToClient;

    /// <summary>A wanted key has its value in memory.</summary>
    public sealed record KeyInMemory(HeldData Data) : SchedulerToClient;

    /// <summary>
    /// A wanted key failed. <paramref name="Cause"/> is the key whose function threw; dependents fail with it.
    /// </summary>
    public sealed record KeyErred(string Key, string Cause, ErrorDetail Error) : SchedulerToClient;

    /// <summary>Wanted keys were cancelled, by this client or by force.</summary>
    public sealed record KeysCancelled(IReadOnlyList<string> Keys, string Reason) : SchedulerToClient;

    /// <summary>A scattered value whose last copy died, or what needs it.</summary>
    public sealed record KeyLost(string Key, string Reason) : SchedulerToClient;

    /// <summary>A key that was in memory is being computed again; another word on it follows.</summary>
    public sealed record KeyReleased(string Key) : SchedulerToClient;

    /// <summary>Which workers take each value; <paramref name="Refusal"/> says why none can, or is null.</summary>
    public sealed record ScatterPlan(
        long Request, IReadOnlyList<IReadOnlyList<PeerAddress>> Holders, string? Refusal) : SchedulerToClient;

    /// <summary>Where the values lie, in the order they were asked for.</summary>
    public sealed record KeyLocations(long Request, IReadOnlyList<KeyHolders> Keys) : SchedulerToClient;

    /// <summary>The workers, sorted by address.</summary>
    public sealed record WorkerList(long Request, IReadOnlyList<WorkerSummary> Workers) : SchedulerToClient;

    /// <summary>The scheduler refuses this client, or stops.</summary>
    public sealed record ClientRefused(string Reason) : SchedulerToClient;

    /// <summary>What the scheduler has and has done, at the moment of the question.</summary>
    public sealed record StatusReport(long Request, SchedulerSnapshot Status) : SchedulerToClient;
}
