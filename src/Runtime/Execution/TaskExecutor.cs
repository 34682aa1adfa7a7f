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
    // A call of so many bytes is decoded in microseconds.
    private const int PromptBytesMax = 4096;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly TaskCallDecoder _decoder;
    private readonly Thread[] _threads;
    private readonly object _gate = new();
    private readonly Queue<Execution> _waiting = new();
    // A few more than there are threads, so it is searched.
    private readonly List<Execution> _open = [];
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _closed;

    // Set on the executor's own threads while they tell a handler how a run goes.
    [ThreadStatic]
    private static TaskExecutor? s_owner;

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
                _open.Add(execution);
                _waiting.Enqueue(execution);
                // The only one that waits is taken by the thread that asks, once it is done with the worker's mail.
                if (!ReferenceEquals(s_owner, this) || _waiting.Count > 1) Monitor.Pulse(_gate);
                return;
            }
        }
        handler.OnFailed(run, new OperationCanceledException("the worker stops"), mayRetry: true);
    }

    /// <inheritdoc/>
    public void Cancel(string key, long run)
    {
        Execution? execution;
        lock (_gate) execution = _open.Find(each => each.Run.Run == run && each.Run.Key == key);
        execution?.Cancel();
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
            open = [.. _open];
            if (open.Length == 0) _idle.TrySetResult();
            Monitor.PulseAll(_gate);
        }
        foreach (var execution in open) execution.Cancel();
        await Task.WhenAny(_idle.Task, Task.Delay(Grace)).ConfigureAwait(false);
    }

    private void Work()
    {
        var clean = ExecutionContext.Capture();
        while (TryTakeNow(out var execution) || TryTake(out execution)) RunOne(execution, clean);
    }

    private bool TryTakeNow([NotNullWhen(true)] out Execution? execution)
    {
        lock (_gate)
        {
            if (_waiting.TryDequeue(out execution)) return true;
        }
        EndTelling();
        return false;
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

    private void RunOne(Execution execution, ExecutionContext? clean)
    {
        var outcome = Call(execution);
        // Nothing that a function left on the thread may reach the next, or those who hear of it.
        if (clean is not null) ExecutionContext.Restore(clean);
        SynchronizationContext.SetSynchronizationContext(null);
        if (outcome is { Error: null, Pending: { } pending })
        {
            if (!pending.IsCompletedSuccessfully)
            {
                _ = EndAsync(execution, pending);
                return;
            }

            outcome = outcome with { Returned = AsyncOutcome.ResultOf(pending) };
        }

        BeginTelling();
        if (outcome.Error is { } error) Fail(execution, error, outcome.MayRetry);
        else Return(execution, outcome.Returned);
        LentThread.Run();
    }

    private Outcome Call(Execution execution)
    {
        if (execution.IsCancelled)
            return new Outcome(null, new OperationCanceledException("cancelled before it began"), MayRetry: true);
        // What was told of the run before leaves together with the start of this one, unless that takes a while.
        var spec = execution.Run.Spec.Payload;
        if (spec.FrameBytes + spec.Header.Encoded.Length > PromptBytesMax) EndTelling();
        BoundCall call;
        try
        {
            call = _decoder.Bind(execution.Run);
        }
        catch (Exception error)
        {
            return new Outcome(null, error, MayRetry: false);
        }
        try
        {
            BeginTelling();
            execution.Handler.OnStarted(execution.Run);
            EndTelling();
            TaskContext.Current = execution.Context;
            var returned = call.Invoke();
            // A value task is the function's own code still; it may throw while it is asked for its task.
            return AsyncOutcome.IsPending(returned, out var pending)
                ? new Outcome(null, null, MayRetry: true) { Pending = pending }
                : new Outcome(returned, null, MayRetry: true);
        }
        catch (Exception error)
        {
            return new Outcome(null, error, MayRetry: true);
        }
    }

    // The thread is between two functions: it sees to the mail that its news cause.
    private void BeginTelling()
    {
        s_owner = this;
        LentThread.TryBegin();
    }

    private static void EndTelling()
    {
        LentThread.EndIfBegun();
        s_owner = null;
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
            _open.Remove(execution);
            if (_closed && _open.Count == 0) _idle.TrySetResult();
        }
    }

    private readonly record struct Outcome(object? Returned, Exception? Error, bool MayRetry)
    {
        public Task? Pending { get; init; }
    }

    private sealed class Execution(TaskRun run, IExecutionHandler handler)
    {
        public TaskRun Run { get; } = run;

        public IExecutionHandler Handler { get; } = handler;

        public TaskContext Context { get; } = new(run.Key, run.Run);

        public bool IsCancelled => Context.IsCancelled;

        public void Cancel() => Context.Cancel();
    }
}
