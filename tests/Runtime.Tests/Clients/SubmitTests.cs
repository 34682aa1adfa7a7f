namespace Weft.Runtime.Tests;

public sealed class SubmitTests
{
    [Fact]
    public async Task A_scattered_array_is_summed_where_it_lies_and_the_result_comes_back()
    {
        await using var cluster = await InProcessCluster.StartAsync();
        var client = await cluster.ConnectAsync();
        double[] array = [1, 2, 3.5];

        Future<double[]> data = await client.ScatterAsync(array);
        Future<double> sum = client.Submit(Sum, data);

        Assert.Equal(6.5, await sum);
    }

    [Fact]
    public async Task Values_and_futures_mix_in_any_position()
    {
        await using var cluster = await InProcessCluster.StartAsync();
        var client = await cluster.ConnectAsync();
        var one = client.Submit(() => 1);
        var two = client.Submit(x => x + 1, one);

        Assert.Equal("1 2 z", await client.Submit(Join, one, two, "z"));
        Assert.Equal("7 2 z", await client.Submit(Join, 7, two, "z"));
        Assert.Equal("1 8 z", await client.Submit(Join, one, 8, "z"));
        Assert.Equal("7 8 11", await client.Submit(Join, 7, 8, client.Submit((x, y) => $"{x}{y}", one, 1)));
        Assert.Equal(3, await client.Submit((x, y) => x + y, one, two));
        Assert.Equal(12, await client.Submit((x, y) => x + y, 10, two));
    }

    [Fact]
    public async Task An_asynchronous_function_is_awaited_on_the_worker()
    {
        await using var cluster = await InProcessCluster.StartAsync();
        var client = await cluster.ConnectAsync();

        Future<int> later = client.Submit(LaterAsync, client.Submit(() => 20));
        Future<int>[] many = client.Map(LaterAsync, [1, 2]);

        Assert.Equal(21, await later);
        Assert.Equal(new[] { 2, 3 }, await client.GatherAsync(many));
    }

    [Fact]
    public async Task A_map_keeps_the_order_of_its_arguments()
    {
        await using var cluster = await InProcessCluster.StartAsync(workers: 3);
        var client = await cluster.ConnectAsync();

        var squares = client.Map(x => x * x, Enumerable.Range(0, 100));
        var negated = client.Map(x => -x, squares);

        Assert.Equal(Enumerable.Range(0, 100).Select(x => -x * x), await client.GatherAsync(negated));
    }

    [Fact]
    public async Task A_tree_of_sums_over_many_futures_equals_the_plain_sum()
    {
        await using var cluster = await InProcessCluster.StartAsync(workers: 3);
        var client = await cluster.ConnectAsync();
        var level = client.Map(x => (double)x, Enumerable.Range(0, 256));
        while (level.Length > 1) level = [.. level.Chunk(4).Select(four => client.Submit(Sum, four))];

        Assert.Equal(255 * 256 / 2, await level[0]);
    }

    [Fact]
    public async Task A_key_that_is_known_is_not_run_again()
    {
        await using var cluster = await InProcessCluster.StartAsync();
        var client = await cluster.ConnectAsync();
        int runs = 0;
        int Count() => Interlocked.Increment(ref runs);
        var options = new SubmitOptions { Key = "count-1" };

        var first = client.Submit(Count, options);
        Assert.Equal(1, await first);
        var second = client.Submit(Count, options);

        Assert.Equal(1, await second);
        Assert.Equal(1, runs);
        Assert.Equal("count-1", second.Key);
    }

    [Fact]
    public async Task Ten_thousand_tasks_give_ten_thousand_results()
    {
        await using var cluster = await InProcessCluster.StartAsync(workers: 4);
        var client = await cluster.ConnectAsync();

        var futures = client.Map(x => x + 1, Enumerable.Range(0, 10_000));

        Assert.Equal(Enumerable.Range(1, 10_000), await client.GatherAsync(futures));
        Assert.Equal(10_000, (await cluster.Scheduler.SnapshotAsync()).TasksFinished);
    }

