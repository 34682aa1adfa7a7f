namespace Weft.Runtime;

/// <summary>
/// Runs functions on threads of its own; a worker's collaborator. The worker machine never has more runs open than
/// <see cref="Threads"/>, apart from cancelled ones that have not ended yet.
/// </summary>
public interface ITaskExecutor : IAsyncDisposable
{
    /// <summary>How many functions run at the same time.</summary>
    int Threads { get; }

    /// <summary>
    /// Runs a task: decodes its spec, resolves the function, binds the values, calls it, and awaits it where it is
    /// asynchronous. Queues and returns at once; never throws for what is wrong with the task. Tells
    /// <paramref name="handler"/> on any thread: <see cref="IExecutionHandler.OnStarted"/> when the function itself is
    /// about to be called (not for a task whose code or arguments are refused), then exactly one of
    /// <see cref="IExecutionHandler.OnReturned"/> and <see cref="IExecutionHandler.OnFailed"/>, also after a
    /// <see cref="Cancel"/>.
    /// </summary>
    void Execute(TaskRun run, IExecutionHandler handler);

    /// <summary>
    /// Asks a run to stop: one that has not begun is dropped, a running one sees its cancellation token set. Its
    /// outcome is still told, and is not wanted. An unknown run is ignored.
    /// </summary>
    void Cancel(string key, long run);
}
