using Weft.Serialization;

namespace Weft.Tasks;

// Values in memory: who holds them, and what clients are told of them.
public sealed partial class SchedulerMachine
{
    private void AddHolder(TaskRecord task, WorkerRecord worker)
    {
        if (!task.Holders.Add(worker)) return;
        worker.Held.Add(task);
        worker.StoredBytes += task.Bytes;
        task.Located = null;
        if (worker.Slot >= 0) _workersByLoad.Update(worker);
    }

    private void RemoveHolder(TaskRecord task, WorkerRecord worker)
    {
        if (!task.Holders.Remove(worker)) return;
        worker.Held.Remove(task);
        worker.StoredBytes -= task.Bytes;
        task.Located = null;
        if (worker.Slot >= 0) _workersByLoad.Update(worker);
    }

    /// <summary>Has every holder drop its copy.</summary>
    private void DropHolders(TaskRecord task)
    {
        while (task.Holders.Count > 0)
        {
            var worker = task.Holders[task.Holders.Count - 1];
            RemoveHolder(task, worker);
            FreeLater(worker, task.Key);
        }
    }

    /// <summary>Recommends what follows where the last copy of a value has just gone.</summary>
    private void RecommendAfterLoss(TaskRecord task, string why)
    {
        if (task.State != TaskState.Memory || task.Holders.Count > 0) return;
        if (task.Spec is not null || !task.IsNeeded)
        {
            Recommend(task, TaskState.Released);
            return;
        }

        task.Failure = DataLost(task, why);
        Recommend(task, TaskState.Erred);
    }

    /// <summary>Sets the bytes of a value as its holder reports them; all copies count alike.</summary>
    private static void SetBytes(TaskRecord task, long bytes)
    {
        bytes = Math.Max(0, bytes);
        if (bytes == task.Bytes) return;
        CheckException.Require(task.Holders.Count == 0);
        task.Bytes = bytes;
        task.Located = null;
    }

    /// <summary>What a worker is told of a dependency: its bytes and the first of its holders, sorted.</summary>
    private KeyHolders Locate(TaskRecord task) =>
        task.Located ??= new KeyHolders(task.Key, task.Bytes, HoldersOf(task, Options.HoldersNamedMax));

    private static PeerAddress[] HoldersOf(TaskRecord task, int most)
    {
        if (task.Holders.Count == 0) return [];
        var holders = new PeerAddress[Math.Min(most, task.Holders.Count)];
        for (var i = 0; i < holders.Length; i++) holders[i] = task.Holders[i].Address;
        if (holders.Length > 1) Array.Sort(holders);
        return holders;
    }

    private void TellInMemory(TaskRecord task)
    {
        if (task.Wants.Count == 0) return;
        var message = new SchedulerToClient.KeyInMemory(new HeldData(task.Key, task.TypeName, task.Bytes));
        for (var i = 0; i < task.Wants.Count; i++) Tell(task.Wants[i], message);
    }

    private void TellErred(TaskRecord task)
    {
        if (task.Wants.Count == 0) return;
        var message = ErrorOf(task);
        for (var i = 0; i < task.Wants.Count; i++) Tell(task.Wants[i], message);
    }

    private void TellReleased(TaskRecord task)
    {
        if (task.Wants.Count == 0) return;
        var message = new SchedulerToClient.KeyReleased(task.Key);
        for (var i = 0; i < task.Wants.Count; i++) Tell(task.Wants[i], message);
    }

    private static SchedulerToClient ErrorOf(TaskRecord task)
    {
        var failure = task.Failure!;
        return task.Spec is null
            ? new SchedulerToClient.KeyLost(task.Key, failure.Error.Text)
            : new SchedulerToClient.KeyErred(task.Key, failure.Cause, failure.Error);
    }
}
