using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>
/// What one <see cref="Future"/> knows of its key. The shell writes it, anyone reads it. It does not refer to its
/// future, so that a future nobody holds any more can be collected and releases its key. It is its own lock: there is
/// one for each task, and nobody outside sees it.
/// </summary>
internal sealed class FutureCell(string key)
{
    private volatile FutureState _state = FutureState.Pending;
    private Action<FutureCell>? _done;

    public string Key { get; } = key;

    public FutureState State => _state;

    /// <summary>Sets the state; where it is no longer pending, listeners are called on this thread, once.</summary>
    public void Set(FutureState state)
    {
        Action<FutureCell>? done;
        lock (this)
        {
            _state = state;
            if (state == FutureState.Pending) return;
            (done, _done) = (_done, null);
        }

        done?.Invoke(this);
    }

    /// <summary>
    /// Calls the listener once, when the key is no longer pending: now, or on the thread that says so, which it must
    /// not hold up.
    /// </summary>
    public void OnDone(Action<FutureCell> listener)
    {
        lock (this)
        {
            if (_state == FutureState.Pending)
            {
                _done += listener;
                return;
            }
        }

        listener(this);
    }

    /// <summary>Takes a listener back.</summary>
    public void Forget(Action<FutureCell> listener)
    {
        lock (this) _done -= listener;
    }

    /// <summary>Completes when the key is no longer pending; never fails.</summary>
    public Task WhenDoneAsync()
    {
        if (_state != FutureState.Pending) return Task.CompletedTask;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        OnDone(_ => done.TrySetResult());
        return done.Task;
    }
}
