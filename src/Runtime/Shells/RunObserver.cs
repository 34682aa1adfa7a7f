using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>
/// Listens to one run and posts what it hears to the worker's mailbox. Results are measured and exceptions put into
/// words here, on the executor's thread, so that the worker's loop need not.
/// </summary>
internal sealed class RunObserver(IMailbox<Mail> mailbox, IClock clock) : IExecutionHandler
{
    private Instant _startedAt;

    public void OnStarted(TaskRun run)
    {
        _startedAt = clock.Now;
        mailbox.Post(new Mail.ExecutionStarted(run));
    }

    public void OnReturned(TaskRun run, object? value)
    {
        var held = new HeldData(run.Key, ReadableTypeName.Of(value), ValueMeasure.BytesOf(value));
        mailbox.Post(new Mail.ExecutionReturned(run, value, held, _startedAt));
    }

    public void OnFailed(TaskRun run, Exception error, bool mayRetry) =>
        mailbox.Post(new Mail.ExecutionFailed(run, ErrorDetails.From(error), mayRetry));
}
