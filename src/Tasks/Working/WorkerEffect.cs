using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>What the worker machine wants done. Effects are carried out in order.</summary>
public abstract record WorkerEffect
{
    private WorkerEffect()
    {
    }

    /// <summary>Tell the scheduler.</summary>
    public sealed record SendToScheduler(WorkerToScheduler Message) : WorkerEffect;

    /// <summary>Run a task on a free thread; all its dependencies are in the store.</summary>
    public sealed record ExecuteTask(string Key, long Run, Serialized Spec, IReadOnlyList<string> Dependencies)
        : WorkerEffect;

    /// <summary>Ask a running function to stop; its outcome is not wanted.</summary>
    public sealed record CancelExecution(string Key, long Run) : WorkerEffect;

    /// <summary>Ask a peer for values.</summary>
    public sealed record FetchData(long Request, PeerAddress Peer, IReadOnlyList<string> Keys) : WorkerEffect;

    /// <summary>Drop values from the store.</summary>
    public sealed record ForgetData(IReadOnlyList<string> Keys) : WorkerEffect;

    /// <summary>End the worker.</summary>
    public sealed record Stop(string Reason) : WorkerEffect;
}
