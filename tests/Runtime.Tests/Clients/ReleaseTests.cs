using System.Runtime.CompilerServices;
using Weft.Tasks;

namespace Weft.Runtime.Tests;

public sealed class ReleaseTests
{
    [Fact]
    public async Task A_disposed_future_is_forgotten_by_scheduler_and_workers()
    {
        await using var cluster = await InProcessCluster.StartAsync(workers: 1);
        var client = await cluster.ConnectAsync();
        var future = client.Submit(() => 1);
        await future;

        future.Dispose();

        await cluster.UntilAsync(snapshot => snapshot.Tasks.Values.Sum() == 0);
        await UntilEmptyAsync(cluster.Workers[0].Store);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.GatherAsync([future]));
    }

    [Fact]
    public async Task A_collected_future_is_forgotten_by_the_scheduler()
    {
        await using var cluster = await InProcessCluster.StartAsync(workers: 1);
        var client = await cluster.ConnectAsync();
        await SubmitAndDropAsync(client);
        Assert.Equal(1, (await cluster.Scheduler.SnapshotAsync()).Tasks.Values.Sum());

        await cluster.UntilAsync(snapshot =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return snapshot.Tasks.Values.Sum() == 0;
        });
    }

    [Fact]
    public async Task A_future_that_is_awaited_is_not_collected()
    {
        await using var cluster = await InProcessCluster.StartAsync(workers: 1);
        var client = await cluster.ConnectAsync();
        using var gate = new ManualResetEventSlim();
        var waiting = SubmitWaiting(client, gate);
        for (int i = 0; i < 5; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(10);
        }

        gate.Set();

        Assert.True(await waiting);
    }

    [Fact]
    public async Task Whoever_waits_for_a_pending_future_is_told_when_it_is_disposed()
    {
        await using var cluster = await InProcessCluster.StartAsync(workers: 1);
        var client = await cluster.ConnectAsync();
        using var gate = new ManualResetEventSlim();
        var future = client.Submit(() => gate.Wait(TimeSpan.FromSeconds(20)));
        var alone = future.WaitAsync(InProcessCluster.Patience);
        var together = client.WaitAsync([future], InProcessCluster.Patience);
        var inTurn = client.AsCompleted([future], InProcessCluster.Patience).GetAsyncEnumerator();
        var next = inTurn.MoveNextAsync();

        future.Dispose();

        await alone;
        await together;
        Assert.True(await next);
        Assert.Equal(FutureState.Cancelled, future.State);
        gate.Set();
        await inTurn.DisposeAsync();
    }

    [Fact]
    public async Task Two_futures_of_one_key_each_hold_it()
    {
        await using var cluster = await InProcessCluster.StartAsync(workers: 1);
        var client = await cluster.ConnectAsync();
        var options = new SubmitOptions { Key = "same-1" };
        var first = client.Submit(() => 1, options);
        var second = client.Submit(() => 1, options);
        await second;

        first.Dispose();
        first.Dispose();
        await client.WorkersAsync();

        Assert.Equal(1, (await cluster.Scheduler.SnapshotAsync()).Tasks[TaskState.Memory]);
        Assert.Equal(1, await second);
        second.Dispose();
        await cluster.UntilAsync(snapshot => snapshot.Tasks.Values.Sum() == 0);
    }

    [Fact]
    public async Task A_key_released_and_submitted_again_runs_again()
    {
        await using var cluster = await InProcessCluster.StartAsync(workers: 1);
        var client = await cluster.ConnectAsync();
        int runs = 0;
        int Count() => Interlocked.Increment(ref runs);
        var options = new SubmitOptions { Key = "count-1" };
        var first = client.Submit(Count, options);
        await first;
        first.Dispose();

        Assert.Equal(2, await client.Submit(Count, options));
    }

    [Fact]
    public async Task What_others_need_outlives_its_own_future()
    {
        await using var cluster = await InProcessCluster.StartAsync(workers: 2);
        var client = await cluster.ConnectAsync();
        var numbers = client.Map(x => x, Enumerable.Range(0, 40));
        var sum = client.Submit(values => values.Sum(), numbers);
        foreach (var number in numbers) number.Dispose();

        Assert.Equal(780, await sum);
        await cluster.UntilAsync(snapshot => snapshot.Tasks.GetValueOrDefault(TaskState.Memory) == 1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task SubmitAndDropAsync(Client client) => Assert.Equal(1, await client.Submit(() => 1));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task<bool> SubmitWaiting(Client client, ManualResetEventSlim gate) =>
        client.Submit(() => gate.Wait(TimeSpan.FromSeconds(20))).ResultAsync();

    private static async Task UntilEmptyAsync(ValueStore store)
    {
        var patience = InProcessCluster.Patience;
        while (store.Count > 0) await Task.Delay(5, patience);
        Assert.Equal(0, store.Bytes);
    }
}
