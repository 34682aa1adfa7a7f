using System.Globalization;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>
/// A user's way into a cluster: scatter values, submit functions, gather results. Safe for any thread; nothing here
/// blocks. Submitting only queues, and what is queued leaves in batches, in the order of the calls.
/// <para>
/// Values given to a client (arguments, scattered values, what a lambda captures) must not change until the call that
/// took them has done its work. Where client and worker live in one process, values are shared by reference and never
/// copied: a function gets the very object that was scattered or returned, and so does whoever awaits the result, so
/// nobody may change them as long as a future holds the key.
/// </para>
/// </summary>
public sealed partial class Client : IAsyncDisposable
{
    private readonly UserCallQueue _calls;
    private readonly Task _registered;
    private readonly ITaskCallEncoder _encoder;
    private readonly ClientOptions _options;
    private readonly Func<ValueTask> _dispose;
    private readonly string _keyMark;
    private long _keys;
    private int _disposed;

    internal Client(
        PeerAddress address,
        UserCallQueue calls,
        Task registered,
        ITaskCallEncoder encoder,
        ClientOptions options,
        Func<ValueTask> dispose)
    {
        (_calls, _registered, _encoder, _options, _dispose) = (calls, registered, encoder, options, dispose);
        Address = address;

        // Keys of two clients must differ, whatever process they are in.
        _keyMark = Guid.NewGuid().ToString("N")[..10];
    }

    /// <summary>The address under which the cluster knows this client.</summary>
    public PeerAddress Address { get; }

    /// <summary>The name it was given.</summary>
    public string Name => _options.Name;

    /// <summary>Completes when the scheduler has taken this client; calls made before that wait for it.</summary>
    /// <exception cref="SchedulerLostException">The scheduler cannot be reached or refuses this client.</exception>
    /// <exception cref="TimeoutException">It took longer than <see cref="ClientOptions.Timeout"/>.</exception>
    public async Task ConnectedAsync(CancellationToken cancellation = default)
    {
        try
        {
            await _registered.WaitAsync(_options.Timeout, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(
                $"client {Name} was not taken by the scheduler within {_options.Timeout.TotalSeconds} s "
                + $"({nameof(ClientOptions)}.{nameof(ClientOptions.Timeout)})");
        }
    }

    /// <summary>
    /// Closes: everything that still waits fails with <see cref="TaskCancelledException"/> or
    /// <see cref="SchedulerLostException"/>, and all keys of this client are released.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _calls.Enqueue(UserCall.Close.Instance);
        await _dispose().ConfigureAwait(false);
    }

    /// <summary>The workers that are there now, sorted by address.</summary>
    public async Task<IReadOnlyList<WorkerSummary>> WorkersAsync(CancellationToken cancellation = default)
    {
        var answer = NewAnswer<IReadOnlyList<WorkerSummary>>();
        Enqueue(new UserCall.ListWorkers(answer));
        return await answer.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// What the scheduler has and has done when it handles this question: workers with their load, clients, tasks by
    /// state, and counts since its start.
    /// </summary>
    /// <exception cref="SchedulerLostException">The scheduler was lost before it answered.</exception>
    public async Task<SchedulerSnapshot> StatusAsync(CancellationToken cancellation = default)
    {
        var answer = NewAnswer<SchedulerSnapshot>();
        Enqueue(new UserCall.Status(answer));
        return await answer.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Where the values of keys lie now, in the order of the futures: the workers that hold a copy, sorted by address,
    /// none for a key that is not finished. May have changed by the time it is read.
    /// </summary>
    /// <param name="futures">Futures of this client.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<IReadOnlyList<KeyHolders>> WhoHasAsync(
        IEnumerable<Future> futures, CancellationToken cancellation = default)
    {
        var held = Own(futures);
        var holders = new List<KeyHolders>(held.Length);
        foreach (var keys in KeysOf(held).Chunk(MessageCut.ValuesMax))
        {
            var answer = NewAnswer<IReadOnlyList<KeyHolders>>();
            Enqueue(new UserCall.Locate(keys, answer));
            holders.AddRange(await answer.Task.WaitAsync(cancellation).ConfigureAwait(false));
        }

        GC.KeepAlive(held);
        return holders;
    }

    /// <summary>
    /// Cancels keys and all that depends on them. A function that runs already is asked to stop but not interrupted;
    /// its result is not kept. Completes when the request is on its way.
    /// </summary>
    /// <param name="futures">Futures of this client.</param>
    /// <param name="force">Also where another client wants the key.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task CancelAsync(
        IEnumerable<Future> futures, bool force = false, CancellationToken cancellation = default)
    {
        var held = Own(futures);
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(new UserCall.Cancel(KeysOf(held), force, sent));
        await sent.Task.WaitAsync(cancellation).ConfigureAwait(false);
        GC.KeepAlive(held);
    }

    /// <summary>Runs failed keys again. Completes when the request is on its way.</summary>
    /// <param name="futures">Futures of this client.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task RetryAsync(IEnumerable<Future> futures, CancellationToken cancellation = default)
    {
        var held = Own(futures);
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(new UserCall.Retry(KeysOf(held), sent));
        await sent.Task.WaitAsync(cancellation).ConfigureAwait(false);
        GC.KeepAlive(held);
    }

    internal void Release(FutureCell cell)
    {
        // From a finalizer, or long after the client was closed: nothing to wait for and nothing to throw.
        if (_calls.ClosedBy is null) _calls.Enqueue(new UserCall.Release(cell));
    }

    private static TaskCompletionSource<T> NewAnswer<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static string[] KeysOf(Future[] futures)
    {
        var keys = new string[futures.Length];
        for (int i = 0; i < keys.Length; i++) keys[i] = futures[i].Key;
        return keys;
    }

    private void Enqueue(UserCall call)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        _calls.Enqueue(call);
    }

    private string NewKey(string name) => string.Create(
        CultureInfo.InvariantCulture, $"{name}-{_keyMark}{Interlocked.Increment(ref _keys):x8}");

    private Future[] Own<TFuture>(IEnumerable<TFuture> futures)
        where TFuture : Future
    {
        ArgumentNullException.ThrowIfNull(futures);
        Future[] held = [.. futures];
        foreach (var future in held) Own(future);
        return held;
    }

    private void Own(Future future)
    {
        ArgumentNullException.ThrowIfNull(future);
        if (!ReferenceEquals(future.Client, this))
        {
            throw new ArgumentException(
                $"the future of {future.Key} belongs to client {future.Client.Address} and cannot be used with "
                + $"{Address}; gather it there, or submit with the same key here");
        }

        ObjectDisposedException.ThrowIf(future.IsReleased, future);
    }
}
