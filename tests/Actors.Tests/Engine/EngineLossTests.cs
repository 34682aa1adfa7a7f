using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;
using Weft.Runtime;
using Weft.Tasks;

namespace Weft.Actors.Tests;

/// <summary>Members that leave, crash, or cannot be reached.</summary>
public sealed class EngineLossTests
{
    [Fact]
    public async Task When_the_singleton_moves_futures_fail_and_a_new_client_finds_the_next_with_its_workers()
    {
        await using var nodes = new EngineNodes();
        using var deadline = new CancellationTokenSource(EngineNodes.Patience);
        var first = await nodes.JoinAsync(WeftRoles.SchedulerRole);
        WeftRoles.JoinAsScheduler(first);
        WeftRoles.JoinAsScheduler(await nodes.JoinAsync(WeftRoles.SchedulerRole));
        var third = await nodes.JoinAsync(WeftRoles.WorkerRole);
        WeftRoles.JoinAsWorker(third, EngineNodes.Worker("w"));
        await using var inside = await EngineNodes.ConnectAsync(third, deadline.Token);
        var foreign = nodes.Outside();
        await using var outside = await EngineNodes.ConnectAsync(foreign, deadline.Token);
        Assert.Equal(3.0, await inside.Submit(Sum, new[] { 1.0, 2.0 }).ResultAsync(deadline.Token));
        var (one, two) = (inside.Submit(Slow, 60_000), outside.Submit(Slow, 60_000));
        await EngineNodes.UntilAsync(async () => (await inside.StatusAsync(deadline.Token)).Clients == 2);

        await Cluster.Get(first).LeaveAsync(deadline.Token);
        await Assert.ThrowsAsync<SchedulerLostException>(() => one.ResultAsync(deadline.Token));
        await Assert.ThrowsAsync<SchedulerLostException>(() => two.ResultAsync(deadline.Token));
        await Assert.ThrowsAsync<SchedulerLostException>(() => inside.StatusAsync(deadline.Token));

        await using var again = await EngineNodes.ConnectAsync(third, deadline.Token);
        Assert.Equal(7.0, await again.Submit(Sum, new[] { 3.0, 4.0 }).ResultAsync(deadline.Token));
    }

    [Fact]
    public async Task A_worker_that_is_cut_off_is_suspended_then_lost_and_its_results_are_computed_again()
    {
        await using var nodes = new EngineNodes();
        using var deadline = new CancellationTokenSource(EngineNodes.Patience);
        var first = await nodes.JoinAsync(WeftRoles.SchedulerRole);
        WeftRoles.JoinAsScheduler(first);
        var second = await nodes.JoinAsync(WeftRoles.WorkerRole);
        WeftRoles.JoinAsWorker(second, EngineNodes.Worker("frail"));
        await using var client = await EngineNodes.ConnectAsync(first, deadline.Token);
        var kept = client.Submit(Sum, new[] { 1.0, 2.0 });
        Assert.Equal(3.0, await kept.ResultAsync(deadline.Token));

        var address = Cluster.Get(second).SelfAddress;
        await EngineNodes.CutOffAsync(second);
        await EngineNodes.UntilAsync(async () =>
            !(await client.StatusAsync(deadline.Token)).Workers.Single().IsReachable);
        var waiting = client.Submit(Sum, new[] { 5.0 });
        Assert.Equal(0, (await client.StatusAsync(deadline.Token)).WorkersLost);
        Assert.Equal(FutureState.Pending, waiting.State);

        WeftRoles.JoinAsWorker(await nodes.JoinUnseenAsync(first, WeftRoles.WorkerRole, address), EngineNodes.Worker("b"));
        Assert.Equal(5.0, await waiting.ResultAsync(deadline.Token));
        Assert.Equal(6.0, await client.Submit(Twice, kept).ResultAsync(deadline.Token));
        var status = await client.StatusAsync(deadline.Token);
        Assert.Equal(1, status.WorkersLost);
        Assert.True(status.TasksRecomputed >= 1);
    }

    [Fact]
    public async Task A_worker_that_is_unreachable_for_a_while_goes_on_where_it_was()
    {
        await using var nodes = new EngineNodes();
        using var deadline = new CancellationTokenSource(EngineNodes.Patience);
        var first = await nodes.JoinAsync(WeftRoles.SchedulerRole);
        WeftRoles.JoinAsScheduler(first);
        var second = await nodes.JoinAsync(WeftRoles.WorkerRole);
        WeftRoles.JoinAsWorker(second, EngineNodes.Worker("w"));
        await using var client = await EngineNodes.ConnectAsync(first, deadline.Token);
        await EngineNodes.UntilAsync(async () => (await client.WorkersAsync(deadline.Token)).Count == 1);
        var running = client.Submit(Slow, 300);
        await EngineNodes.UntilAsync(async () =>
            (await client.StatusAsync(deadline.Token)).Workers.Single().Executing == 1);

        var scheduler = await first.ActorSelection("/user/weft-scheduler/singleton/scheduler-1")
            .ResolveOne(EngineNodes.Patience);
        var address = Cluster.Get(second).SelfAddress;
        var member = Cluster.Get(first).State.Members.Single(each => each.Address.Equals(address));
        scheduler.Tell(new ClusterEvent.UnreachableMember(member));
        var later = client.Submit(Sum, new[] { 5.0 });
        Assert.Equal(300, await running.ResultAsync(deadline.Token));
        Assert.Equal(FutureState.Pending, later.State);
        Assert.False((await client.StatusAsync(deadline.Token)).Workers.Single().IsReachable);

        scheduler.Tell(new ClusterEvent.ReachableMember(member));
        Assert.Equal(5.0, await later.ResultAsync(deadline.Token));
        Assert.Equal(0, (await client.StatusAsync(deadline.Token)).WorkersLost);
    }

