using Weft.Serialization;

namespace Weft.Tasks.Tests;

/// <summary>Values that clients put on a worker, and clients that are lost before they announce them.</summary>
public sealed class WorkerPutTests
{
    private static readonly PeerAddress Client = new("client");
    private static readonly PeerAddress Scheduler = new("scheduler");
    private readonly List<WorkerEffect> _effects = [];
    private readonly WorkerMachine _machine = new(
        new PeerAddress("worker"), "worker", Scheduler, new WorkerMachineOptions());

    [Fact]
    public void A_lost_clients_puts_are_announced_in_its_place()
    {
        Put("b", "a");
        Handle(new WorkerEvent.PeerLost(default, Client, "it died"));
        var send = Assert.IsType<WorkerEffect.SendToScheduler>(Assert.Single(_effects));
        var held = Assert.IsType<WorkerToScheduler.ReplicasHeld>(send.Message);
        Assert.Equal(["a", "b"], held.Data.Select(item => item.Key));
    }

    [Fact]
    public void A_put_that_was_freed_is_announced_no_more()
    {
        Put("a");
        Handle(new WorkerEvent.SchedulerMessageReceived(default, new SchedulerToWorker.FreeKeys(["a"])));
        Handle(new WorkerEvent.PeerLost(default, Client, "it died"));
        Assert.Empty(_effects);
    }

    [Fact]
    public void Another_peers_loss_announces_nothing()
    {
        Put("a");
        Handle(new WorkerEvent.PeerLost(default, new PeerAddress("another"), "it died"));
        Assert.Empty(_effects);
    }

    [Fact]
    public void A_worker_stopped_before_it_registered_says_nothing_to_the_scheduler()
    {
        Handle(new WorkerEvent.StopRequested(default, "not needed"));
        Assert.IsType<WorkerEffect.Stop>(Assert.Single(_effects));
    }

    private void Put(params string[] keys) => Handle(
        new WorkerEvent.DataStored(default, [.. keys.Select(key => new HeldData(key, "long", 8))], Client));

    private void Handle(WorkerEvent happened)
    {
        _effects.Clear();
        _machine.Handle(happened, _effects);
        WorkerInvariants.Check(_machine);
    }
}
