using System.Collections.Concurrent;

namespace Weft.Runtime;

/// <summary>
/// The mailbox of the local engines: an unbounded queue that one thread at a time drains, so that a shell has one
/// caller at a time. Which thread that is changes: one of the pool, or the one that brought the news where it can be
/// spared (<see cref="LentThread"/>). Items posted before <see cref="Start"/> wait. An exception from the handler is
/// fatal: later items are dropped, and the exception is reported once.
/// </summary>
/// <typeparam name="TItem">What the shell takes.</typeparam>
public sealed class MailboxLoop<TItem> : IMailbox<TItem>, ILentWork, IThreadPoolWorkItem, IAsyncDisposable
{
    // After so many items in one go the loop lets other work of the thread pool pass.
    private const int BatchCount = 512;

    private readonly ConcurrentQueue<TItem> _items = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action<TItem>? _handle;
    private Action<Exception>? _failed;
    private volatile bool _closed;

    // 1 while a thread drains or is on its way; also before the start and after the end, when none shall come.
    private int _taken = 1;

    /// <summary>Completes when the loop has ended, with or without a failure; never faults.</summary>
    public Task Completion => _handle is null ? Task.CompletedTask : _ended.Task;

    /// <inheritdoc/>
    public void Post(TItem item)
    {
        if (_closed) return;
        _items.Enqueue(item);
        if (TryClaim() && !LentThread.TryTake(this)) HandToPool();
    }

    /// <summary>Starts the loop; once.</summary>
    /// <param name="handle">
    /// Takes each item in order; one call at a time, on threads of the pool or on those that posted. It must not block.
    /// </param>
    /// <param name="failed">Hears the exception that ended the loop; must not throw.</param>
    public void Start(Action<TItem> handle, Action<Exception> failed)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(failed);
        if (Interlocked.CompareExchange(ref _handle, handle, null) is not null)
            throw new InvalidOperationException("the mailbox's loop runs already; start it once");
        _failed = failed;
        HandToPool();
    }

    /// <summary>
    /// Takes no more items; those posted before are still handled. May be called from the handler itself.
    /// </summary>
    public void Close()
    {
        _closed = true;
        if (TryClaim()) HandToPool();
    }

    /// <summary>Closes, and waits for the loop's end. Not from the handler, which the loop would wait for.</summary>
    public async ValueTask DisposeAsync()
    {
        Close();
        await Completion.ConfigureAwait(false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        var lends = LentThread.TryBegin();
        Drain(BatchCount);
        if (lends) LentThread.End();
    }

    int ILentWork.Run(int itemsMax) => Drain(itemsMax);

    void ILentWork.HandToPool() => HandToPool();

    private bool TryClaim() => Interlocked.CompareExchange(ref _taken, 1, 0) == 0;

    private void HandToPool() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    private int Drain(int itemsMax)
    {
        var count = 0;
        try
        {
            while (true)
            {
                while (_items.TryDequeue(out var item))
                {
                    _handle!(item);
                    if (++count < itemsMax) continue;
                    HandToPool();
                    return count;
                }

                if (_closed)
                {
                    // Stays taken: nobody drains again.
                    _ended.TrySetResult();
                    return count;
                }

                // Who posts or closes after this claims it; what came before is seen here.
                Interlocked.Exchange(ref _taken, 0);
                if ((_items.IsEmpty && !_closed) || !TryClaim()) return count;
            }
        }
        catch (Exception error)
        {
            _closed = true;
            _items.Clear();
            _failed!(error);
            _ended.TrySetResult();
            return count;
        }
    }
}
