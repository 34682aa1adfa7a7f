using Akka.Actor;

namespace Weft.Actors.Tests;

/// <summary>Whom the engine's actors believe, and what those who wait hear when one of them fails.</summary>
public sealed class EngineTrustTests
{
    [Fact]
    public async Task Nobody_but_the_locator_gives_a_worker_its_scheduler_and_nobody_but_its_host_the_locator()
    {
        await using var nodes = new EngineNodes();
        var system = await nodes.JoinAsync($"{WeftRoles.WorkerRole}, {WeftRoles.SchedulerRole}");
        var worker = WeftRoles.JoinAsWorker(system, EngineNodes.Worker("w"));
        var stranger = Collector.StartLocal(system, "stranger");
        var word = new SchedulerAt(stranger.Actor, "");
        worker.Tell(word, stranger.Actor);
        worker.Tell(word, ActorRefs.NoSender);
        WeftExtension.Of(system).Locator!.Tell(word, stranger.Actor);
        await Task.Delay(500);
        // A worker that believed it would have registered with the stranger.
        Assert.True(stranger.IsEmpty);
    }

    [Fact]
    public async Task Futures_of_a_client_whose_actor_failed_fail()
    {
        await using var systems = new TwoSystems();
        using var deadline = new CancellationTokenSource(EngineNodes.Patience);
        var scheduler = WeftRoles.StartScheduler(systems.Here);
        await using var client = await WeftRoles.ConnectAsync(systems.Here, scheduler, null, deadline.Token);
        var waiting = client.Submit(Negate, 1);
        var actor = ((ExtendedActorSystem)systems.Here).Provider.ResolveActorRef(client.Address.Value);

        // No client is ever told so: a broken invariant.
        actor.Tell(new PostedMail(new Runtime.Mail.DrainRequested("")), ActorRefs.NoSender);
        await Assert.ThrowsAsync<Runtime.SchedulerLostException>(() => waiting.ResultAsync(deadline.Token));
    }

    [Fact]
    public async Task A_connecting_that_was_given_up_leaves_no_actor_behind()
    {
        await using var systems = new TwoSystems();
        var scheduler = WeftRoles.StartScheduler(systems.There);
        var seen = await TwoSystems.SeenFrom(systems.Here, scheduler, systems.There);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => WeftRoles.ConnectAsync(systems.Here, seen, null, new CancellationToken(canceled: true)));
        await EngineNodes.UntilAsync(async () => (await systems.Here.ActorSelection("/user/*")
            .Ask<ActorIdentity>(new Identify(1), EngineNodes.Patience)).Subject is null);
    }

    private static int Negate(int value) => -value;
}
