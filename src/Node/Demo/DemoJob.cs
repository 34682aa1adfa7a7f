using System.Diagnostics;
using Weft.Runtime;
using Weft.Tasks;

namespace Weft.Node.Demo;

/// <summary>
/// The demo's job on one cluster: scatter the flights, count them where they lie, combine the counts in a tree on the
/// workers, gather three small results; then let the workers exchange large arrays.
/// </summary>
/// <param name="cluster">Where it runs.</param>
/// <param name="workers">How many workers it has.</param>
/// <param name="client">Connected to it.</param>
/// <param name="progress">Told of every finished task and of each stage.</param>
public sealed class DemoJob(IDemoCluster cluster, int workers, Client client, IProgress<DemoProgress> progress)
{
    /// <summary>Parts for each worker: enough to keep all busy to the end, few enough to combine quickly.</summary>
    private const int PartitionsPerWorker = 4;

    /// <summary>Copies of each part, so that one killed worker loses no flights.</summary>
    private const int Replicas = 2;

    private static readonly TimeSpan ReplacementMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly VictimFinder _victims = new(cluster, client);

    /// <summary>Whether a worker has been killed.</summary>
    public bool WorkerKilled { get; private set; }

    /// <summary>Studies the flights.</summary>
    /// <param name="flights">All of them.</param>
    /// <param name="killWorker">
    /// Kill a worker while it runs a task and alone holds a result that is still needed.
    /// </param>
    /// <param name="cancellation">Ends the wait; the cluster goes on.</param>
    public async Task<FlightAnswer> StudyFlightsAsync(
        FlightPartition flights, bool killWorker, CancellationToken cancellation)
    {
        var parts = flights.Split(PartitionsPerWorker * workers);
        progress.Report(new DemoProgress.StageBegan("scatter", 0));
        var data = await client.ScatterEachAsync(parts, Replicas, cancellation: cancellation);

        progress.Report(new DemoProgress.StageBegan("count", 3 * data.Length));
        var hourly = Track(client.Map(HourlyDelays.Of, data));
        var sums = Track(client.Map(CorrelationSums.Of, data));
        var histograms = Track(client.Map(DelayHistogram.Of, data));
        await Task.WhenAll(
            client.WaitAsync(hourly, cancellation),
            client.WaitAsync(sums, cancellation),
            client.WaitAsync(histograms, cancellation));

        progress.Report(new DemoProgress.StageBegan("combine", 3 * (data.Length - 1)));
        var hourlyTotal = Combine(hourly, killWorker ? SlowMerge : HourlyDelays.Merge);
        var sumsTotal = Combine(sums, CorrelationSums.Merge);
        var histogramTotal = Combine(histograms, DelayHistogram.Merge);
        if (killWorker)
        {
            var victim = await _victims.KillAsync(hourly, hourlyTotal, cancellation);
            WorkerKilled = true;
            progress.Report(new DemoProgress.WorkerKilled(victim.Name));
        }

        return FlightAnswer.From(
            await hourlyTotal.ResultAsync(cancellation),
            await sumsTotal.ResultAsync(cancellation),
            await histogramTotal.ResultAsync(cancellation));
    }

    /// <summary>
    /// Every worker makes a 64 MB array, and each fetches the next one's. Gives 10^6 bytes per second.
    /// </summary>
    public async Task<double> ExchangeArraysAsync(CancellationToken cancellation)
    {
        var peers = await AllWorkersAsync(cancellation);
        progress.Report(new DemoProgress.StageBegan("exchange", 2 * peers.Count));
        var made = Track(
            [
                .. peers.Select((w, i) => client.Submit(
                    BulkArray.Make, i, new SubmitOptions { Workers = [w.Address] })),
            ]);
        await client.WaitAsync(made, cancellation);

        var watch = Stopwatch.StartNew();
        var sums = Track(
            [
                .. peers.Select((w, i) => client.Submit(
                    BulkArray.Ends, made[(i + 1) % made.Count], new SubmitOptions { Workers = [w.Address] })),
            ]);
        var ends = await client.GatherAsync(sums, cancellation);
        var seconds = watch.Elapsed.TotalSeconds;
        for (var i = 0; i < peers.Count; i++) BulkArray.Check((i + 1) % made.Count, ends[i]);
        return peers.Count < 2 ? 0 : peers.Count * (double)BulkArray.Bytes / 1e6 / seconds;
    }

    /// <summary>
    /// As <see cref="HourlyDelays.Merge"/>, but long enough to be killed in the middle. Runs on a worker.
    /// </summary>
    private static HourlyDelays SlowMerge(HourlyDelays a, HourlyDelays b)
    {
        Thread.Sleep(TimeSpan.FromMilliseconds(250));
        return HourlyDelays.Merge(a, b);
    }

    // Where one was killed, another takes its place soon.
    private async Task<IReadOnlyList<WorkerSummary>> AllWorkersAsync(CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var there = await client.WorkersAsync(cancellation);
            if (there.Count >= workers || watch.Elapsed > ReplacementMax) return there;
            await Task.Delay(Pause, cancellation);
        }
    }

    // Neighbours first, so that a partial result travels only when its neighbour lies elsewhere.
    private Future<T> Combine<T>(IReadOnlyList<Future<T>> parts, Func<T, T, T> merge)
    {
        while (parts.Count > 1)
        {
            var level = new List<Future<T>>();
            for (var i = 0; i + 1 < parts.Count; i += 2) level.Add(client.Submit(merge, parts[i], parts[i + 1]));
            Track([.. level]);
            if (parts.Count % 2 == 1) level.Add(parts[^1]);
            parts = level;
        }

        return parts[0];
    }

    private IReadOnlyList<Future<T>> Track<T>(IReadOnlyList<Future<T>> futures)
    {
        _ = ReportAsync();
        return futures;

        async Task ReportAsync()
        {
            await foreach (var _ in client.AsCompleted(futures)) progress.Report(new DemoProgress.TaskDone());
        }
    }
}
