using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>
/// What must hold of a worker machine between any two events. Every index and count is derived again from the records;
/// costs a pass over everything, so it is for tests and simulation.
/// </summary>
public static class WorkerInvariants
{
    /// <summary>Throws <see cref="CheckException"/> with the key's story where something does not hold.</summary>
    public static void Check(WorkerMachine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        if (machine.IsStopped) return;
        CheckTasks(machine);
        CheckData(machine);
        FetchInvariants.Check(machine.Fetches, key => machine.Story(key));
    }

    private static void CheckTasks(WorkerMachine machine)
    {
        var (onThread, ready) = (0, 0);
        foreach (var (key, task) in machine.Tasks)
        {
            var isKnown = task.Key == key && task.State != WorkerTaskState.Forgotten;
            Require(machine, key, isKnown, "a forgotten task is gone");
            Require(machine, key, task.IsToBegin == task.Spec is not null, "a run that is to begin has its function");
            var holdsThread = task.State is WorkerTaskState.Executing or WorkerTaskState.Cancelled
                or WorkerTaskState.Resumed;
            Require(machine, key, task.IsOnThread == holdsThread, "the state tells whether a thread is held");
            Require(machine, key, task.ThreadRun <= task.Run, "the run on the thread is not newer than the task's");
            if (task.State == WorkerTaskState.Executing)
            {
                Require(machine, key, task.ThreadRun == task.Run, "the run on the thread is the wanted one");
            }

            if (task.IsOnThread) onThread++;
            if (task.State == WorkerTaskState.Ready) ready++;
            Require(machine, key, (task.State == WorkerTaskState.Ready) == (task.Ticket != 0), "ready means queued");
            CheckDependencies(machine, task);
        }

        Require(machine, "", onThread == machine.ExecutingCount, "threads in use are counted");
        Require(machine, "", onThread <= machine.Options.Threads, "no more functions run than there are threads");
        Require(machine, "", ready == machine.ReadyCount, "ready tasks are counted");
        var isBusy = onThread == machine.Options.Threads;
        Require(machine, "", ready == 0 || isBusy, "no thread is idle beside a ready task");
    }

    private static void CheckDependencies(WorkerMachine machine, WorkerTask task)
    {
        var key = task.Key;
        if (!task.IsToBegin)
        {
            Require(machine, key, task.Dependencies.Length == 0, "a run that has begun or is not wanted needs nothing");
            return;
        }

        var distinct = new HashSet<WorkerData>(task.Dependencies);
        var missing = 0;
        foreach (var data in distinct)
        {
            if (data.State != WorkerDataState.Memory) missing++;
            Require(machine, key, data.Waiters is not null && data.Waiters.Contains(task), "its values know of it");
            Require(
                machine, key,
                machine.Data.TryGetValue(data.Key, out var known) && known == data, "its values are not forgotten");
        }

        Require(machine, key, missing == task.MissingCount, "missing values are counted");
        Require(machine, key, task.State != WorkerTaskState.Waiting || missing > 0, "a waiting task waits");
        Require(machine, key, task.State != WorkerTaskState.Ready || missing == 0, "a ready task has all it needs");
        Require(machine, key, !machine.Holds(key), "no run is to begin whose value is here");
    }

    private static void CheckData(WorkerMachine machine)
    {
        var (held, bytes) = (0, 0L);
        foreach (var (key, data) in machine.Data)
        {
            Require(machine, key, data.Key == key, "a value stands under its name");
            switch (data.State)
            {
                case WorkerDataState.Fetch:
                    Require(machine, key, data.IsQueued && data.IsNeeded, "a value to fetch is queued and needed");
                    break;
                case WorkerDataState.Flight:
                    Require(machine, key, data.IsInFlight && data.IsNeeded, "a value in flight is needed");
                    break;
                case WorkerDataState.Cancelled:
                    Require(machine, key, data.IsInFlight && !data.IsNeeded, "a cancelled value is in flight");
                    break;
                case WorkerDataState.Memory:
                    held++;
                    bytes += data.HeldBytes;
                    Require(machine, key, !data.IsQueued, "a value that is here is not queued");
                    break;
                default:
                    Require(machine, key, false, "a value does not stay missing, in error or forgotten");
                    break;
            }

            foreach (var task in data.Waiters ?? [])
            {
                Require(
                    machine, key,
                    task.IsToBegin && Array.IndexOf(task.Dependencies, data) >= 0, "who waits for a value needs it");
            }
        }

        Require(machine, "", held == machine.HeldCount && bytes == machine.HeldBytes, "held values are counted");
    }

    private static void Require(WorkerMachine machine, string key, bool condition, string law)
    {
        if (condition) return;
        throw new CheckException($"worker, '{key}': {law}\n{machine.Story(key)}");
    }
}
