using System.Diagnostics;
using Weft.Runtime;

namespace Weft.Bench;

/// <summary>Small tasks from submit to result, across processes beside in-process, and the time of a single one.</summary>
internal static class TaskBench
{
    public static async Task<IReadOnlyList<BenchResult>> RunAsync(BenchOptions options)
    {
        var count = options.Quick ? 5_000 : 20_000;
        var (inProcess, inProcessLatency) = await MeasureAsync(processes: false, count, options);
        var (processes, latency) = await MeasureAsync(processes: true, count, options);
        return
        [
            BenchResult.AtLeast("tasks_processes", processes, "tasks/s", inProcess, 30_000),
            BenchResult.AtLeast("tasks_in_process", inProcess, "tasks/s", null, 100_000),
            BenchResult.AtMost("submit_to_result_processes", latency, "us", inProcessLatency, 200),
        ];
    }

    private static async Task<(double Rate, double Latency)> MeasureAsync(bool processes, int count, BenchOptions options)
    {
        await using var cluster = await LocalCluster.StartAsync(
            new LocalClusterOptions { Workers = 2, Processes = processes });
        await using var client = await cluster.ConnectAsync();
        var numbers = Enumerable.Range(0, count).ToArray();
        var rates = new List<double>();
        for (var round = -1; round < (options.Quick ? 3 : 5); round++)
        {
            var watch = Stopwatch.StartNew();
            var futures = client.Map(Increment, numbers);
            await client.WaitAsync(futures);
            var rate = count / watch.Elapsed.TotalSeconds;
            var results = await client.GatherAsync(futures);
            for (var i = 0; i < count; i++)
            {
                if (results[i] != i + 1) throw new InvalidDataException($"task {i} gave {results[i]}");
                futures[i].Dispose();
            }

            if (round >= 0) rates.Add(rate);
        }

        return (Measure.Median(rates), await LatencyAsync(client, options.Quick ? 300 : 2000));
    }

    private static async Task<double> LatencyAsync(Client client, int count)
    {
        var times = new List<double>(count);
        for (var i = 0; i < count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using var future = client.Submit(Increment, i);
            if (await future != i + 1) throw new InvalidDataException($"task {i} gave another number");
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        return Measure.Median(times);
    }

    private static int Increment(int value) => value + 1;
}
