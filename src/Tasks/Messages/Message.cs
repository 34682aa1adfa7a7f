namespace Weft.Tasks;

/// <summary>
/// An administrative message between two roles. The set is closed: each concrete message is a sealed record nested in
/// one of the five families (<see cref="ClientToScheduler"/>, <see cref="SchedulerToClient"/>,
/// <see cref="WorkerToScheduler"/>, <see cref="SchedulerToWorker"/>, <see cref="DataMessage"/>), and a test proves that
/// each is encoded and handled. Messages are immutable; the lists they hold must not change once they are sent.
/// </summary>
public abstract record Message
{
    private protected Message()
    {
    }
}
