using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>What a user asked of a client, on its way to the client's shell.</summary>
internal abstract record UserCall
{
    private UserCall()
    {
    }

    /// <summary>The client is closed: whoever waits for this call must hear of it. Any thread.</summary>
    public virtual void Reject(Exception reason)
    {
    }

    public sealed record Submit(TaskDefinition Task, FutureCell Cell) : UserCall
    {
        public override void Reject(Exception reason) => Cell.Set(FutureState.Lost);
    }

    public sealed record Release(FutureCell Cell) : UserCall;

    public sealed record Cancel(IReadOnlyList<string> Keys, bool Force, TaskCompletionSource Sent) : UserCall
    {
        public override void Reject(Exception reason) => Sent.TrySetException(reason);
    }

    public sealed record Retry(IReadOnlyList<string> Keys, TaskCompletionSource Sent) : UserCall
    {
        public override void Reject(Exception reason) => Sent.TrySetException(reason);
    }

    public sealed record Gather(IReadOnlyList<string> Keys, TaskCompletionSource<object?[]> Answer) : UserCall
    {
        public override void Reject(Exception reason) => Answer.TrySetException(reason);
    }

    public sealed record Scatter(
        IReadOnlyList<FutureCell> Cells,
        IReadOnlyList<object?> Values,
        int Replicas,
        IReadOnlyList<PeerAddress>? Workers,
        TaskCompletionSource Done) : UserCall
    {
        public override void Reject(Exception reason)
        {
            // The user never gets these futures; their states do not matter.
            Done.TrySetException(reason);
        }
    }

    public sealed record ListWorkers(TaskCompletionSource<IReadOnlyList<WorkerSummary>> Answer) : UserCall
    {
        public override void Reject(Exception reason) => Answer.TrySetException(reason);
    }

    public sealed record Status(TaskCompletionSource<SchedulerSnapshot> Answer) : UserCall
    {
        public override void Reject(Exception reason) => Answer.TrySetException(reason);
    }

    public sealed record Locate(IReadOnlyList<string> Keys, TaskCompletionSource<IReadOnlyList<KeyHolders>> Answer)
        : UserCall
    {
        public override void Reject(Exception reason) => Answer.TrySetException(reason);
    }

    public sealed record Close : UserCall
    {
        public static Close Instance { get; } = new();
    }
}
