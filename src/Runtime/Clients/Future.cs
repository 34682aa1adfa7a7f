using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>
/// A client's handle on one key. The cluster keeps the key's value as long as some future of some client holds it:
/// disposing the future releases it, and so does the garbage collector when nobody refers to the future any more. Two
/// futures of one key each hold it. Safe for any thread.
/// </summary>
public abstract class Future : IDisposable
{
    private int _released;

    private protected Future(Client client, FutureCell cell) => (Client, Cell) = (client, cell);

    /// <summary>Releases the key where the user did not.</summary>
    ~Future() => Release();

    /// <summary>The key: the name of the task and of its result.</summary>
    public string Key => Cell.Key;

    /// <summary>What the client knows of the key now; a value lost with its worker may go back to pending.</summary>
    public FutureState State => Cell.State;

    /// <summary>The client that made it, and the only one that can use it.</summary>
    internal Client Client { get; }

    internal FutureCell Cell { get; }

    internal bool IsReleased => Volatile.Read(ref _released) != 0;

    /// <summary>
    /// Waits until the key is no longer pending, whatever became of it; moves no value and does not throw for a
    /// failed task.
    /// </summary>
    /// <param name="cancellation">Ends the wait, not the task.</param>
    public async Task WaitAsync(CancellationToken cancellation = default)
    {
        await Cell.WhenDoneAsync().WaitAsync(cancellation).ConfigureAwait(false);
        GC.KeepAlive(this);
    }

    /// <summary>
    /// Releases the key; a second call does nothing. The cluster forgets a value that nobody else wants. Whoever waits
    /// by this future while it is pending is told that it is cancelled; a value that is being brought still comes.
    /// </summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>The key, its type and state.</summary>
    public override string ToString() => $"<Future: {Key} {State}>";

    private void Release()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0) Client.Release(Cell);
    }
}
