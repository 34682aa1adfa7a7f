using Microsoft.Extensions.Logging;

namespace Weft.Runtime;

/// <summary>
/// The place of one worker in a local cluster: starts it, sees it end, and puts another there. Its loop is awaited by
/// <see cref="DisposeAsync"/>.
/// </summary>
internal sealed class WorkerSlot : IAsyncDisposable
{
    // A program that cannot start will not start at the next try either.
    private const int FailuresInARowMax = 3;

    private readonly string _name;
    private readonly Func<string, CancellationToken, Task<IRunningWorker>> _start;
    private readonly bool _restarts;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _loop;
    private volatile IRunningWorker? _current;
    private TransferTotals _sentBefore;

    public WorkerSlot(
        string name, Func<string, CancellationToken, Task<IRunningWorker>> start, bool restarts, ILogger logger)
    {
        (_name, _start, _restarts, _logger) = (name, start, restarts, logger);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Completes when the first worker is there; faults where it could not be started.</summary>
    public Task Started => _first.Task;

    /// <summary>The worker that is there now; null between two, and after the last.</summary>
    public LocalWorker? Current => _current is { } running ? new LocalWorker(_name, running) : null;

    /// <summary>What the workers in this place have sent, as far as they have told.</summary>
    public async Task<TransferTotals> SentAsync(CancellationToken cancellation)
    {
        if (_current is { } running) return _sentBefore + await running.SentAsync(cancellation).ConfigureAwait(false);
        return _sentBefore;
    }

    /// <summary>Ends the worker and the loop.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _closing.Dispose();
    }

    private async Task RunAsync()
    {
        var failures = 0;
        while (!_closing.IsCancellationRequested && failures < FailuresInARowMax)
        {
            var running = await TryStartAsync().ConfigureAwait(false);
            if (running is null)
            {
                failures++;
                if (!_restarts) break;
                continue;
            }
            failures = 0;
            await WatchAsync(running).ConfigureAwait(false);
            if (!_restarts) break;
        }
        if (failures >= FailuresInARowMax) ProcessesLog.WorkerGivenUp(_logger, _name, failures);
    }

    private async Task<IRunningWorker?> TryStartAsync()
    {
        try
        {
            return await _start(_name, _closing.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            _first.TrySetCanceled();
            return null;
        }
        catch (Exception error)
        {
            ProcessesLog.WorkerNotStarted(_logger, _name, error.Message);
            _first.TrySetException(error);
            return null;
        }
    }

    private async Task WatchAsync(IRunningWorker running)
    {
        _current = running;
        ProcessesLog.WorkerStarted(_logger, _name, running.ProcessId, running.Address.Value);
        _first.TrySetResult();
        var closing = new TaskCompletionSource();
        await using (_closing.Token.Register(() => closing.TrySetResult()))
        {
            var first = await Task.WhenAny(running.Ended, closing.Task).ConfigureAwait(false);
            _current = null;
            if (first == running.Ended && !_closing.IsCancellationRequested)
            {
                ProcessesLog.WorkerEnded(
                    _logger, _name, running.ProcessId, await running.Ended.ConfigureAwait(false));
            }
        }
        await running.DisposeAsync().ConfigureAwait(false);
        // One that has ended tells what it told last.
        _sentBefore += await running.SentAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
