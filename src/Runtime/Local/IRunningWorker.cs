using Weft.Serialization;

namespace Weft.Runtime;

/// <summary>One incarnation of a worker of a local cluster, in a process of its own or in this one.</summary>
internal interface IRunningWorker : IAsyncDisposable
{
    /// <summary>Where it is reached.</summary>
    PeerAddress Address { get; }

    /// <summary>The process it runs in; null for this one.</summary>
    int? ProcessId { get; }

    /// <summary>Completes with the reason when the worker has ended, in whatever way; never faults.</summary>
    Task<string> Ended { get; }

    /// <summary>What it has sent so far; what was known last where it no longer answers.</summary>
    Task<TransferTotals> SentAsync(CancellationToken cancellation);

    /// <summary>Ends it at once, without a word to anybody, and waits until it has ended.</summary>
    Task KillAsync();
}
