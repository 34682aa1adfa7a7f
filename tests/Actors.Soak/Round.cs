using System.Diagnostics;
using Weft.Runtime;
using Weft.Tasks;

namespace Weft.Actors.Soak;

/// <summary>
/// One worker suffers while tasks stream; afterwards every future has its outcome and all members are back.
/// </summary>
internal sealed class Round(SoakCluster cluster, RoundKind kind, int number)
{
    private static readonly TimeSpan BackMax = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(1);

    public RoundKind Kind => kind;

    public async Task<RoundReport> RunAsync(CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var work = new Workload(cluster.Client, number * 1_000_000L);
        var before = await cluster.StatusAsync(cancellation);
        await work.KeepAsync();
        var stream = work.StreamAsync(stop.Token);
        string? fault;
        try
        {
            await Task.Delay(Before, cancellation);
            fault = await StrikeAsync(work, before, cancellation);
            fault ??= await cluster.WholeAsync(BackMax, cancellation);
            work.UseKept();
            await Task.Delay(After, cancellation);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            fault = $"{error.GetType().Name}: {error.Message}";
        }
        finally
        {
            await stop.CancelAsync();
            await stream;
        }
        var faults = await work.FaultsAsync();
        if (faults.Length > 0) fault ??= $"{faults.Length} futures are wrong: {string.Join("; ", faults.Take(3))}";
        var after = await cluster.StatusAsync(cancellation);
        fault ??= CountFault(kind == RoundKind.Kill, work, before, after);
        var (again, lost) = (after.TasksRecomputed - before.TasksRecomputed, after.WorkersLost - before.WorkersLost);
        return new RoundReport(
            watch.Elapsed,
            $"{work.Futures,4} futures, {work.Named} lost by name, {again,3} computed again, {lost} workers lost,",
            fault);
    }

    // A result that was taken twice counts as a run that finished, without a task or a recomputation to account for it.
    private static string? CountFault(
        bool isKill, Workload work, SchedulerSnapshot before, SchedulerSnapshot after)
    {
        var finished = after.TasksFinished - before.TasksFinished;
        var again = after.TasksRecomputed - before.TasksRecomputed;
        if (isKill && again == 0) return "a worker was killed with what it held, but nothing was computed again";
        if (finished > work.Returning + again)
            return $"{finished} results were taken of {work.Returning} tasks, {again} of them computed again";
        return finished + work.Named >= work.Returning
            ? null
            : $"{finished} results were taken of {work.Returning} tasks, {work.Named} failed by name";
    }

    private async Task<string?> StrikeAsync(
        Workload work, SchedulerSnapshot before, CancellationToken cancellation)
    {
        var victim = cluster.Workers[number % cluster.Workers.Count];
        switch (kind)
        {
            case RoundKind.Kill:
                await victim.KillAsync();
                cluster.Forget(victim);
                cluster.StartWorker(0);
                return await LostAsync(before, cancellation);
            case RoundKind.Restart:
                var port = await SoakCluster.PortOfAsync(victim, cancellation);
                var inOrder = number % 2 == 0;
                var code = 0;
                if (inOrder) code = await victim.TerminateAsync(cancellation).WaitAsync(BackMax, cancellation);
                else await victim.KillAsync();
                cluster.Forget(victim);
                cluster.StartWorker(port);
                if (code != 0) return $"{victim.Name} ended with exit code {code} when it was told to stop";
                return inOrder ? null : await LostAsync(before, cancellation);
            case RoundKind.Freeze12:
                return await FreezeShortlyAsync(work, victim, cancellation);
            default:
                return await FreezeLongAsync(victim, before, cancellation);
        }
    }

    private async Task<string?> FreezeShortlyAsync(
        Workload work, NodeProcess victim, CancellationToken cancellation)
    {
        var start = await cluster.StatusAsync(cancellation);
        var worker = start.Workers.First(each => each.Worker.Name == victim.Name).Worker;
        var cutOffs = victim.Count("cut off");
        // Values that only the frozen worker has: they are still there afterwards, of the same run.
        var options = new SubmitOptions { Workers = [worker.Address] };
        var kept = Enumerable.Range(0, 5)
            .Select(i => cluster.Client.Submit(Functions.Square, -1L - i - (number * 10L), options)).ToArray();
        work.Count(kept.Length);
        foreach (var future in kept) await future.ResultAsync(cancellation).WaitAsync(BackMax, cancellation);

        victim.Freeze();
        var sawUnreachable = false;
        try
        {
            var watch = Stopwatch.StartNew();
            while (watch.Elapsed < TimeSpan.FromSeconds(12))
            {
                await Task.Delay(500, cancellation);
                var status = await cluster.StatusAsync(cancellation);
                sawUnreachable |= status.Workers.Any(each => each.Worker == worker && !each.IsReachable);
            }
        }
        finally
        {
            victim.Wake();
        }
        if (await cluster.WholeAsync(BackMax, cancellation) is { } fault) return fault;
        var end = await cluster.StatusAsync(cancellation);
        if (!sawUnreachable) return "the frozen worker was never seen unreachable";
        if (victim.Count("cut off") > cutOffs) return "the frozen worker was cut off";
        if (end.WorkersLost > start.WorkersLost) return "the frozen worker was lost";
        if (end.TasksRecomputed > start.TasksRecomputed) return "results were computed again";
        if (end.Workers.All(each => each.Worker != worker)) return "the worker came back as another";
        foreach (var future in kept)
        {
            var result = await future.ResultAsync(cancellation).WaitAsync(BackMax, cancellation);
            if (result[2] != victim.Id) return $"{future.Key} was computed by process {result[2]}, not by {victim.Id}";
        }
        return null;
    }

    private async Task<string?> FreezeLongAsync(
        NodeProcess victim, SchedulerSnapshot before, CancellationToken cancellation)
    {
        var cutOffs = victim.Count("cut off");
        victim.Freeze();
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(60), cancellation);
            if (await LostAsync(before, cancellation) is { } fault) return fault;
        }
        finally
        {
            victim.Wake();
        }
        if (await cluster.WholeAsync(BackMax, cancellation) is { } missing) return missing;
        if (victim.HasExited) return "the frozen worker's process has ended";
        return victim.Count("cut off") > cutOffs ? null : "the frozen worker never said that it was cut off";
    }

    private async Task<string?> LostAsync(SchedulerSnapshot before, CancellationToken cancellation)
    {
        var until = DateTime.UtcNow + BackMax;
        while ((await cluster.StatusAsync(cancellation)).WorkersLost == before.WorkersLost)
        {
            if (DateTime.UtcNow > until) return "the scheduler never learned of the loss";
            await Task.Delay(200, cancellation);
        }
        return null;
    }
}
