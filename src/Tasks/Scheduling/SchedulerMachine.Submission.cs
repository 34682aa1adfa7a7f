using Weft.Serialization;

namespace Weft.Tasks;

// New tasks and scattered values.
public sealed partial class SchedulerMachine
{
    private WorkerRecord[]? _sortedWorkers;
    private long _scatterNext;

    /// <summary>Takes tasks in, in their order: a dependency is known already or stands earlier in the list.</summary>
    private void OnSubmitTasks(ClientRecord client, IReadOnlyList<TaskDefinition> definitions)
    {
        if (client.SubmittedAt is { } last && _now - last > Options.GenerationGapNanoseconds) _generation++;
        client.SubmittedAt = _now;
        for (var i = 0; i < definitions.Count; i++)
        {
            var definition = definitions[i];
            if (!_tasks.TryGetValue(definition.Key, out var task)) task = AddTask(definition);
            AddWant(client, task);
            if (task.Failure is not null && task.State == TaskState.Released) Recommend(task, TaskState.Erred);
        }
    }

    private TaskRecord AddTask(TaskDefinition definition)
    {
        var task = AddRecord(definition.Key, definition.Priority);
        task.Spec = definition.Spec;
        task.RetriesLeft = definition.RetriesMax;
        task.Restrictions = definition.Workers;
        var count = definition.Dependencies.Count;
        if (count == 0) return task;
        var dependencies = new TaskRecord[count];
        var linked = 0;
        for (var i = 0; i < count; i++)
        {
            var name = definition.Dependencies[i];
            if (_tasks.TryGetValue(name, out var dependency) && !ReferenceEquals(dependency, task))
            {
                if (dependency.Dependents.Add(task)) dependencies[linked++] = dependency;
                continue;
            }

            task.Failure ??= new TaskFailure(
                task.Key,
                new ErrorDetail(
                    SchedulerErrorNames.UnknownDependency,
                    $"task '{task.Key}' depends on '{name}', which nobody has submitted or which has been released; "
                    + "submit it first and hold on to its future",
                    Stack: ""));
        }

        if (linked < count) Array.Resize(ref dependencies, linked);
        task.Dependencies = dependencies;
        return task;
    }

    private TaskRecord AddRecord(string key, int priority)
    {
        var task = new TaskRecord(key, JoinGroup(key))
        {
            Priority = new TaskPriority(priority, _generation, _nextOrder++),
        };
        _tasks.Add(key, task);
        _countByState[(int)TaskState.Released]++;
        return task;
    }

    private void OnDataScattered(ClientRecord client, ScatteredData item)
    {
        var key = item.Data.Key;
        if (!_tasks.TryGetValue(key, out var task)) task = AddRecord(key, priority: 0);
        var isComputed = task.Spec is not null && task.State != TaskState.Memory;
        if (task.State != TaskState.Memory && !isComputed)
        {
            SetBytes(task, item.Data.Bytes);
            task.TypeName = task.Group.Share(item.Data.TypeName);
        }

        foreach (var address in item.Holders)
        {
            if (!_workers.TryGetValue(address.Value, out var worker)) continue;
            if (isComputed) RefuseCopy(worker, key);
            else AddHolder(task, worker);
        }

        if (isComputed || task.State == TaskState.Memory)
        {
            AddWant(client, task);
            return;
        }

        if (task.Wants.Add(client)) client.Wanted.Add(task);
        if (task.Holders.Count > 0)
        {
            TakeStep(task, TaskState.Memory);
            return;
        }

        task.Failure = DataLost(task, "none of the workers that took it is there any more");
        if (task.State == TaskState.Erred) Tell(client, ErrorOf(task));
        else Recommend(task, TaskState.Erred);
    }

    private void OnPlanScatter(ClientRecord client, ClientToScheduler.PlanScatter message)
    {
        var workers = Array.FindAll(SortedWorkers(), static worker => worker.IsOffered);
        if (message.Workers is { } named) workers = Array.FindAll(workers, worker => named.Contains(worker.Address));
        var replicas = Math.Min(message.Replicas, workers.Length);
        if (FindScatterFault(message, workers.Length, replicas) is { } refusal)
        {
            Tell(client, new SchedulerToClient.ScatterPlan(message.Request, [], refusal));
            return;
        }

        var plan = new IReadOnlyList<PeerAddress>[message.Count];
        for (var i = 0; i < plan.Length; i++)
        {
            var places = new PeerAddress[replicas];
            for (var j = 0; j < replicas; j++) places[j] = workers[(_scatterNext + i + j) % workers.Length].Address;
            plan[i] = places;
        }

        _scatterNext += plan.Length;
        Tell(client, new SchedulerToClient.ScatterPlan(message.Request, plan, Refusal: null));
    }

    private string? FindScatterFault(ClientToScheduler.PlanScatter message, int workers, int replicas)
    {
        if (message.Count < 0 || message.Replicas < 1)
            return $"scatter asks for {message.Count} values with {message.Replicas} replicas; at least 0 and 1";
        if (_workersByLoad.First is null) return "no worker is there to take values; start one, or wait for the first";
        if (workers == 0)
            return $"none of the {_workers.Count} workers is among those named: {string.Join(", ", message.Workers!)}";
        var places = (long)message.Count * replicas;
        return places > Options.ScatterPlacesMax
            ? $"scatter asks for {places} places; the limit is {Options.ScatterPlacesMax} "
                + "(SchedulerOptions.ScatterPlacesMax): scatter in several calls"
            : null;
    }

    private WorkerRecord[] SortedWorkers()
    {
        if (_sortedWorkers is not null) return _sortedWorkers;
        _sortedWorkers = [.. _workers.Values];
        Array.Sort(_sortedWorkers, static (left, right) => left.Address.CompareTo(right.Address));
        return _sortedWorkers;
    }
}
