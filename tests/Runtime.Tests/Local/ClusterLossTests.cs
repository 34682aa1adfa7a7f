using System.Diagnostics;

namespace Weft.Runtime.Tests;

public sealed class ClusterLossTests
{
    [Fact]
    public async Task The_answer_is_the_same_when_the_only_holder_of_a_needed_result_is_killed()
    {
        await using var cluster = await LocalCluster.StartAsync(new LocalClusterOptions { Workers = 2 });
        await using var client = await cluster.ConnectAsync();
        var gate = Path.Combine(Path.GetTempPath(), $"weft-{Guid.NewGuid():N}");
        using var ramp = client.Submit(WorkerFunctions.Ramp, 1000);
        using var twice = client.Submit(WorkerFunctions.Twice, ramp);
        using var waiting = client.Submit(WorkerFunctions.WaitForFile, twice, gate);
        await client.WaitAsync([twice]);
        var holding = Assert.Single((await cluster.SnapshotAsync()).Workers, load => load.StoredBytes > 0);
        var holder = cluster.Workers.Single(worker => worker.Address == holding.Worker.Address);

        await holder.KillAsync();
        await File.WriteAllTextAsync(gate, "");

        try
        {
            Assert.Equal(2 * 999 * 1000 / 2, await waiting);
            Assert.True((await cluster.SnapshotAsync()).TasksRecomputed >= 1);
        }
        finally
        {
            File.Delete(gate);
        }
    }

    [Fact]
    public async Task A_killed_worker_is_replaced_by_another_at_a_new_address()
    {
        await using var cluster = await LocalCluster.StartAsync(new LocalClusterOptions { Workers = 1 });
        await using var client = await cluster.ConnectAsync();
        var before = cluster.Workers[0];

        await before.KillAsync();
        using var id = client.Submit(WorkerFunctions.ProcessId);

        Assert.NotEqual(before.ProcessId, await id);
        var after = Assert.Single(cluster.Workers);
        Assert.Equal(before.Name, after.Name);
        Assert.NotEqual(before.Address, after.Address);
    }

    [Fact]
    public async Task A_function_that_exits_the_process_fails_as_the_loss_of_its_worker()
    {
        await using var cluster = await LocalCluster.StartAsync(new LocalClusterOptions
        {
            Workers = 1,
            Scheduler = new() { AllowedFailures = 0 },
        });
        await using var client = await cluster.ConnectAsync();
        using var exiting = client.Submit(WorkerFunctions.ExitProcess, 3);

        var error = await Assert.ThrowsAnyAsync<Exception>(() => exiting.ResultAsync());

        Assert.Contains("worker", error.Message, StringComparison.Ordinal);
        using var two = client.Submit(static (int number) => number + 1, 1);
        Assert.Equal(2, await two);
    }

    [Fact]
    public async Task No_child_survives_the_death_of_its_parent()
    {
        // The parent to be killed is itself a worker: a function on it starts a cluster of its own.
        await using var cluster = await LocalCluster.StartAsync(
            new LocalClusterOptions { Workers = 1, RestartWorkers = false });
        await using var client = await cluster.ConnectAsync();
        using var started = client.Submit(StartCluster, 2);
        var children = await started;
        Assert.All(children, id => Assert.True(IsRunning(id)));

        await cluster.Workers[0].KillAsync();

        var deadline = Stopwatch.StartNew();
        while (children.Any(IsRunning) && deadline.Elapsed < TimeSpan.FromSeconds(10)) await Task.Delay(10);
        Assert.All(children, id => Assert.False(IsRunning(id)));
    }

    [Fact]
    public async Task Nothing_is_left_running_when_a_cluster_is_disposed()
    {
        var cluster = await LocalCluster.StartAsync(new LocalClusterOptions { Workers = 2 });
        var children = cluster.Workers.Select(worker => worker.ProcessId!.Value).ToArray();
        Assert.All(children, id => Assert.True(IsRunning(id)));

        await cluster.DisposeAsync();

        Assert.All(children, id => Assert.False(IsRunning(id)));
        Assert.Empty(cluster.Workers);
    }

    private static async Task<int[]> StartCluster(int workers)
    {
        // Never disposed: its process is killed.
        var cluster = await LocalCluster.StartAsync(new LocalClusterOptions { Workers = workers });
        return [.. cluster.Workers.Select(worker => worker.ProcessId!.Value)];
    }

    private static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
