using System.Threading.Channels;

namespace Weft.Runtime;

/// <summary>
/// The mailbox of the local engines: an unbounded queue and one loop that owns the reading of it, so that a shell has
/// one caller at a time. Items posted before <see cref="Start"/> wait. An exception from the handler is fatal: the
/// loop ends, later items are dropped, and the exception is reported once.
/// </summary>
/// <typeparam name="TItem">What the shell takes.</typeparam>
public sealed class MailboxLoop<TItem> : IMailbox<TItem>, IAsyncDisposable
{
    // After so many items in one go the loop lets other work of the thread pool pass.
    private const int BatchCount = 512;

    private readonly Channel<TItem> _items =
        Channel.CreateUnbounded<TItem>(new UnboundedChannelOptions { SingleReader = true });

    private Task? _loop;

    /// <summary>Completes when the loop has ended, with or without a failure; never faults.</summary>
    public Task Completion => _loop ?? Task.CompletedTask;

    /// <inheritdoc/>
    public void Post(TItem item) => _items.Writer.TryWrite(item);

    /// <summary>Starts the loop; once.</summary>
    /// <param name="handle">Takes each item in order; one call at a time, on threads of the pool.</param>
    /// <param name="failed">Hears the exception that ended the loop; must not throw.</param>
    public void Start(Action<TItem> handle, Action<Exception> failed)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(failed);
        if (_loop is not null) throw new InvalidOperationException("the mailbox's loop runs already; start it once");
        _loop = Task.Run(() => RunAsync(handle, failed));
    }

    /// <summary>
    /// Takes no more items; those posted before are still handled. May be called from the handler itself.
    /// </summary>
    public void Close() => _items.Writer.TryComplete();

    /// <summary>Closes, and waits for the loop's end. Not from the handler, which the loop would wait for.</summary>
    public async ValueTask DisposeAsync()
    {
        Close();
        await Completion.ConfigureAwait(false);
    }

    private async Task RunAsync(Action<TItem> handle, Action<Exception> failed)
    {
        var reader = _items.Reader;
        try
        {
            while (await reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
            {
                int left = BatchCount;
                while (left-- > 0 && reader.TryRead(out var item)) handle(item);
                if (left < 0) await Task.Yield();
            }
        }
        catch (Exception error)
        {
            Close();
            failed(error);
        }
    }
}
