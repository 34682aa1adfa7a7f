using System.Diagnostics;
using System.Text.Json;
using Weft.Actors;
using Weft.Runtime;
using Xunit.Abstractions;

namespace Weft.Node.Tests;

/// <summary>The commands of nodes in processes of their own: signals, exit codes, limits.</summary>
[Collection(NodeProcesses.Name)]
public sealed class NodeProcessTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_worker_asked_by_sigterm_leaves_the_cluster_and_ends_with_code_0()
    {
        if (OperatingSystem.IsWindows()) return;
        using var scheduler = WeftProcess.StartNode("scheduler", "--seed", "self");
        var address = await scheduler.TextOfAsync("address");
        using var worker = WeftProcess.StartNode("worker", "--seed", address);
        await worker.TextOfAsync("up");

        var watch = Stopwatch.StartNew();
        await worker.SignalAsync("TERM");
        Assert.Equal(NodeExitCode.Stopped, await worker.ExitCodeAsync());
        output.WriteLine($"left in {watch.Elapsed.TotalSeconds:0.0} s");
        Assert.Equal("asked to stop", await worker.TextOfAsync("leaving"));
        Assert.Contains(scheduler.Output, line => line.EndsWith("(weft-worker) is exiting", StringComparison.Ordinal));
        Assert.DoesNotContain(scheduler.Output, line => line.Contains("unreachable", StringComparison.Ordinal));

        await scheduler.SignalAsync(WeftProcess.Interrupt());
        Assert.Equal(NodeExitCode.Stopped, await scheduler.ExitCodeAsync());
    }

    [Fact]
    public async Task By_sigterm_a_worker_finishes_what_it_runs_and_a_scheduler_goes_without_holding_anybody_up()
    {
        if (OperatingSystem.IsWindows()) return;
        var evidence = Path.Combine(Path.GetTempPath(), $"weft-{Guid.NewGuid():N}");
        using var scheduler = WeftProcess.StartNode("scheduler", "--seed", "self");
        var address = await scheduler.TextOfAsync("address");
        using var worker = StartWorker(address);
        await worker.TextOfAsync("up");
        await using var outside = Open(address);
        using var deadline = new CancellationTokenSource(Patience);
        await using var client = await outside.ConnectAsync(new ClientOptions(), deadline.Token);
        using var finishing = client.Submit(SleepAndWrite, 2, evidence);
        await ExecutingAsync(client, deadline.Token);
        await worker.SignalAsync("TERM");
        Assert.Equal(NodeExitCode.Stopped, await worker.ExitCodeAsync());
        Assert.Equal("2", await File.ReadAllTextAsync(evidence, deadline.Token));
        File.Delete(evidence);
        var status = await client.StatusAsync(deadline.Token);
        Assert.Equal((1, 0, 0), (status.TasksFinished, status.WorkersLost, status.Workers.Count));

        using var second = StartWorker(address);
        var seed = await second.TextOfAsync("address");
        using var running = client.Submit(Sleep, 60);
        await ExecutingAsync(client, deadline.Token);
        var watch = Stopwatch.StartNew();
        await scheduler.SignalAsync("TERM");
        await Assert.ThrowsAsync<SchedulerLostException>(() => running.ResultAsync(deadline.Token));
        output.WriteLine($"the future failed after {watch.Elapsed.TotalSeconds:0.0} s");
        Assert.Equal(NodeExitCode.Stopped, await scheduler.ExitCodeAsync());
        output.WriteLine($"the scheduler ended after {watch.Elapsed.TotalSeconds:0.0} s");

        // Those who stay are a cluster still: the next scheduler joins it by one of them.
        using var next = WeftProcess.StartNode("scheduler", "--seed", seed);
        await next.TextOfAsync("up");
        await using var elsewhere = Open(seed);
        await using var another = await elsewhere.ConnectAsync(new ClientOptions(), deadline.Token);
        Assert.Equal(1_000, await another.Submit(Allocate, 1_000).ResultAsync(deadline.Token));
        Assert.DoesNotContain(second.Output, line => line.StartsWith("cut off", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_second_signal_ends_a_node_at_once_and_so_does_the_end_of_its_input()
    {
        if (OperatingSystem.IsWindows()) return;
        using var scheduler = WeftProcess.StartNode("scheduler", "--seed", "self");
        var address = await scheduler.TextOfAsync("address");
        using var worker = StartWorker(address);
        await worker.TextOfAsync("up");
        await using var outside = Open(address);
        using var deadline = new CancellationTokenSource(Patience);
        await using var client = await outside.ConnectAsync(new ClientOptions(), deadline.Token);
        using var busy = client.Submit(Sleep, 60);
        await ExecutingAsync(client, deadline.Token);

        await worker.SignalAsync("TERM");
        await worker.TextOfAsync("leaving");
        await worker.SignalAsync("TERM");
        Assert.Equal(NodeExitCode.EndedAtOnce, await worker.ExitCodeAsync());

        scheduler.EndInput();
        Assert.Equal(NodeExitCode.EndedAtOnce, await scheduler.ExitCodeAsync());
    }

    [Fact]
    public async Task A_memory_limit_fails_the_task_that_wants_more_and_the_worker_lives_on()
    {
        using var scheduler = WeftProcess.StartNode("scheduler", "--seed", "self");
        var address = await scheduler.TextOfAsync("address");
        using var worker = WeftProcess.StartNode(
            "worker", "--seed", address, "--name", "small", "--memory-limit", "300MiB", "--threads", "3",
            "--admit", "Weft.Node.Tests", "--assemblies", AppContext.BaseDirectory);
        Assert.Equal("objects may take 300 MiB", await worker.TextOfAsync("memory"));
        await using var outside = Open(address);
        using var deadline = new CancellationTokenSource(Patience);
        await using var client = await outside.ConnectAsync(new ClientOptions(), deadline.Token);

        Assert.Equal(1_000_000, await client.Submit(Allocate, 1_000_000).ResultAsync(deadline.Token));
        var error = await Assert.ThrowsAnyAsync<Exception>(
            () => client.Submit(Allocate, 400_000_000).ResultAsync(deadline.Token));
        Assert.Contains(nameof(OutOfMemoryException), error.ToString());
        Assert.Equal(2_000_000, await client.Submit(Allocate, 2_000_000).ResultAsync(deadline.Token));

        using var status = WeftProcess.Start("status", "--contact", address, "--json");
        Assert.Equal(0, await status.ExitCodeAsync());
        using var json = JsonDocument.Parse(Assert.Single(status.Output));
        var shown = Assert.Single(json.RootElement.GetProperty("workers").EnumerateArray());
        Assert.Equal(("small", 3), (shown.GetProperty("name").GetString(), shown.GetProperty("threads").GetInt32()));
        Assert.Equal(2, json.RootElement.GetProperty("members").GetArrayLength());
        Assert.StartsWith(address, json.RootElement.GetProperty("scheduler").GetProperty("address").GetString());
    }

    [Fact]
    public async Task Wrong_usage_is_code_2_and_silence_is_code_4_each_with_one_line()
    {
        using var wrong = WeftProcess.Start("worker", "--colour", "red");
        using var nobody = WeftProcess.Start("status", "--contact", "127.0.0.1:1", "--timeout", "1");
        Assert.Equal(NodeExitCode.WrongSettings, await wrong.ExitCodeAsync());
        Assert.Contains("--colour", wrong.Errors[0]);
        Assert.DoesNotContain(wrong.Errors, line => line.Contains("   at ", StringComparison.Ordinal));
        Assert.Equal(NodeExitCode.NobodyAnswered, await nobody.ExitCodeAsync());
        Assert.Contains("127.0.0.1:1", Assert.Single(nobody.Errors));
    }

    private static NodeClient Open(string address) => NodeClient.Open(new NodeClientOptions
    {
        Contacts = [address],
        Hostname = "127.0.0.1",
        Timeout = Patience,
    });

    private static WeftProcess StartWorker(string seed) => WeftProcess.StartNode(
        "worker", "--seed", seed, "--admit", "Weft.Node.Tests", "--assemblies", AppContext.BaseDirectory);

    private static async Task ExecutingAsync(Client client, CancellationToken cancellation)
    {
        while ((await client.StatusAsync(cancellation)).Workers is not [{ Executing: 1 }])
            await Task.Delay(20, cancellation);
    }

    private static int Allocate(int length)
    {
        var bytes = new byte[length];
        Array.Fill(bytes, (byte)1);
        return bytes.Length;
    }

    private static int SleepAndWrite(int seconds, string file)
    {
        Sleep(seconds);
        File.WriteAllText(file, $"{seconds}");
        return seconds;
    }

    private static int Sleep(int seconds)
    {
        Thread.Sleep(TimeSpan.FromSeconds(seconds));
        return seconds;
    }
}
