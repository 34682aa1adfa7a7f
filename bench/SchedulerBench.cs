using System.Diagnostics;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Bench;

/// <summary>
/// The scheduler machine alone: tasks submitted, finished by ten pretended workers and released; half of them depend on
/// one other. The baseline puts the same keys into a dictionary and takes them out again.
/// </summary>
internal static class SchedulerBench
{
    private const int Workers = 10;

    public static Task<IReadOnlyList<BenchResult>> RunAsync(BenchOptions options)
    {
        var count = options.Quick ? 100_000 : 500_000;
        var rates = new List<double>();
        var baselines = new List<double>();
        Steady.Reach(() => Rate(2_000), calls: 20);
        for (var round = 0; round < (options.Quick ? 9 : 5); round++)
        {
            rates.Add(Rate(count));
            baselines.Add(DictionaryRate(count));
        }

        return Task.FromResult<IReadOnlyList<BenchResult>>(
        [
            BenchResult.AtLeast(
                "scheduler_machine", Measure.Median(rates), "tasks/s", Measure.Median(baselines), 500_000),
        ]);
    }

    private static double Rate(int count)
    {
        var machine = new SchedulerMachine(new SchedulerOptions(), seed: 1);
        var effects = new List<SchedulerEffect>();
        var client = new PeerAddress("bench://client");
        Tell(machine, effects, client, new ClientToScheduler.RegisterClient("bench"));
        for (var i = 0; i < Workers; i++)
        {
            var worker = new PeerAddress($"bench://worker-{i}");
            Hear(machine, effects, worker, new WorkerToScheduler.RegisterWorker($"w{i}", 1, []));
        }

        var spec = new Serialized(new Payload(Header.Empty));
        var batches = new List<TaskDefinition[]>();
        for (var i = 0; i < count; i += 2)
        {
            batches.Add(
            [
                new TaskDefinition($"make-{i}", spec, []),
                new TaskDefinition($"use-{i}", spec, [$"make-{i}"]),
            ]);
        }

        effects.Clear();
        var watch = Stopwatch.StartNew();
        foreach (var batch in batches)
        {
            Tell(machine, effects, client, new ClientToScheduler.SubmitTasks(batch));
            Finish(machine, effects);
            Tell(machine, effects, client, new ClientToScheduler.ReleaseKeys([batch[0].Key, batch[1].Key]));
            effects.Clear();
        }

        var seconds = watch.Elapsed.TotalSeconds;
        var left = machine.Snapshot();
        if (left.TasksFinished != count)
            throw new InvalidDataException($"{left.TasksFinished} of {count} tasks finished");
        return count / seconds;
    }

    // The pretended workers answer every order at once; answers cause new orders.
    private static void Finish(SchedulerMachine machine, List<SchedulerEffect> effects)
    {
        for (var next = 0; next < effects.Count; next++)
        {
            if (effects[next] is not SchedulerEffect.SendToWorker send
                || send.Message is not SchedulerToWorker.ComputeTask task)
                continue;
            var finished = new WorkerToScheduler.TaskFinished(task.Key, task.Run, "Int32", 4, default, default);
            Hear(machine, effects, send.To, finished);
        }
    }

    private static double DictionaryRate(int count)
    {
        var keys = new string[count];
        for (var i = 0; i < count; i++) keys[i] = $"make-{i}";
        var table = new Dictionary<string, object>(StringComparer.Ordinal);
        var watch = Stopwatch.StartNew();
        foreach (var key in keys)
        {
            table[key] = key;
            table.Remove(key);
        }

        return count / watch.Elapsed.TotalSeconds;
    }

    private static void Tell(
        SchedulerMachine machine, List<SchedulerEffect> effects, PeerAddress client, ClientToScheduler message) =>
        machine.Handle(new SchedulerEvent.ClientMessageReceived(default, client, message), effects);

    private static void Hear(
        SchedulerMachine machine, List<SchedulerEffect> effects, PeerAddress worker, WorkerToScheduler message) =>
        machine.Handle(new SchedulerEvent.WorkerMessageReceived(default, worker, message), effects);
}
