using Weft.Serialization;
using static Weft.Tasks.TaskState;

namespace Weft.Tasks;

// What SchedulerInvariants.Check looks at.
public sealed partial class SchedulerMachine
{
    internal void CheckInvariants()
    {
        CheckException.Require(_recommended.Count == 0);
        CheckException.Require(_workersToTell.Count == 0);
        CheckException.Require(_threads == _workers.Values.Sum(worker => worker.Threads));
        CheckException.Require(_queue.Count == 0 || _workersByLoad.First is not { IsFull: false });
        var orders = new HashSet<long>();
        foreach (var (key, task) in _tasks)
        {
            Must(task, key == task.Key, "its key is the one it is known by");
            Must(task, orders.Add(task.Priority.Order), "its order is its own");
            CheckState(task);
            CheckLinks(task);
        }

        foreach (var worker in _workers.Values) CheckWorker(worker);
        CheckMembership();
    }

    private void Must(TaskRecord task, bool holds, string law)
    {
        if (holds) return;
        throw new CheckException(
            $"'{task.Key}' ({NameOf(task.State)}) breaks the law: {law}. Its story:\n{Journal.Story(task.Key)}");
    }

    private void CheckState(TaskRecord task)
    {
        Must(task, task.State != Forgotten, "a forgotten task is not known");
        Must(task, task.Recommended is null, "no recommendation is left over");
        Must(task, task.State == Memory == task.Holders.Count > 0, "it has holders exactly when in memory");
        Must(task, task.State == Processing == task.Worker is not null, "it has a worker exactly when processing");
        Must(task, task.State == Erred == task.Failure is not null, "it has a failure exactly when erred");
        Must(task, !task.IsActive || task.IsNeeded, "an active task is needed");
        Must(task, !task.IsActive || task.Spec is not null, "an active task can be computed");
        Must(task, task.State != Memory || task.IsNeeded, "a value in memory is needed");
        Must(task, task.State != Released || !task.IsNeeded, "a released task is not needed");
        Must(task, task.Wants.Count > 0 || task.Dependents.Count > 0, "a task nobody names is forgotten");
        Must(task, task.Cost == 0 || task.State == Processing, "only a processing task has a cost");
        Must(task, !task.Started || task.State == Processing, "only a processing task has started");
        Must(task, (task.Killers?.Count ?? 0) <= Options.AllowedFailures || task.State == Erred, "killers make it err");
        var missing = task.Dependencies.Count(dependency => dependency.State != Memory);
        Must(task, task.State != Waiting || (task.WaitingOn == missing && missing > 0), "it waits on what is missing");
        Must(task, !task.IsActive || task.State == Waiting || missing == 0, "it is past waiting only with all values");
        Must(
            task,
            !task.IsActive || task.Dependencies.All(d => d.IsActive || d.State == Memory),
            "what it waits on is on the way");
        var mayBeStuck = task.State != NoWorker
            || _workers.Values.All(
                worker => !worker.IsOffered || (task.Restrictions is not null && !MayRun(task, worker)));
        Must(task, mayBeStuck, "it has no worker only while none may run it");
    }

