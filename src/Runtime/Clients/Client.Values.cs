using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Weft.Serialization;

namespace Weft.Runtime;

/// <content>Values to the workers and back.</content>
public sealed partial class Client
{
    /// <summary>
    /// Puts one value on workers, so that functions run where it lies. An array or list is one value; to spread its
    /// elements use <see cref="ScatterEachAsync"/>. The value must not change until the task completes: then its memory
    /// is the caller's again, except where worker and client share a process and thereby the value itself: there it
    /// must not change as long as a future holds it.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="replicas">Copies on as many workers; more than there are means one on each.</param>
    /// <param name="workers">Where alone it may go; null for any.</param>
    /// <param name="cancellation">Ends the wait; the value may still be read until it has been written.</param>
    /// <exception cref="SerializationFailedException">No family encodes the value; nothing was sent.</exception>
    /// <exception cref="ScatterFailedException">No worker takes it.</exception>
    public async Task<Future<T>> ScatterAsync<T>(
        T value,
        int replicas = 1,
        IReadOnlyList<PeerAddress>? workers = null,
        CancellationToken cancellation = default)
    {
        var futures = await ScatterAsync([value], replicas, workers, cancellation).ConfigureAwait(false);
        return futures[0];
    }

    /// <summary>
    /// As <see cref="ScatterAsync{T}(T, int, IReadOnlyList{PeerAddress}?, CancellationToken)"/> for many values, each
    /// with a future of its own, spread over the workers in turn. The same holds for their memory.
    /// </summary>
    public Task<Future<T>[]> ScatterEachAsync<T>(
        IReadOnlyList<T> values,
        int replicas = 1,
        IReadOnlyList<PeerAddress>? workers = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        return ScatterAsync([.. values], replicas, workers, cancellation);
    }

    /// <summary>
    /// Brings the values of many keys here, in the order of the futures, each once over the wire. In one process they
    /// are the very objects that the workers hold: do not change them. Fails with the first key that fails.
    /// </summary>
    /// <param name="futures">Futures of this client.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="TaskFailedException">As for awaiting a future; its other exceptions too.</exception>
    public async Task<T[]> GatherAsync<T>(IEnumerable<Future<T>> futures, CancellationToken cancellation = default)
    {
        var held = Own(futures);
        var values = await FetchAsync(KeysOf(held)).WaitAsync(cancellation).ConfigureAwait(false);
        var typed = new T[values.Length];
        for (int i = 0; i < typed.Length; i++) typed[i] = Future<T>.Cast(held[i].Key, values[i]);

        // None of them may be collected before: that would release its key.
        GC.KeepAlive(held);
        return typed;
    }

    /// <summary>Waits until none of the keys is pending, whatever became of them; moves no value.</summary>
    /// <param name="futures">Futures of this client.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task WaitAsync(IEnumerable<Future> futures, CancellationToken cancellation = default)
    {
        var held = Own(futures);
        var countdown = new FutureCountdown(held);
        try
        {
            await countdown.Done.WaitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            if (!countdown.Done.IsCompleted) countdown.Forget();
        }

        GC.KeepAlive(held);
    }

    /// <summary>
    /// The futures in the order in which their keys are done, failed and cancelled ones included; moves no value.
    /// </summary>
    /// <param name="futures">Futures of this client; each is given once for each time it is named.</param>
    /// <param name="cancellation">Ends the enumeration.</param>
    public async IAsyncEnumerable<Future<T>> AsCompleted<T>(
        IEnumerable<Future<T>> futures, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var held = Own(futures);
        var done = Channel.CreateUnbounded<int>();
        var listeners = new Action<FutureCell>[held.Length];
        try
        {
            for (int i = 0; i < held.Length; i++)
            {
                int index = i;
                listeners[i] = _ => done.Writer.TryWrite(index);
                held[i].Cell.OnDone(listeners[i]);
            }

            for (int i = 0; i < held.Length; i++)
            {
                int index = await done.Reader.ReadAsync(cancellation).ConfigureAwait(false);
                yield return (Future<T>)held[index];
            }
        }
        finally
        {
            for (int i = 0; i < held.Length; i++)
            {
                if (listeners[i] is { } listener) held[i].Cell.Forget(listener);
            }
        }
    }

    internal Task<object?[]> FetchAsync(IReadOnlyList<string> keys)
    {
        if (keys.Count == 0) return Task.FromResult(Array.Empty<object?>());
        var answer = NewAnswer<object?[]>();
        Enqueue(new UserCall.Gather(keys, answer));
        return answer.Task;
    }

    private async Task<Future<T>[]> ScatterAsync<T>(
        T[] values, int replicas, IReadOnlyList<PeerAddress>? workers, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        if (values.Length == 0) return [];
        var cells = new FutureCell[values.Length];
        var futures = new Future<T>[values.Length];
        var objects = new object?[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] is Future)
                throw new ArgumentException("a future is a handle, not a value; pass it to Submit", nameof(values));
            cells[i] = new FutureCell(NewKey(ReadableTypeName.Of(values[i])));
            futures[i] = new Future<T>(this, cells[i]);
            objects[i] = values[i];
        }

        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            Enqueue(new UserCall.Scatter(cells, objects, replicas, workers, done));
            await done.Task.WaitAsync(cancellation).ConfigureAwait(false);
            return futures;
        }
        catch
        {
            foreach (var future in futures) future.Dispose();
            throw;
        }
    }
}
