using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>What a worker says to the scheduler.</summary>
public abstract record WorkerToScheduler : Message
{
    private WorkerToScheduler()
    {
    }

    /// <summary>The first message of a worker, with what it holds already.</summary>
    public sealed record RegisterWorker(string Name, int Threads, IReadOnlyList<HeldData> Held) : WorkerToScheduler;

    /// <summary>A function has begun to run: its worker's death counts against this task.</summary>
    public sealed record TaskStarted(string Key, long Run) : WorkerToScheduler;

    /// <summary>A function returned and its result is held.</summary>
    /// <param name="Key">The task.</param>
    /// <param name="Run">The run it was dispatched with; a late reply of an older run is ignored.</param>
    /// <param name="TypeName">The readable type of the result.</param>
    /// <param name="Bytes">Its bytes in memory.</param>
    /// <param name="StartedAt">On the worker's clock.</param>
    /// <param name="StoppedAt">On the worker's clock.</param>
    public sealed record TaskFinished(
        string Key, long Run, string TypeName, long Bytes, Instant StartedAt, Instant StoppedAt) : WorkerToScheduler;

    /// <summary>A function threw, or its code or arguments could not be had.</summary>
    /// <param name="Key">The task.</param>
    /// <param name="Run">The run it was dispatched with.</param>
    /// <param name="Error">Why.</param>
    /// <param name="MayRetry">False where trying again cannot help: the code is refused or unknown.</param>
    public sealed record TaskErred(string Key, long Run, ErrorDetail Error, bool MayRetry) : WorkerToScheduler;

    /// <summary>The worker fetched copies of these keys and holds them.</summary>
    public sealed record ReplicasHeld(IReadOnlyList<HeldData> Data) : WorkerToScheduler;

    /// <summary>A dependency could not be had from any of the holders named with the task.</summary>
    public sealed record DependencyMissing(
        string Key, long Run, string Dependency, IReadOnlyList<PeerAddress> Holders) : WorkerToScheduler;

    /// <summary>The worker stops of its own will; this does not count against its tasks.</summary>
    public sealed record WorkerLeaving(string Reason) : WorkerToScheduler;

    /// <summary>
    /// The worker wants no more tasks and will leave when those that run have ended; those not begun may be taken back.
    /// </summary>
    public sealed record WorkerDraining(string Reason) : WorkerToScheduler;
}
