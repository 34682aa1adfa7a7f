using System.Diagnostics.CodeAnalysis;

namespace Weft.Runtime;

/// <summary>
/// Runs tasks on <c>n</c> threads of its own, so that users' functions never hold up the sockets and timers of the
/// .NET thread pool. An asynchronous function starts on one of the threads and counts as one running until it has
/// ended; what follows its first incomplete await runs where .NET runs it without a synchronization context, on the
/// pool. That is the usual rule of .NET programs: blocking on a task inside a function cannot deadlock the worker.
/// Functions that exhaust the stack or exit the process end the worker, which its scheduler sees as its loss.
/// </summary>
public sealed class TaskExecutor : ITaskExecutor
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly TaskCallDecoder _decoder;
    private readonly Thread[] _threads;
    private readonly object _gate = new();
    private readonly Queue<Execution> _waiting = new();
    private readonly Dictionary<(string Key, long Run), Execution> _open = [];
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _closed;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">How many functions may run at once; at least 1.</param>
    /// <param name="decoder">Makes a call of a task's spec.</param>
    /// <param name="name">The worker's name, part of the threads' names.</param>
    public TaskExecutor(int threads, TaskCallDecoder decoder, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentNullException.ThrowIfNull(decoder);
        _decoder = decoder;
        _threads = new Thread[threads];
        for (var index = 0; index < threads; index++)
        {
            // In the background, so that a function that never ends cannot keep a process alive.
            _threads[index] = new Thread(Work) { IsBackground = true, Name = $"weft {name} {index}" };
        }
        foreach (var thread in _threads) thread.Start();
    }

    /// <inheritdoc/>
    public int Threads => _threads.Length;

    /// <inheritdoc/>
    public void Execute(TaskRun run, IExecutionHandler handler)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(handler);
        var execution = new Execution(run, handler);
        lock (_gate)
        {
            if (!_closed)
            {
                _open.Add((run.Key, run.Run), execution);
                _waiting.Enqueue(execution);
                Monitor.Pulse(_gate);
                return;
            }
        }
        handler.OnFailed(run, new OperationCanceledException("the worker stops"), mayRetry: true);
    }

    /// <inheritdoc/>
    public void Cancel(string key, long run)
    {
        Execution? execution;
        lock (_gate) _open.TryGetValue((key, run), out execution);
        // On the pool: callbacks that the function registered must not run on the worker's own loop.
        if (execution is not null) _ = execution.Cancellation.CancelAsync();
    }

    /// <summary>
    /// Cancels what is open and waits two seconds for it to end. A function that goes on longer is left behind on its
    /// background thread; its outcome is told to a handler that no longer listens.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Execution[] open;
        lock (_gate)
        {
            _closed = true;
            open = [.. _open.Values];
            if (open.Length == 0) _idle.TrySetResult();
            Monitor.PulseAll(_gate);
        }
        foreach (var execution in open) _ = execution.Cancellation.CancelAsync();
        await Task.WhenAny(_idle.Task, Task.Delay(Grace)).ConfigureAwait(false);
    }

    private void Work()
    {
        var clean = ExecutionContext.Capture();
        while (TryTake(out var execution))
        {
            RunOne(execution);
            // Nothing that one function left on the thread may reach the next.
            if (clean is not null) ExecutionContext.Restore(clean);
            SynchronizationContext.SetSynchronizationContext(null);
        }
    }

    private bool TryTake([NotNullWhen(true)] out Execution? execution)
    {
        lock (_gate)
        {
            while (!_waiting.TryDequeue(out execution))
            {
                if (_closed) return false;
                Monitor.Wait(_gate);
            }
            return true;
        }
    }

    private void RunOne(Execution execution)
    {
        if (execution.Cancellation.IsCancellationRequested)
        {
            Fail(execution, new OperationCanceledException("cancelled before it began"), mayRetry: true);
            return;
        }
        BoundCall call;
        try
        {
            call = _decoder.Bind(execution.Run);
        }
        catch (Exception error)
        {
            Fail(execution, error, mayRetry: false);
            return;
        }
        object? returned;
        try
        {
            TaskContext.Current = execution.Context;
            execution.Handler.OnStarted(execution.Run);
            returned = call.Invoke();
        }
        catch (Exception error)
        {
            Fail(execution, error, mayRetry: true);
            return;
        }
        if (!AsyncOutcome.IsPending(returned, out var pending)) Return(execution, returned);
        else if (pending.IsCompletedSuccessfully) Return(execution, AsyncOutcome.ResultOf(pending));
        else _ = EndAsync(execution, pending);
    }

    private async Task EndAsync(Execution execution, Task pending)
    {
        try
        {
            await pending.ConfigureAwait(false);
        }
        catch (Exception error)
        {
            Fail(execution, error, mayRetry: true);
            return;
        }
        Return(execution, AsyncOutcome.ResultOf(pending));
    }

    private void Return(Execution execution, object? value)
    {
        Close(execution);
        execution.Handler.OnReturned(execution.Run, value);
    }

    private void Fail(Execution execution, Exception error, bool mayRetry)
    {
        Close(execution);
        execution.Handler.OnFailed(execution.Run, error, mayRetry);
    }

    private void Close(Execution execution)
    {
        lock (_gate)
        {
            _open.Remove((execution.Run.Key, execution.Run.Run));
            if (_closed && _open.Count == 0) _idle.TrySetResult();
        }
    }

    private sealed class Execution
    {
        public Execution(TaskRun run, IExecutionHandler handler)
        {
            (Run, Handler) = (run, handler);
            Context = new TaskContext(run.Key, run.Run, Cancellation.Token);
        }

        public TaskRun Run { get; }

        public IExecutionHandler Handler { get; }

        public CancellationTokenSource Cancellation { get; } = new();

        public TaskContext Context { get; }
    }
}
