using System.Runtime.CompilerServices;

namespace Weft.Runtime;

/// <summary>
/// A handle on a value of type <typeparamref name="T"/> that is, or will be, in the memory of some worker. Awaiting it
/// brings the value here; passing it to <c>Submit</c> leaves it where it lies. See <see cref="Future"/> for how long
/// the cluster keeps it.
/// </summary>
/// <typeparam name="T">The type of the value, as the compiler saw it where the future was made.</typeparam>
public sealed class Future<T> : Future
{
    private volatile Task<T>? _result;

    internal Future(Client client, FutureCell cell)
        : base(client, cell)
    {
    }

    /// <summary>
    /// Waits for the value and brings it here. In one process it is the very object that the worker holds and other
    /// tasks may be given: do not change it. The future keeps the value it has brought; a second await moves nothing.
    /// </summary>
    /// <exception cref="TaskFailedException">
    /// The function threw, or could not run. Where the exception's own type is allowed here that exception is thrown
    /// instead, with the stack of the worker.
    /// </exception>
    public TaskAwaiter<T> GetAwaiter() => ResultAsync(CancellationToken.None).GetAwaiter();

    /// <summary>As awaiting the future itself, with a way to stop waiting.</summary>
    /// <param name="cancellation">Ends the wait, not the task.</param>
    /// <exception cref="TaskCancelledException">The key was cancelled.</exception>
    /// <exception cref="DataLostException">Its last copy died and it cannot be computed again.</exception>
    /// <exception cref="SchedulerLostException">The scheduler is gone, or the client was closed.</exception>
    /// <exception cref="Weft.Serialization.DeserializationRefusedException">
    /// The value is encoded in a family, or is of a type, that this client does not accept.
    /// </exception>
    public Task<T> ResultAsync(CancellationToken cancellation = default)
    {
        var known = _result;
        if (known is not null && !known.IsFaulted && !known.IsCanceled) return known.WaitAsync(cancellation);
        ObjectDisposedException.ThrowIf(IsReleased, this);

        // Two first callers at once may both ask; the values are the same.
        var result = FetchAsync();
        _result = result;
        return result.WaitAsync(cancellation);
    }

    internal static T Cast(string key, object? value) => value switch
    {
        T typed => typed,
        null when default(T) is null => default!,
        _ => throw new InvalidCastException(
            $"the value of {key} is a {value?.GetType().ToString() ?? "null"}, and its future is one of {typeof(T)}"),
    };

    private async Task<T> FetchAsync()
    {
        var values = await Client.FetchAsync([Key]).ConfigureAwait(false);

        // While the value is on its way the future must not be collected: that would release the key.
        GC.KeepAlive(this);
        return Cast(Key, values[0]);
    }
}
