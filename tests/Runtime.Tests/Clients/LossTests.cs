using Weft.Tasks;

namespace Weft.Runtime.Tests;

public sealed class LossTests
{
    [Fact]
    public async Task A_result_that_died_with_its_worker_is_computed_again()
    {
        await using var cluster = await InProcessCluster.StartAsync(workers: 2);
        var client = await cluster.ConnectAsync();
        var futures = client.Map(x => x * 2, Enumerable.Range(0, 50));
        await client.WaitAsync(futures);

        await cluster.Workers[0].DisposeAsync();
        var doubled = client.Map(x => x + 1, futures);

        Assert.Equal(Enumerable.Range(0, 50).Select(x => (x * 2) + 1), await client.GatherAsync(doubled));
        Assert.Equal(Enumerable.Range(0, 50).Select(x => x * 2), await client.GatherAsync(futures));
        Assert.True((await cluster.Scheduler.SnapshotAsync()).TasksRecomputed > 0);
    }

    [Fact]
    public async Task A_task_whose_worker_dies_while_it_runs_is_run_by_another()
    {
        await using var cluster = await InProcessCluster.StartAsync(workers: 1);
        var client = await cluster.ConnectAsync();
        using var running = new SemaphoreSlim(0);
        using var gate = new ManualResetEventSlim();
        int runs = 0;
        int Run()
        {
            running.Release();
            if (Interlocked.Increment(ref runs) == 1) gate.Wait(TimeSpan.FromSeconds(20));
            return runs;
        }

        var future = client.Submit(Run);
        await running.WaitAsync(InProcessCluster.Patience);
        cluster.AddWorker();
        await cluster.Workers[0].DisposeAsync();

        Assert.Equal(2, await future);
        gate.Set();
    }

    [Fact]
    public async Task A_scattered_value_whose_only_holder_died_is_lost_and_a_replicated_one_is_not()
    {
        await using var cluster = await InProcessCluster.StartAsync(workers: 2);
        var client = await cluster.ConnectAsync();
        var first = cluster.Workers[0];
        var alone = await client.ScatterAsync(new[] { 1 }, workers: [first.Address]);
        var twice = await client.ScatterAsync(new[] { 2 }, replicas: 2);

        await first.DisposeAsync();

        var error = await Assert.ThrowsAsync<DataLostException>(async () => await alone);
        Assert.Equal(alone.Key, error.Key);
        Assert.Equal(FutureState.Lost, alone.State);
        Assert.Equal(new[] { 2 }, await twice);
    }

    [Fact]
    public async Task Everything_that_waits_fails_when_the_scheduler_is_lost()
    {
        await using var cluster = await InProcessCluster.StartAsync(workers: 1);
        var client = await cluster.ConnectAsync();
        using var gate = new ManualResetEventSlim();
        var future = client.Submit(() => gate.Wait(TimeSpan.FromSeconds(20)));
        var waiting = future.ResultAsync();

        await cluster.Scheduler.DisposeAsync();

        await Assert.ThrowsAsync<SchedulerLostException>(() => waiting);
        Assert.Equal(FutureState.Lost, future.State);
        await Assert.ThrowsAsync<SchedulerLostException>(() => future.ResultAsync());
        await Assert.ThrowsAsync<SchedulerLostException>(() => client.ScatterAsync(1));
        Assert.Throws<SchedulerLostException>(() => client.Submit(() => 1));
        gate.Set();
    }

    [Fact]
    public async Task A_closed_client_fails_what_waits_and_gives_its_keys_back()
    {
        await using var cluster = await InProcessCluster.StartAsync(workers: 1);
        var client = await cluster.ConnectAsync();
        var done = client.Submit(() => 1);
        await done;
        using var gate = new ManualResetEventSlim();
        var waiting = client.Submit(() => gate.Wait(TimeSpan.FromSeconds(20))).ResultAsync();

        await client.DisposeAsync();
        gate.Set();

        await Assert.ThrowsAsync<TaskCancelledException>(() => waiting);
        await cluster.UntilAsync(snapshot => snapshot.Clients == 0 && snapshot.Tasks.Values.Sum() == 0);
    }

    [Fact]
    public async Task A_worker_that_is_stopped_leaves_and_its_results_are_computed_elsewhere()
    {
        await using var cluster = await InProcessCluster.StartAsync(workers: 2);
        var client = await cluster.ConnectAsync();
        var futures = client.Map(x => x, Enumerable.Range(0, 20));
        await client.WaitAsync(futures);

        await cluster.Workers[1].StopAsync("enough");

        Assert.Equal(Enumerable.Range(0, 20), await client.GatherAsync(futures));
        Assert.Single((await cluster.Scheduler.SnapshotAsync()).Workers);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    [InlineData(150)]
    public async Task A_tree_of_sums_is_the_same_when_workers_die_on_the_way(int deathAfter)
    {
        await using var cluster = await InProcessCluster.StartAsync(workers: 4);
        var client = await cluster.ConnectAsync();
        var leaves = client.Map(x => (long)x, Enumerable.Range(0, 256));
        var level = leaves;
        while (level.Length > 1)
            level = [.. level.Chunk(4).Select(four => client.Submit(values => values.Sum(), four))];

        int done = 0;
        await foreach (var leaf in client.AsCompleted(leaves, InProcessCluster.Patience))
        {
            if (++done == deathAfter) await cluster.Workers[done % 4].DisposeAsync();
            if (done == deathAfter + 20) await cluster.Workers[(done + 1) % 4].DisposeAsync();
            leaf.Dispose();
        }

        Assert.Equal(255 * 256 / 2, await level[0].ResultAsync(InProcessCluster.Patience));
        await cluster.UntilAsync(snapshot => snapshot.Tasks.GetValueOrDefault(TaskState.Processing) == 0);
    }
}
