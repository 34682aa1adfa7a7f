namespace Weft.Tasks;

/// <summary>
/// Cuts messages that are lists of keys into several where they are long, so that none exceeds the limits of a
/// message. Only those whose parts mean together what the whole means; requests with one answer are kept short by the
/// machines that make them.
/// </summary>
public static class MessageCut
{
    /// <summary>The most keys of one message: at 4 KiB for each it still fits.</summary>
    public const int KeysMax = 16_384;

    /// <summary>The most values of one message, of requests for values as of answers.</summary>
    public const int ValuesMax = 4_096;

    /// <summary>The parts in order; nearly always the message itself.</summary>
    public static IEnumerable<Message> Parts(Message message) => message switch
    {
        ClientToScheduler.WantKeys { Keys: var keys } when keys.Count > KeysMax =>
            Chunks(keys).Select(part => new ClientToScheduler.WantKeys(part)),
        ClientToScheduler.ReleaseKeys { Keys: var keys } when keys.Count > KeysMax =>
            Chunks(keys).Select(part => new ClientToScheduler.ReleaseKeys(part)),
        ClientToScheduler.RegisterData { Items: var items } when items.Count > KeysMax =>
            Chunks(items).Select(part => new ClientToScheduler.RegisterData(part)),
        ClientToScheduler.ReportMissing { Keys: var keys } missing when keys.Count > KeysMax =>
            Chunks(keys).Select(part => missing with { Keys = part }),
        ClientToScheduler.CancelKeys { Keys: var keys } cancel when keys.Count > KeysMax =>
            Chunks(keys).Select(part => cancel with { Keys = part }),
        ClientToScheduler.RetryKeys { Keys: var keys } when keys.Count > KeysMax =>
            Chunks(keys).Select(part => new ClientToScheduler.RetryKeys(part)),
        SchedulerToClient.KeysCancelled { Keys: var keys } cancelled when keys.Count > KeysMax =>
            Chunks(keys).Select(part => cancelled with { Keys = part }),
        SchedulerToWorker.FreeKeys { Keys: var keys } when keys.Count > KeysMax =>
            Chunks(keys).Select(part => new SchedulerToWorker.FreeKeys(part)),
        WorkerToScheduler.ReplicasHeld { Data: var data } when data.Count > KeysMax =>
            Chunks(data).Select(part => new WorkerToScheduler.ReplicasHeld(part)),
        _ => [message],
    };

    /// <summary>True where <see cref="Parts"/> gives more than the message itself; costs nothing.</summary>
    public static bool IsNeeded(Message message) => message switch
    {
        ClientToScheduler.WantKeys { Keys.Count: > KeysMax }
            or ClientToScheduler.ReleaseKeys { Keys.Count: > KeysMax }
            or ClientToScheduler.RegisterData { Items.Count: > KeysMax }
            or ClientToScheduler.ReportMissing { Keys.Count: > KeysMax }
            or ClientToScheduler.CancelKeys { Keys.Count: > KeysMax }
            or ClientToScheduler.RetryKeys { Keys.Count: > KeysMax }
            or SchedulerToClient.KeysCancelled { Keys.Count: > KeysMax }
            or SchedulerToWorker.FreeKeys { Keys.Count: > KeysMax }
            or WorkerToScheduler.ReplicasHeld { Data.Count: > KeysMax } => true,
        _ => false,
    };

    private static IEnumerable<T[]> Chunks<T>(IReadOnlyList<T> items) => items.Chunk(KeysMax);
}
