using System.Collections.Concurrent;

namespace Weft.Runtime.Tests;

/// <summary>Runs <see cref="DirectCalls"/> on threads of its own.</summary>
internal sealed class DirectExecutor : ITaskExecutor
{
    private readonly BlockingCollection<(TaskRun Run, IExecutionHandler Handler)> _waiting = [];
    private readonly DirectCalls _calls;

    public DirectExecutor(DirectCalls calls, int threads)
    {
        (_calls, Threads) = (calls, threads);
        for (int i = 0; i < threads; i++) new Thread(Work) { IsBackground = true }.Start();
    }

    public int Threads { get; }

    public ConcurrentQueue<string> Cancelled { get; } = new();

    public void Execute(TaskRun run, IExecutionHandler handler)
    {
        if (!_waiting.IsAddingCompleted) _waiting.Add((run, handler));
    }

    public void Cancel(string key, long run) => Cancelled.Enqueue(key);

    public ValueTask DisposeAsync()
    {
        _waiting.CompleteAdding();
        return ValueTask.CompletedTask;
    }

    private void Work()
    {
        foreach (var (run, handler) in _waiting.GetConsumingEnumerable())
        {
            handler.OnStarted(run);
            try
            {
                handler.OnReturned(run, _calls.Run(run));
            }
            catch (Exception error)
            {
                handler.OnFailed(run, error, true);
            }
        }
    }
}
