namespace Weft.Runtime.Tests;

/// <summary>Keeps how one run went, and on which thread it began.</summary>
internal sealed class RunRecorder : IExecutionHandler
{
    private readonly TaskCompletionSource<object?> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource<Thread> Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<object?> Outcome => _outcome.Task;

    public bool? MayRetry { get; private set; }

    public void OnStarted(TaskRun run) => Started.TrySetResult(Thread.CurrentThread);

    public void OnReturned(TaskRun run, object? value) => _outcome.SetResult(value);

    public void OnFailed(TaskRun run, Exception error, bool mayRetry)
    {
        MayRetry = mayRetry;
        _outcome.SetException(error);
    }
}