    [Fact]
    public async Task A_worker_that_leaves_finishes_what_runs_and_no_death_is_counted()
    {
        await using var nodes = new EngineNodes();
        using var deadline = new CancellationTokenSource(EngineNodes.Patience);
        var first = await nodes.JoinAsync(WeftRoles.SchedulerRole);
        WeftRoles.JoinAsScheduler(first);
        var second = await nodes.JoinAsync(WeftRoles.WorkerRole);
        var worker = WeftRoles.JoinAsWorker(second, EngineNodes.Worker("w"));
        await using var client = await EngineNodes.ConnectAsync(first, deadline.Token);
        var running = client.Submit(Slow, 400);
        await EngineNodes.UntilAsync(async () =>
            (await client.StatusAsync(deadline.Token)).Workers.SingleOrDefault()?.Executing == 1);
        Assert.True(await WeftRoles.LeaveAsync(worker, EngineNodes.Patience));
        await EngineNodes.UntilAsync(async () => (await client.WorkersAsync(deadline.Token)).Count == 0);
        var status = await client.StatusAsync(deadline.Token);
        Assert.Equal((1, 0), (status.TasksFinished, status.WorkersLost));
        Assert.NotEqual(FutureState.Erred, running.State);
    }

    [Fact]
    public async Task A_worker_whose_patience_ends_leaves_while_a_function_runs()
    {
        await using var nodes = new EngineNodes();
        using var deadline = new CancellationTokenSource(EngineNodes.Patience);
        var first = await nodes.JoinAsync(WeftRoles.SchedulerRole);
        WeftRoles.JoinAsScheduler(first);
        var second = await nodes.JoinAsync(WeftRoles.WorkerRole);
        var worker = WeftRoles.JoinAsWorker(second, EngineNodes.Worker("w"));
        await using var client = await EngineNodes.ConnectAsync(first, deadline.Token);
        var running = client.Submit(Slow, 3_000);
        await EngineNodes.UntilAsync(async () =>
            (await client.StatusAsync(deadline.Token)).Workers.SingleOrDefault()?.Executing == 1);
        Assert.False(await WeftRoles.LeaveAsync(worker, TimeSpan.FromMilliseconds(100)));
        await EngineNodes.UntilAsync(async () => (await client.WorkersAsync(deadline.Token)).Count == 0);
        var status = await client.StatusAsync(deadline.Token);
        Assert.Equal(0, status.WorkersLost);
        Assert.Equal(FutureState.Pending, running.State);
    }

    [Fact]
    public async Task A_quarantine_ends_all_relations_with_the_node_at_once_and_not_with_its_successor()
    {
        await using var nodes = new EngineNodes();
        using var deadline = new CancellationTokenSource(EngineNodes.Patience);
        var first = await nodes.JoinAsync(WeftRoles.SchedulerRole);
        WeftRoles.JoinAsScheduler(first);
        var second = await nodes.JoinAsync(WeftRoles.WorkerRole);
        WeftRoles.JoinAsWorker(second, EngineNodes.Worker("w"));
        await using var near = await EngineNodes.ConnectAsync(first, deadline.Token);
        await using var far = await EngineNodes.ConnectAsync(second, deadline.Token);
        await EngineNodes.UntilAsync(async () => (await near.WorkersAsync(deadline.Token)).Count == 1);
        var address = Cluster.Get(second).SelfAddress;
        var uid = Cluster.Get(second).SelfUniqueAddress.Uid;

        first.EventStream.Publish(new QuarantinedEvent(address, uid + 1));
        Assert.Equal(0, (await near.StatusAsync(deadline.Token)).WorkersLost);

        // The worker hears that it was given up and begins anew; the client on its node is of no more use.
        var pending = far.Submit(Slow, 60_000);
        first.EventStream.Publish(new QuarantinedEvent(address, uid));
        await EngineNodes.UntilAsync(async () =>
            await near.StatusAsync(deadline.Token) is { WorkersLost: 1, Workers.Count: 1, Clients: 1 });
        await Assert.ThrowsAsync<SchedulerLostException>(() => pending.ResultAsync(deadline.Token));

        await using var again = await EngineNodes.ConnectAsync(second, deadline.Token);
        var other = again.Submit(Slow, 60_000);
        second.EventStream.Publish(new ThisActorSystemQuarantinedEvent(address, Cluster.Get(first).SelfAddress));
        await Assert.ThrowsAsync<SchedulerLostException>(() => other.ResultAsync(deadline.Token));
    }

    [Fact]
    public async Task Leaving_with_an_actor_that_is_no_worker_or_has_ended_says_no()
    {
        await using var nodes = new EngineNodes();
        var first = await nodes.JoinAsync(WeftRoles.WorkerRole);
        Assert.False(await WeftRoles.LeaveAsync(first.DeadLetters, TimeSpan.FromMilliseconds(10)));
        var worker = WeftRoles.JoinAsWorker(first, EngineNodes.Worker("idle"));
        Assert.True(await WeftRoles.LeaveAsync(worker, EngineNodes.Patience));
    }

    private static double Sum(double[] values) => values.Sum();

    private static double Twice(double value) => 2 * value;

    private static int Slow(int milliseconds)
    {
        Thread.Sleep(milliseconds);
        return milliseconds;
    }
}
