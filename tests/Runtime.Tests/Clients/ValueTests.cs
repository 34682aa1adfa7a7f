using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime.Tests;

public sealed class ValueTests
{
    [Fact]
    public async Task A_value_scattered_with_replicas_lies_on_as_many_workers()
    {
        await using var cluster = await InProcessCluster.StartAsync(workers: 3);
        var client = await cluster.ConnectAsync();

        var twice = await client.ScatterAsync(new double[100], replicas: 2);
        Assert.Equal(2, cluster.Workers.Count(worker => worker.Store.TryGet(twice.Key, out _)));
        Assert.Equal(1600, cluster.Workers.Sum(worker => worker.Store.Bytes));

        var everywhere = await client.ScatterAsync("x", replicas: 99);
        Assert.All(cluster.Workers, worker => Assert.True(worker.Store.TryGet(everywhere.Key, out _)));
    }

    [Fact]
    public async Task Many_scattered_values_are_spread_over_the_workers_and_keep_their_order()
    {
        await using var cluster = await InProcessCluster.StartAsync(workers: 3);
        var client = await cluster.ConnectAsync();

        var futures = await client.ScatterEachAsync(Enumerable.Range(0, 30).ToArray());

        Assert.All(cluster.Workers, worker => Assert.Equal(10, worker.Store.Count));
        Assert.Equal(Enumerable.Range(0, 30), await client.GatherAsync(futures));
        Assert.All(futures, future => Assert.Equal(FutureState.Finished, future.State));
    }

    [Fact]
    public async Task A_gather_may_name_a_future_twice_and_gives_its_value_twice()
    {
        await using var cluster = await InProcessCluster.StartAsync();
        var client = await cluster.ConnectAsync();
        var a = client.Submit(() => "a");
        var b = client.Submit(() => "b");

        Assert.Equal(["a", "b", "a"], await client.GatherAsync([a, b, a]));
        Assert.Empty(await client.GatherAsync(Array.Empty<Future<int>>()));
    }

    [Fact]
    public async Task Null_is_a_value()
    {
        await using var cluster = await InProcessCluster.StartAsync();
        var client = await cluster.ConnectAsync();

        Future<string?> nothing = client.Submit(() => (string?)null);
        Future<string?> scattered = await client.ScatterAsync<string?>(null);

        Assert.Null(await nothing);
        Assert.Null(await scattered);
    }

    [Fact]
    public async Task As_completed_gives_futures_in_the_order_in_which_they_are_done()
    {
        await using var cluster = await InProcessCluster.StartAsync(workers: 3);
        var client = await cluster.ConnectAsync();
        var gates = Enumerable.Range(0, 3).Select(_ => new ManualResetEventSlim()).ToArray();
        var futures = client.Map(
            i => gates[i].Wait(TimeSpan.FromSeconds(20)) ? i : throw new TimeoutException(), [0, 1, 2]);

        var order = new List<int>();
        gates[2].Set();
        await foreach (var future in client.AsCompleted(futures, InProcessCluster.Patience))
        {
            order.Add(await future);
            gates[order.Count == 1 ? 0 : 1].Set();
        }

        Assert.Equal([2, 0, 1], order);
    }

    [Fact]
    public async Task As_completed_gives_failed_futures_too()
    {
        await using var cluster = await InProcessCluster.StartAsync();
        var client = await cluster.ConnectAsync();
        var futures = client.Map(x => x == 1 ? throw new InvalidDataException() : x, [0, 1, 2]);

        var states = new Dictionary<string, FutureState>();
        await foreach (var future in client.AsCompleted(futures)) states[future.Key] = future.State;

        Assert.Equal(
            [FutureState.Finished, FutureState.Erred, FutureState.Finished],
            futures.Select(future => states[future.Key]));
    }

    [Fact]
    public async Task A_value_the_client_cannot_decode_fails_its_own_await_and_nothing_else()
    {
        var engine = new SpoilingEngine("client", key => key.StartsWith("bad", StringComparison.Ordinal));
        await using var cluster = await InProcessCluster.StartAsync(engine: engine);
        var client = await cluster.ConnectAsync();
        var bad = client.Submit(() => 1, new SubmitOptions { Key = "bad-1" });
        var good = client.Submit(x => x + 1, bad);

        var error = await Assert.ThrowsAsync<DeserializationRefusedException>(async () => await bad);

        Assert.Contains("dask", error.Message, StringComparison.Ordinal);
        Assert.Equal(FutureState.Finished, bad.State);
        Assert.Equal(2, await good);
    }

    [Fact]
    public async Task A_value_a_worker_cannot_decode_fails_what_needs_it_there_and_nothing_else()
    {
        var engine = new SpoilingEngine("worker-2", key => key.StartsWith("bad", StringComparison.Ordinal));
        await using var cluster = await InProcessCluster.StartAsync(engine: engine);
        var client = await cluster.ConnectAsync();
        var first = new SubmitOptions { Key = "bad-1", Workers = [cluster.Workers[0].Address] };
        var second = new SubmitOptions { Workers = [cluster.Workers[1].Address] };
        var bad = client.Submit(() => 1, first);
        var needsIt = client.Submit(x => x + 1, bad, second);

        await Assert.ThrowsAsync<DeserializationRefusedException>(async () => await needsIt);

        Assert.Equal(1, await bad);
        Assert.Equal(7, await client.Submit(() => 7, second));
    }

    [Fact]
    public async Task A_scatter_that_a_worker_refuses_fails_and_leaves_nothing_behind()
    {
        var engine = new SpoilingEngine("worker-1", _ => true);
        await using var cluster = await InProcessCluster.StartAsync(workers: 1, engine: engine);
        var client = await cluster.ConnectAsync();

        await Assert.ThrowsAsync<DeserializationRefusedException>(() => client.ScatterAsync(1));

        Assert.Equal(0, cluster.Workers[0].Store.Count);
        await cluster.UntilAsync(snapshot => snapshot.Tasks.Values.Sum() == 0);
    }
}
