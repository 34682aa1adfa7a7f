using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Weft.Runtime;

namespace Weft.Node.Demo;

/// <summary><c>weft demo</c>: a cluster on this machine studies 200,000 flights.</summary>
public static class DemoCommand
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    /// <summary>Workers under Akka unless told otherwise: each is a node of its own.</summary>
    private const int AkkaWorkers = 2;

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var engine = new Option<DemoEngine>("--engine")
        {
            Description = "what the cluster runs on: local, or akka for nodes of their own",
            HelpName = "local|akka",
        };
        var inProcess = new Option<bool>("--in-process")
        {
            Description = "run the workers in this process instead of child processes",
        };
        var workers = new Option<int>("--workers")
        {
            Description = "how many workers",
            DefaultValueFactory = parsed =>
                parsed.GetValue(engine) == DemoEngine.Akka ? AkkaWorkers : Environment.ProcessorCount,
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
            engine, inProcess, workers, data, json, kill,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(engine) == DemoEngine.Akka && result.GetValue(inProcess))
                result.AddError("--in-process is of the local engine: nodes on Akka.NET are processes");
        });
        command.SetAction((parsed, cancellation) => RunAsync(
            new DemoOptions
            {
                Engine = parsed.GetValue(engine),
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
    /// <exception cref="NotSupportedException">The build leaves the engine out.</exception>
    /// <exception cref="IOException">A node ended early; says what it said.</exception>
    public static async Task<DemoResult> RunJobAsync(
        DemoOptions options, IProgress<DemoProgress> progress, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var flights = FlightData.Load(options.DataFolder);
        await using var cluster = await StartAsync(options, cancellation);
        await using var client = await cluster.ConnectAsync(cancellation);

        var job = new DemoJob(cluster, options.Workers, client, progress);
        var answer = await job.StudyFlightsAsync(flights, options.KillWorker, cancellation);
        var bulk = await job.ExchangeArraysAsync(cancellation);

        var scheduler = await cluster.SnapshotAsync(cancellation);
        var bytes = await cluster.BytesAsync(cancellation);
        return new DemoResult(
            cluster.Engine,
            options.Workers,
            answer.Rows,
            answer.MeanDelay,
            answer.P95Delay,
            answer.Correlation,
            [.. answer.Hours.Select(hour => new DemoHour(hour.Hour, hour.Count, hour.MeanDelay))],
            scheduler.TasksFinished,
            scheduler.TasksRecomputed,
            bytes,
            Math.Round(bulk, 1),
            job.WorkerKilled,
            Math.Round(watch.Elapsed.TotalSeconds, 3));
    }

#if WITH_AKKA
    private static Task<IDemoCluster> StartAsync(DemoOptions options, CancellationToken cancellation) =>
        options.Engine == DemoEngine.Akka
            ? Nodes.AkkaDemoCluster.StartAsync(options, cancellation)
            : LocalDemoCluster.StartAsync(options, cancellation);
#else
    private static Task<IDemoCluster> StartAsync(DemoOptions options, CancellationToken cancellation) =>
        options.Engine == DemoEngine.Akka
            ? throw new NotSupportedException("this build leaves the Akka engine out; try --engine local")
            : LocalDemoCluster.StartAsync(options, cancellation);
#endif

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
        catch (Exception wrong) when (wrong is InvalidDataException or NotSupportedException or TimeoutException
            or IOException or OperationCanceledException or SchedulerLostException)
        {
            await Console.Error.WriteLineAsync($"weft demo: {wrong.Message.ReplaceLineEndings(" ")}");
            return wrong switch
            {
                InvalidDataException => WrongUsage,
                NotSupportedException => NodeCommands.EngineLeftOut,
                _ => Failed,
            };
        }
    }
}
