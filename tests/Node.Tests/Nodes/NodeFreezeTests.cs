using System.Diagnostics;
using Weft.Actors;
using Weft.Runtime;
using Xunit.Abstractions;

namespace Weft.Node.Tests;

/// <summary>A worker's process stands still, with shorter times than those of the sample files.</summary>
[Collection(NodeProcesses.Name)]
public sealed class NodeFreezeTests(ITestOutputHelper output)
{
    // Unreachable after less than 2 s, downed 4 s later; by the samples after 7 s, and 7 s later.
    private static readonly string[] Short =
    [
        "--set", "akka.cluster.failure-detector { heartbeat-interval = 200ms, acceptable-heartbeat-pause = 1500ms }",
        "--set", "akka.cluster.unreachable-nodes-reaper-interval = 200ms",
        "--set", "akka.cluster.split-brain-resolver.stable-after = 4s",
        "--set", "weft.node.rejoin-pause = 200ms",
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_worker_frozen_for_a_while_goes_on_and_one_frozen_for_longer_is_cut_off_and_serves_again()
    {
        // Windows has no signal that freezes a process.
        if (OperatingSystem.IsWindows()) return;
        using var scheduler = WeftProcess.StartNode(["scheduler", "--seed", "self", .. Short]);
        var seed = await scheduler.TextOfAsync("address");
        using var worker = WeftProcess.StartNode(
        [
            "worker", "--seed", seed, "--threads", "2",
            "--admit", "Weft.Node.Tests", "--assemblies", AppContext.BaseDirectory, .. Short,
        ]);
        var address = await worker.TextOfAsync("address");
        await worker.TextOfAsync("up");
        await using var outside = NodeClient.Open(new NodeClientOptions
        {
            Contacts = [seed],
            Hostname = "127.0.0.1",
            Timeout = Patience,
        });
        using var deadline = new CancellationTokenSource(Patience);
        await using var client = await outside.ConnectAsync(new ClientOptions(), deadline.Token);
        using var kept = client.Submit(ProcessId);
        Assert.Equal(worker.Id, await kept.ResultAsync(deadline.Token));
        using var running = client.Submit(Sleep, 1000);
        while ((await client.StatusAsync(deadline.Token)).Workers is not [{ Executing: 1 }]) await Task.Delay(20);

        var watch = Stopwatch.StartNew();
        await worker.SignalAsync("STOP");
        await scheduler.SaidAsync($"{address} (weft-worker) is unreachable");
        output.WriteLine($"unreachable after {watch.Elapsed.TotalSeconds:0.0} s");
        using var waiting = client.Submit(Negative, kept);
        Assert.False((await client.StatusAsync(deadline.Token)).Workers.Single().IsReachable);
        await worker.SignalAsync("CONT");
        await scheduler.SaidAsync($"{address} (weft-worker) is reachable again");
        Assert.Equal(1000, await running.ResultAsync(deadline.Token));
        Assert.Equal(-worker.Id, await waiting.ResultAsync(deadline.Token));
        var status = await client.StatusAsync(deadline.Token);
        Assert.Equal((0, 0), (status.WorkersLost, status.TasksRecomputed));

        watch.Restart();
        await worker.SignalAsync("STOP");
        await scheduler.SaidAsync($"{address} (weft-worker) is removed");
        output.WriteLine($"removed after {watch.Elapsed.TotalSeconds:0.0} s");
        while (await client.StatusAsync(deadline.Token) is not { WorkersLost: 1, Workers.Count: 0 })
            await Task.Delay(20);
        watch.Restart();
        await worker.SignalAsync("CONT");
        Assert.Contains("tasks and data connections are stopped", await worker.TextOfAsync("cut off"));
        Assert.StartsWith("joining again in", await worker.TextOfAsync("again"), StringComparison.Ordinal);
        Assert.Equal(address, await worker.TextOfAsync("address", times: 2));
        await worker.TextOfAsync("up", times: 2);
        output.WriteLine($"up again {watch.Elapsed.TotalSeconds:0.0} s after it woke");

        // The same process, a worker with nothing in store: what it held is computed again.
        using var again = client.Submit(Negative, kept);
        Assert.Equal(-worker.Id, await again.ResultAsync(deadline.Token));
        Assert.True((await client.StatusAsync(deadline.Token)).TasksRecomputed >= 1);
    }

    private static int ProcessId() => Environment.ProcessId;

    private static int Negative(int value) => -value;

    private static int Sleep(int milliseconds)
    {
        Thread.Sleep(milliseconds);
        return milliseconds;
    }
}
