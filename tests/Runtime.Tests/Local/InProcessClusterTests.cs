namespace Weft.Runtime.Tests;

public sealed class InProcessClusterTests
{
    [Fact]
    public async Task The_same_program_runs_on_workers_in_this_process()
    {
        await using var cluster = await LocalCluster.StartAsync(
            new LocalClusterOptions { Workers = 2, ThreadsPerWorker = 2, Processes = false });
        await using var client = await cluster.ConnectAsync();
        var values = WorkerFunctions.Ramp(1000);

        using var data = await client.ScatterAsync(values);
        using var sum = client.Submit(WorkerFunctions.Sum, data);
        using var id = client.Submit(WorkerFunctions.ProcessId);

        Assert.Equal(999 * 1000 / 2, await sum);
        Assert.Equal(Environment.ProcessId, await id);
        Assert.Same(values, await data);
        Assert.All(cluster.Workers, worker => Assert.Null(worker.ProcessId));
        Assert.Equal(default, await cluster.CountersAsync());
    }

    [Fact]
    public async Task A_killed_worker_is_replaced()
    {
        await using var cluster = await LocalCluster.StartAsync(
            new LocalClusterOptions { Workers = 1, Processes = false });
        await using var client = await cluster.ConnectAsync();
        var before = cluster.Workers[0].Address;

        await cluster.Workers[0].KillAsync();
        using var two = client.Submit(static (int number) => number + 1, 1);

        Assert.Equal(2, await two);
        Assert.NotEqual(before, Assert.Single(cluster.Workers).Address);
    }

    [Fact]
    public async Task A_function_is_refused_here_as_in_a_child()
    {
        await using var cluster = await LocalCluster.StartAsync(
            new LocalClusterOptions { Workers = 1, Processes = false });
        await using var client = await cluster.ConnectAsync();
        using var refused = client.Submit(Math.Sqrt, 2.0);

        var error = await Assert.ThrowsAnyAsync<Exception>(() => refused.ResultAsync());

        Assert.Contains("System.Private.CoreLib", error.Message, StringComparison.Ordinal);
    }
}
