namespace Weft.Runtime;

/// <summary>
/// Completes once, when none of many futures is pending: whoever waits for all is woken one time, not for each.
/// </summary>
internal sealed class FutureCountdown
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Future[] _futures;
    private readonly Action<FutureCell> _listener;
    private int _left;

    public FutureCountdown(Future[] futures)
    {
        // One more than there are, for the loop itself.
        (_futures, _left, _listener) = (futures, futures.Length + 1, _ => CountDown());
        foreach (var future in futures) future.Cell.OnDone(_listener);
        CountDown();
    }

    /// <summary>Never fails.</summary>
    public Task Done => _done.Task;

    /// <summary>Stops listening, where nobody waits any more.</summary>
    public void Forget()
    {
        foreach (var future in _futures) future.Cell.Forget(_listener);
    }

    private void CountDown()
    {
        if (Interlocked.Decrement(ref _left) == 0) _done.TrySetResult();
    }
}
