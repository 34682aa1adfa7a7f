using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Weft.Runtime;

/// <summary>
/// The user's calls in the order they were made. A call only enqueues; one piece of mail wakes the shell for all that
/// is queued, so calls gather while the shell is busy and leave in batches. After <see cref="Close"/> every call is
/// rejected, none is left waiting.
/// </summary>
internal sealed class UserCallQueue(IMailbox<Mail> mailbox)
{
    private readonly ConcurrentQueue<UserCall> _calls = new();
    private int _woken;
    private volatile Exception? _closed;

    /// <summary>Why calls are rejected; null while the client is open.</summary>
    public Exception? ClosedBy => _closed;

    public void Enqueue(UserCall call)
    {
        _calls.Enqueue(call);
        Wake();
        if (_closed is { } reason) RejectAll(reason);
    }

    /// <summary>The shell begins to drain: calls enqueued from now on wake it again.</summary>
    public void BeginDrain() => Interlocked.Exchange(ref _woken, 0);

    public bool TryDequeue([NotNullWhen(true)] out UserCall? call) => _calls.TryDequeue(out call);

    /// <summary>The shell leaves the rest for later.</summary>
    public void Wake()
    {
        // The exchange is also the fence between the queue's slot and the flag; a plain read in front would undo it.
        if (Interlocked.Exchange(ref _woken, 1) == 0) mailbox.Post(Mail.CallsQueued.Instance);
    }

    /// <summary>Rejects what is queued and all that comes later.</summary>
    public void Close(Exception reason)
    {
        _closed = reason;
        RejectAll(reason);
    }

    private void RejectAll(Exception reason)
    {
        while (_calls.TryDequeue(out var call)) call.Reject(reason);
    }
}
