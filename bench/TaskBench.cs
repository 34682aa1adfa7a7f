using System.Diagnostics;
using Weft.Runtime;

namespace Weft.Bench;

/// <summary>
/// Small tasks from submit to result, across processes beside in-process, and the time of a single one.
/// </summary>
internal static class TaskBench
{
    // More rounds than the jit needs to compile hot code twice.
    private const int WarmRounds = 3;

    public static async Task<IReadOnlyList<BenchResult>> RunAsync(BenchOptions options)
    {
        var count = options.Quick ? 10_000 : 20_000;
        var inProcess = await MeasureAsync(processes: false, count, options);
        var processes = await MeasureAsync(processes: true, count, options);
        return
        [
            BenchResult.AtLeast("tasks_processes", processes.Rate, "tasks/s", inProcess.Rate, 30_000),
            BenchResult.AtMost(
                "tasks_processes_cpu", processes.ProcessorMicroseconds, "us/task", inProcess.ProcessorMicroseconds,
                ProcessorBudget(30_000)),
            BenchResult.AtLeast("tasks_in_process", inProcess.Rate, "tasks/s", null, 100_000),
            BenchResult.AtMost(
                "tasks_in_process_cpu", inProcess.ProcessorMicroseconds, "us/task", null, ProcessorBudget(100_000)),
            BenchResult.AtMost(
                "submit_to_result_processes", processes.LatencyMicroseconds, "us", inProcess.LatencyMicroseconds, 200),
        ];
    }

    // What two cores can spend on each task at such a rate: holds also where other work shares the machine.
    private static double ProcessorBudget(double rate) => Math.Round(2e6 / rate, 1);

    private static async Task<Figures> MeasureAsync(bool processes, int count, BenchOptions options)
    {
        await using var cluster = await LocalCluster.StartAsync(
            new LocalClusterOptions { Workers = 2, Processes = processes });
        await using var client = await cluster.ConnectAsync();
        var numbers = Enumerable.Range(0, count).ToArray();
        var rates = new List<double>();
        var processor = new List<double>();
        for (var round = -WarmRounds; round < (options.Quick ? 5 : 9); round++)
        {
            var spent = ProcessorTime(cluster);
            var watch = Stopwatch.StartNew();
            var futures = client.Map(Increment, numbers);
            await client.WaitAsync(futures);
            var rate = count / watch.Elapsed.TotalSeconds;
            spent = ProcessorTime(cluster) - spent;
            var results = await client.GatherAsync(futures);
            for (var i = 0; i < count; i++)
            {
                if (results[i] != i + 1) throw new InvalidDataException($"task {i} gave {results[i]}");
                futures[i].Dispose();
            }

            if (round < 0) continue;
            rates.Add(rate);
            processor.Add(spent.TotalMicroseconds / count);
        }

        var latency = await LatencyAsync(client, options.Quick ? 1000 : 4000);
        return new Figures(Measure.Median(rates), Measure.Median(processor), latency);
    }

    private static TimeSpan ProcessorTime(LocalCluster cluster)
    {
        using var own = Process.GetCurrentProcess();
        var sum = own.TotalProcessorTime;
        foreach (var worker in cluster.Workers)
        {
            if (worker.ProcessId is not { } id) continue;
            using var child = Process.GetProcessById(id);
            sum += child.TotalProcessorTime;
        }

        return sum;
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

    private readonly record struct Figures(double Rate, double ProcessorMicroseconds, double LatencyMicroseconds);
}
