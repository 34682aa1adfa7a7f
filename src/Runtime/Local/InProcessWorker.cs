using Weft.Serialization;

namespace Weft.Runtime;

/// <summary>A worker inside this process. Killing it closes its address at once, as a crash would.</summary>
internal sealed class InProcessWorker(WorkerRole role) : IRunningWorker
{
    /// <inheritdoc/>
    public PeerAddress Address => role.Address;

    /// <inheritdoc/>
    public int? ProcessId => null;

    /// <inheritdoc/>
    public Task<string> Ended => role.Stopped;

    /// <inheritdoc/>
    public Task<TransferTotals> SentAsync(CancellationToken cancellation) => Task.FromResult(default(TransferTotals));

    /// <inheritdoc/>
    public async Task KillAsync() => await role.DisposeAsync().ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => role.DisposeAsync();
}