    private void CheckLinks(TaskRecord task)
    {
        for (var i = 0; i < task.Dependencies.Length; i++)
        {
            var dependency = task.Dependencies[i];
            Must(task, IsKnown(dependency), "its dependencies are known");
            Must(task, dependency.Dependents.Contains(task), "its dependencies know it");
            Must(task, Array.IndexOf(task.Dependencies, dependency) == i, "it names each dependency once");
        }

        var waiters = 0;
        for (var i = 0; i < task.Dependents.Count; i++)
        {
            var dependent = task.Dependents[i];
            Must(task, IsKnown(dependent), "its dependents are known");
            Must(task, dependent.Dependencies.Contains(task), "its dependents name it");
            if (dependent.IsActive) waiters++;
        }

        Must(task, task.Waiters == waiters, $"its waiters are its active dependents ({task.Waiters}, {waiters})");
        for (var i = 0; i < task.Wants.Count; i++)
        {
            var client = task.Wants[i];
            var isThere = ReferenceEquals(_clients.GetValueOrDefault(client.Address.Value), client);
            Must(task, isThere, "its clients are there");
            Must(task, client.Wanted.Contains(task), "its clients know that they want it");
        }

        for (var i = 0; i < task.Holders.Count; i++)
        {
            var worker = task.Holders[i];
            var isThere = ReferenceEquals(_workers.GetValueOrDefault(worker.Address.Value), worker);
            Must(task, isThere, "its holders are there");
            Must(task, worker.Held.Contains(task), "its holders know that they hold it");
        }

        if (task.Located is null) return;
        Must(task, task.Located.Bytes == task.Bytes, "its bytes are told as they are");
        var holders = HoldersOf(task, Options.HoldersNamedMax);
        Must(task, task.Located.Holders.SequenceEqual(holders), "its holders are told as they are");
    }

    private bool IsKnown(TaskRecord task) => ReferenceEquals(_tasks.GetValueOrDefault(task.Key), task);

    private void CheckWorker(WorkerRecord worker)
    {
        CheckException.Require(worker.ToFree is null);
        CheckException.Require(worker.IsOffered == worker.Slot >= 0);
        if (worker.IsOffered) CheckException.Require(ReferenceEquals(_workersByLoad.Items[worker.Slot], worker));
        long occupancy = 0;
        for (var i = 0; i < worker.Processing.Count; i++)
        {
            var task = worker.Processing[i];
            Must(task, ReferenceEquals(task.Worker, worker) && task.Slot == i, "its worker knows its place");
            Must(task, MayRun(task, worker), "it runs only where it may");
            occupancy += task.Cost;
        }

        CheckException.Require(
            worker.Occupancy == occupancy, $"{worker.Address}: occupancy {worker.Occupancy} is not {occupancy}");
        long stored = 0;
        foreach (var task in worker.Held)
        {
            Must(task, task.Holders.Contains(worker), "who is said to hold it is among its holders");
            stored += task.Bytes;
        }

        CheckException.Require(
            worker.StoredBytes == stored, $"{worker.Address}: stored bytes {worker.StoredBytes} are not {stored}");
    }

    private void CheckMembership()
    {
        var counts = new int[_countByState.Length];
        var groups = new Dictionary<GroupRecord, int>();
        foreach (var task in _tasks.Values)
        {
            counts[(int)task.State]++;
            groups[task.Group] = groups.GetValueOrDefault(task.Group) + 1;
        }

        CheckException.Require(counts.AsSpan().SequenceEqual(_countByState));
        CheckException.Require(groups.All(pair => pair.Key.TaskCount == pair.Value));
        CheckException.Require(groups.Keys.All(group => ReferenceEquals(_groups.GetValueOrDefault(group.Name), group)));
        CheckException.Require(_groups.Values.Sum(group => group.TaskCount) == _tasks.Count);
        CheckException.Require(_queue.Count == counts[(int)Queued]);
        CheckException.Require(_queue.Items.All(task => task.State == Queued));
        CheckException.Require(_withoutWorker.Count == counts[(int)NoWorker]);
        CheckException.Require(_withoutWorker.All(task => task.State == NoWorker));
        CheckException.Require(_workersByLoad.Count == _workers.Values.Count(worker => worker.IsOffered));
        CheckException.Require(_workers.Values.Sum(worker => worker.Processing.Count) == counts[(int)Processing]);
        foreach (var client in _clients.Values)
        {
            foreach (var task in client.Wanted) Must(task, task.Wants.Contains(client), "it knows who wants it");
        }

        CheckException.Require(!_workers.Keys.Any(_clients.ContainsKey));
        var wants = _tasks.Values.Sum(task => task.Wants.Count);
        CheckException.Require(_clients.Values.Sum(client => client.Wanted.Count) == wants);
    }
}
