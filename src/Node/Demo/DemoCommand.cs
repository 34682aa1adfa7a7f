using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Weft.Runtime;

namespace Weft.Node.Demo;

/// <summary><c>weft demo</c>: a cluster on this machine studies 200,000 flights.</summary>
public static class DemoCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var inProcess = new Option<bool>("--in-process")
        {
            Description = "run the workers in this process instead of child processes",
        };
        var workers = new Option<int>("--workers")
        {
            Description = "how many workers",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        workers.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 64) result.AddError("--workers takes 1 to 64");
        });
        var data = new Option<string>("--data")
        {
            Description = "the folder with delay.npy, distance.npy and time.npy",
            DefaultValueFactory = _ => FlightData.DefaultFolder,
        };
        var json = new Option<bool>("--json") { Description = "print one JSON object" };
        var kill = new Option<bool>("--kill-worker") { Description = "kill a worker while it runs a task" };
        kill.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<bool>() && result.GetValue(workers) == 1)
                result.AddError("--kill-worker needs at least 2 workers: the flights lie on two of them");
        });

        var command = new Command("demo", "Start a cluster on this machine and study 200,000 flights.")
        {
            inProcess, workers, data, json, kill,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            new DemoOptions
            {
                InProcess = parsed.GetValue(inProcess),
                Workers = parsed.GetValue(workers),
                DataFolder = parsed.GetValue(data)!,
                Json = parsed.GetValue(json),
                KillWorker = parsed.GetValue(kill),
            },
            cancellation));
        return command;
    }

    /// <summary>Starts the cluster, does the job, and stops the cluster.</summary>
    /// <exception cref="InvalidDataException">The data folder does not hold the columns.</exception>
    public static async Task<DemoResult> RunJobAsync(
        DemoOptions options, IProgress<DemoProgress> progress, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var flights = FlightData.Load(options.DataFolder);
        await using var cluster = await LocalCluster.StartAsync(
            new LocalClusterOptions
            {
                Workers = options.Workers,
                Processes = !options.InProcess,
                Program = typeof(DemoCommand).Assembly,
                Assemblies = [typeof(DemoCommand).Assembly.GetName().Name!],
            },
            cancellation);
        await using var client = await cluster.ConnectAsync(new ClientOptions(), cancellation);

        var job = new DemoJob(cluster, client, progress);
        var answer = await job.StudyFlightsAsync(flights, options.KillWorker, cancellation);
        var bulk = await job.ExchangeArraysAsync(cancellation);

        var scheduler = await cluster.SnapshotAsync(cancellation);
        var bytes = await cluster.CountersAsync(cancellation);
        return new DemoResult(
            "local",
            options.Workers,
            answer.Rows,
            answer.MeanDelay,
            answer.P95Delay,
            answer.Correlation,
            [.. answer.Hours.Select(hour => new DemoHour(hour.Hour, hour.Count, hour.MeanDelay))],
            scheduler.TasksFinished,
            scheduler.TasksRecomputed,
            new DemoBytes(bytes.Admin, bytes.Data, bytes.Task),
            Math.Round(bulk, 1),
            job.WorkerKilled,
            Math.Round(watch.Elapsed.TotalSeconds, 3));
    }

    private static async Task<int> RunAsync(DemoOptions options, CancellationToken cancellation)
    {
        try
        {
            if (options.Json)
            {
                var result = await RunJobAsync(options, new Progress<DemoProgress>(), cancellation);
                Console.WriteLine(JsonSerializer.Serialize(result));
                return 0;
            }

            var report = new DemoReport();
            report.Show(await report.WithProgressAsync(progress => RunJobAsync(options, progress, cancellation)));
            return 0;
        }
        catch (InvalidDataException wrong)
        {
            await Console.Error.WriteLineAsync($"weft demo: {wrong.Message}");
            return 2;
        }
    }
}
