namespace Weft.Actors.Tests;

/// <summary>The roles as members of a cluster.</summary>
public sealed class EngineClusterTests
{
    [Fact]
    public async Task A_job_runs_on_the_members_that_joined()
    {
        await using var nodes = new EngineNodes();
        using var deadline = new CancellationTokenSource(EngineNodes.Patience);
        WeftRoles.JoinAsScheduler(await nodes.JoinAsync(WeftRoles.SchedulerRole));
        var second = await nodes.JoinAsync(WeftRoles.WorkerRole);
        var worker = WeftRoles.JoinAsWorker(second, EngineNodes.Worker("w"));
        Assert.Equal("/user/weft-worker", worker.Path.ToStringWithoutAddress());
        await using var client = await EngineNodes.ConnectAsync(second, deadline.Token);
        await EngineNodes.FirstWorkerAsync(client);

        var data = await client.ScatterAsync(new[] { 1.0, 2.0, 3.0 }, cancellation: deadline.Token);
        Assert.Equal(6.0, await client.Submit(Sum, data).ResultAsync(deadline.Token));
        Assert.Equal("w", Assert.Single(await client.WorkersAsync(deadline.Token)).Name);
    }

    [Fact]
    public async Task A_client_outside_finds_the_scheduler_by_its_contacts()
    {
        await using var nodes = new EngineNodes();
        using var deadline = new CancellationTokenSource(EngineNodes.Patience);
        WeftRoles.JoinAsScheduler(await nodes.JoinAsync(WeftRoles.SchedulerRole));
        WeftRoles.JoinAsWorker(await nodes.JoinAsync(WeftRoles.WorkerRole), EngineNodes.Worker("w"));
        await using var client = await EngineNodes.ConnectAsync(nodes.Outside(), deadline.Token);
        await EngineNodes.FirstWorkerAsync(client);

        var data = await client.ScatterAsync(new[] { 1.0, 2.0, 3.0 }, cancellation: deadline.Token);
        Assert.Equal(6.0, await client.Submit(Sum, data).ResultAsync(deadline.Token));
    }

    [Fact]
    public async Task A_worker_that_leaves_is_gone_from_the_scheduler()
    {
        await using var nodes = new EngineNodes();
        using var deadline = new CancellationTokenSource(EngineNodes.Patience);
        WeftRoles.JoinAsScheduler(await nodes.JoinAsync(WeftRoles.SchedulerRole));
        var second = await nodes.JoinAsync(WeftRoles.WorkerRole);
        var worker = WeftRoles.JoinAsWorker(second, EngineNodes.Worker("w"));
        await using var client = await EngineNodes.ConnectAsync(second, deadline.Token);
        Assert.Equal(3.0, await client.Submit(Sum, new[] { 1.0, 2.0 }).ResultAsync(deadline.Token));

        Assert.True(await WeftRoles.LeaveAsync(worker, EngineNodes.Patience));
        await EngineNodes.UntilAsync(async () => (await client.WorkersAsync(deadline.Token)).Count == 0);
    }

    private static double Sum(double[] values) => values.Sum();
}