    [Fact]
    public async Task A_future_of_another_client_is_refused()
    {
        await using var cluster = await InProcessCluster.StartAsync();
        var mine = await cluster.ConnectAsync("mine");
        var other = await cluster.ConnectAsync("other");
        var future = other.Submit(() => 1);

        var error = Assert.Throws<ArgumentException>(() => mine.Submit(x => x, future));

        Assert.Contains(other.Address.ToString(), error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => mine.GatherAsync([future]));
    }

    [Fact]
    public async Task In_one_process_the_very_object_is_passed()
    {
        await using var cluster = await InProcessCluster.StartAsync();
        var client = await cluster.ConnectAsync();
        int[] array = [1];

        var data = await client.ScatterAsync(array);
        var same = client.Submit(x => x, data);

        Assert.Same(array, await data);
        Assert.Same(array, await same);
    }

    [Fact]
    public async Task A_key_begins_with_the_name_of_its_function()
    {
        await using var cluster = await InProcessCluster.StartAsync();
        var client = await cluster.ConnectAsync();
        static int Local() => 1;

        Assert.StartsWith("Sum-", client.Submit(Sum, new double[] { 1 }).Key, StringComparison.Ordinal);
        Assert.StartsWith("Local-", client.Submit(Local).Key, StringComparison.Ordinal);
        Assert.StartsWith("lambda-", client.Submit(() => 1).Key, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_runs_only_on_the_workers_named()
    {
        await using var cluster = await InProcessCluster.StartAsync(workers: 3);
        var client = await cluster.ConnectAsync();
        var there = cluster.Workers[1];

        var futures = client.Map(x => x, Enumerable.Range(0, 20), new SubmitOptions { Workers = [there.Address] });
        await client.WaitAsync(futures);

        Assert.Equal(20, there.Store.Count);
    }

    [Fact]
    public async Task A_client_is_told_the_scheduler_s_status()
    {
        await using var cluster = await InProcessCluster.StartAsync(workers: 2, threads: 3);
        var client = await cluster.ConnectAsync();
        var held = client.Submit(() => 7);
        Assert.Equal(7, await held);

        var status = await client.StatusAsync();

        Assert.Equal((1, 1L, 0L), (status.Clients, status.TasksFinished, status.WorkersLost));
        Assert.Equal(1, status.Tasks[Weft.Tasks.TaskState.Memory]);
        Assert.Equal(1, status.Workers.Sum(load => load.Held));
        Assert.All(status.Workers, load => Assert.True(load is { IsReachable: true, IsLeaving: false }));
        Assert.All(status.Workers, load => Assert.Equal(3, load.Worker.Threads));

        await client.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.StatusAsync());
    }

    [Fact]
    public async Task The_workers_are_listed_by_address()
    {
        await using var cluster = await InProcessCluster.StartAsync(workers: 3, threads: 2);
        var client = await cluster.ConnectAsync();

        var workers = await client.WorkersAsync();

        Assert.Equal(cluster.Workers.Select(worker => worker.Address), workers.Select(worker => worker.Address));
        Assert.All(workers, worker => Assert.Equal(2, worker.Threads));
    }

    [Fact]
    public async Task Who_has_names_the_holders_of_each_key()
    {
        await using var cluster = await InProcessCluster.StartAsync(workers: 3, threads: 1);
        var client = await cluster.ConnectAsync();
        var everywhere = await client.ScatterAsync(1, replicas: 3);
        var once = await client.ScatterAsync(2);

        var held = await client.WhoHasAsync([everywhere, once]);

        Assert.Equal([everywhere.Key, once.Key], held.Select(key => key.Key));
        Assert.Equal(cluster.Workers.Select(worker => worker.Address), held[0].Holders);
        Assert.Single(held[1].Holders);
    }

    private static double Sum(double[] values) => values.Sum();

    private static string Join(int first, int second, string third) => $"{first} {second} {third}";

    private static async Task<int> LaterAsync(int value)
    {
        await Task.Delay(1);
        return value + 1;
    }
}
