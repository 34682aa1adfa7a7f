using static Weft.Tasks.Tests.SchedulerDrive;

namespace Weft.Tasks.Tests;

/// <summary>Cancelling, scattering, questions, and peers that break the rules.</summary>
public sealed class SchedulerClientTests
{
    [Fact]
    public void Cancelling_forgets_a_key_and_its_dependents()
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c");
        drive.Submit("c", Call("a-1"), Call("b-1", "a-1"), Call("x-1"));
        drive.Say("c", new ClientToScheduler.CancelKeys(["a-1"], Force: false));
        Assert.Equal(["a-1", "b-1"], Assert.Single(drive.ToClient<SchedulerToClient.KeysCancelled>("c")).Keys);
        Assert.Single(drive.ToWorker<SchedulerToWorker.CancelTask>("w"));
        Assert.Null(drive.StateOf("a-1"));
        Assert.Null(drive.StateOf("b-1"));
        Assert.Equal(TaskState.Processing, drive.StateOf("x-1"));
    }

    [Fact]
    public void Cancelling_without_force_leaves_what_another_client_wants()
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c1", "c2");
        drive.Submit("c1", Call("a-1"), Call("b-1", "a-1"));
        drive.Say("c2", new ClientToScheduler.WantKeys(["b-1"]));
        drive.Say("c1", new ClientToScheduler.CancelKeys(["a-1"], Force: false));
        Assert.Equal(["a-1", "b-1"], Assert.Single(drive.ToClient<SchedulerToClient.KeysCancelled>("c1")).Keys);
        Assert.Empty(drive.ToClient<SchedulerToClient>("c2"));
        Assert.Equal(TaskState.Processing, drive.StateOf("a-1"));
        Assert.Equal(TaskState.Waiting, drive.StateOf("b-1"));
    }

    [Fact]
    public void Cancelling_by_force_takes_the_key_from_every_client_and_tells_them()
    {
        var drive = new SchedulerDrive().Workers("w").Clients("c1", "c2");
        drive.Submit("c1", Call("a-1"), Call("b-1", "a-1"));
        drive.Say("c2", new ClientToScheduler.WantKeys(["b-1"]));
        drive.Say("c1", new ClientToScheduler.CancelKeys(["a-1"], Force: true));
        Assert.Equal(["b-1"], Assert.Single(drive.ToClient<SchedulerToClient.KeysCancelled>("c2")).Keys);
        Assert.Null(drive.StateOf("a-1"));
        Assert.Null(drive.StateOf("b-1"));
    }

    [Fact]
    public void Scatter_goes_round_the_sorted_workers_and_on_from_where_it_stopped()
    {
        var drive = new SchedulerDrive().Workers("w3", "w1", "w2").Clients("c1", "c2");
        Assert.Equal(["w1", "w2"], Plan(drive, "c1", count: 2, replicas: 1).Select(p => p[0]));
        Assert.Equal(["w3", "w1"], Plan(drive, "c2", count: 2, replicas: 1).Select(p => p[0]));
        Assert.Equal(["w2", "w3"], Plan(drive, "c1", count: 1, replicas: 2)[0]);
        Assert.Equal(["w1", "w2", "w3"], Plan(drive, "c1", count: 1, replicas: 9)[0].Order());
    }

    [Fact]
    public void Scatter_keeps_to_the_workers_named()
    {
        var drive = new SchedulerDrive().Workers("w1", "w2", "w3").Clients("c");
        drive.Say("c", new ClientToScheduler.PlanScatter(7, 3, 2, [At("w2"), At("gone")]));
        var plan = Assert.Single(drive.ToClient<SchedulerToClient.ScatterPlan>("c"));
        Assert.Null(plan.Refusal);
        Assert.All(plan.Holders, holders => Assert.Equal([At("w2")], holders));
    }

    [Theory]
    [InlineData(1, 1, "no worker")]
    [InlineData(-1, 1, "-1 values")]
    [InlineData(1, 0, "0 replicas")]
    public void Scatter_is_refused_with_the_reason(int count, int replicas, string reason)
    {
        var drive = new SchedulerDrive().Clients("c");
        if (reason != "no worker") drive.AddWorker("w", 1);
        drive.Say("c", new ClientToScheduler.PlanScatter(7, count, replicas, null));
        Assert.Contains(reason, Assert.Single(drive.ToClient<SchedulerToClient.ScatterPlan>("c")).Refusal);
    }

    [Fact]
    public void Scatter_beyond_the_limit_is_refused_by_the_name_of_the_limit()
    {
        var drive = new SchedulerDrive(new SchedulerOptions { ScatterPlacesMax = 10 }).Workers("w1", "w2").Clients("c");
        drive.Say("c", new ClientToScheduler.PlanScatter(7, int.MaxValue, 2, null));
        Assert.Contains("ScatterPlacesMax", Assert.Single(drive.ToClient<SchedulerToClient.ScatterPlan>("c")).Refusal);
        drive.Say("c", new ClientToScheduler.PlanScatter(8, 1, 1, [At("gone")]));
        Assert.Contains("gone", Assert.Single(drive.ToClient<SchedulerToClient.ScatterPlan>("c")).Refusal);
    }

    [Fact]
    public void Where_keys_lie_is_answered_in_the_order_asked()
    {
        var drive = new SchedulerDrive().Workers("w1", "w2").Clients("c");
        drive.Scatter("c", "a-1", 10, "w2", "w1");
        drive.Say("c", new ClientToScheduler.LocateKeys(3, ["ghost", "a-1"]));
        var located = Assert.Single(drive.ToClient<SchedulerToClient.KeyLocations>("c"));
        Assert.Equal(3, located.Request);
        Assert.Equal(["ghost", "a-1"], located.Keys.Select(k => k.Key));
        Assert.Empty(located.Keys[0].Holders);
        Assert.Equal([At("w1"), At("w2")], located.Keys[1].Holders);
        Assert.Equal(10, located.Keys[1].Bytes);
    }

    [Fact]
    public void The_workers_are_listed_by_address()
    {
        var drive = new SchedulerDrive().Workers("w2", "w1").Clients("c");
        drive.Say("c", new ClientToScheduler.ListWorkers(9));
        var list = Assert.Single(drive.ToClient<SchedulerToClient.WorkerList>("c"));
        Assert.Equal(["w1", "w2"], list.Workers.Select(w => w.Name));
    }

    [Fact]
    public void Registration_is_answered_with_the_version()
    {
        var drive = new SchedulerDrive(new SchedulerOptions { Version = "9.9" });
        drive.Workers("w");
        Assert.Equal("9.9", Assert.Single(drive.ToWorker<SchedulerToWorker.WorkerRegistered>("w")).SchedulerVersion);
        drive.Clients("c");
        Assert.Equal("9.9", Assert.Single(drive.ToClient<SchedulerToClient.ClientRegistered>("c")).SchedulerVersion);
    }

    [Fact]
    public void A_peer_that_registers_twice_is_dropped_and_its_tasks_run_elsewhere()
    {
        var drive = new SchedulerDrive().Workers("w1", "w2").Clients("c");
        drive.Submit("c", Call("a-1"));
        drive.Workers("w1");
        Assert.Single(drive.ToWorker<SchedulerToWorker.WorkerRefused>("w1"));
        Assert.Equal(At("w1"), Assert.Single(drive.Effects.OfType<SchedulerEffect.DropPeer>()).Peer);
        Assert.Equal("w2", drive.WorkerOf("a-1"));
        drive.Clients("c");
        Assert.Single(drive.ToClient<SchedulerToClient.ClientRefused>("c"));
        Assert.Null(drive.StateOf("a-1"));
    }

    [Fact]
    public void A_peer_that_speaks_before_it_registers_is_dropped_once()
    {
        var drive = new SchedulerDrive();
        drive.Release("c", "a-1");
        Assert.Contains("RegisterClient", Assert.Single(drive.Effects.OfType<SchedulerEffect.DropPeer>()).Reason);
        drive.Release("c", "a-1");
        Assert.Empty(drive.Effects);
        drive.Say("w", new WorkerToScheduler.ReplicasHeld([]));
        Assert.Contains("RegisterWorker", Assert.Single(drive.Effects.OfType<SchedulerEffect.DropPeer>()).Reason);
    }

    [Fact]
    public void A_peer_cannot_be_worker_and_client()
    {
        var drive = new SchedulerDrive().Workers("p");
        drive.Clients("p");
        Assert.Single(drive.Effects.OfType<SchedulerEffect.DropPeer>());
        Assert.Empty(drive.Machine.Snapshot().Workers);
    }

    [Fact]
    public void A_worker_without_threads_is_refused()
    {
        var drive = new SchedulerDrive();
        drive.AddWorker("w", threads: 0);
        Assert.Contains("0 threads", Assert.Single(drive.ToWorker<SchedulerToWorker.WorkerRefused>("w")).Reason);
    }

    private static List<string[]> Plan(SchedulerDrive drive, string client, int count, int replicas)
    {
        drive.Say(client, new ClientToScheduler.PlanScatter(1, count, replicas, null));
        var plan = Assert.Single(drive.ToClient<SchedulerToClient.ScatterPlan>(client));
        return [.. plan.Holders.Select(holders => holders.Select(h => h.Value).ToArray())];
    }
}
