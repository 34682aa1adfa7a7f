using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Akka.Remote;
using Weft.Runtime;
using Weft.Tasks;

namespace Weft.Actors.Tests;

/// <summary>Clients that are no members: how they find the scheduler, and how both know that the other is there.</summary>
public sealed class EngineOutsideTests
{
    private static readonly LeaseRenewal Short = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(800));

    [Theory]
    [InlineData(300, true)]
    [InlineData(2500, false)]
    public async Task A_client_that_is_frozen_is_kept_for_as_long_as_its_lease_lasts(int milliseconds, bool isKept)
    {
        await using var nodes = new EngineNodes();
        using var deadline = new CancellationTokenSource(EngineNodes.Patience);
        var first = await nodes.JoinAsync(WeftRoles.SchedulerRole);
        WeftRoles.JoinAsScheduler(first);
        await using var inside = await EngineNodes.ConnectAsync(first, deadline.Token);
        var outside = nodes.Outside();
        var found = await SchedulerSearch.For(WeftExtension.Of(outside)).FindAsync(EngineNodes.Patience, deadline.Token);
        var to = WeftRoles.AddressOf(outside, found);
        var lost = new TaskCompletionSource<string>();
        var frozen = outside.ActorOf(PipeActor.Props(
            (pipe, mail) =>
            {
                if (mail is Mail.PeerAppeared) pipe.Way.Send(to, new ClientToScheduler.RegisterClient("frozen"));
                if (mail is Mail.StopRequested) Thread.Sleep(milliseconds);
                if (mail is Mail.PeerLost gone) lost.TrySetResult(gone.Reason);
            },
            Short));
        frozen.Tell(new PostedMail(new Mail.PeerAppeared(to)), frozen);
        await EngineNodes.UntilAsync(async () => (await inside.StatusAsync(deadline.Token)).Clients == 2);

        // Idle for longer than the lease lasts, it renews and stays.
        await Task.Delay(1200, deadline.Token);
        Assert.Equal(2, (await inside.StatusAsync(deadline.Token)).Clients);

        frozen.Tell(new PostedMail(new Mail.StopRequested("freeze")), frozen);
        if (isKept)
        {
            await Task.Delay(1200, deadline.Token);
            Assert.Equal(2, (await inside.StatusAsync(deadline.Token)).Clients);
            Assert.False(lost.Task.IsCompleted);
            return;
        }

        await EngineNodes.UntilAsync(async () => (await inside.StatusAsync(deadline.Token)).Clients == 1);
        Assert.NotEmpty(await lost.Task.WaitAsync(deadline.Token));
    }

    [Fact]
    public async Task A_client_outside_loses_a_scheduler_that_is_cut_off_when_its_lease_runs_out()
    {
        await using var nodes = new EngineNodes();
        using var deadline = new CancellationTokenSource(EngineNodes.Patience);
        var first = await nodes.JoinAsync(WeftRoles.SchedulerRole);
        WeftRoles.JoinAsScheduler(first);
        var outside = nodes.Outside("weft.client { lease-interval = 100ms\n lease-timeout = 1s }");
        await using var client = await EngineNodes.ConnectAsync(outside, deadline.Token);
        var never = client.Submit(One);
        await EngineNodes.CutOffAsync(first);
        var error = await Assert.ThrowsAsync<SchedulerLostException>(() => never.ResultAsync(deadline.Token));
        Assert.Contains("nothing was heard of it for 1 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_client_outside_says_to_a_node_that_has_just_come_back_at_its_address_arrives()
    {
        await using var nodes = new EngineNodes();
        await nodes.JoinAsync(WeftRoles.SchedulerRole);
        var outside = nodes.Outside("akka.remote.retry-gate-closed-for = 1s");
        var events = Collector.StartLocal(outside, "events");
        outside.EventStream.Subscribe(events.Actor, typeof(AssociationErrorEvent));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        outside.ActorSelection($"akka.tcp://weft@127.0.0.1:{port}/user/nobody").Tell(new[] { 1 });
        await events.NextAsync();

        // From now on, and for a second, Akka drops all that is told to the address.
        var late = await nodes.JoinAsync(WeftRoles.WorkerRole, $"akka.remote.dot-netty.tcp.port = {port}");
        var heard = new TaskCompletionSource<Message>();
        var there = late.ActorOf(PipeActor.Props((_, mail) =>
        {
            if (mail is Mail.MessageArrived { Message: var message }) heard.TrySetResult(message);
        }));
        var to = WeftRoles.AddressOf(late, there);
        var here = outside.ActorOf(PipeActor.Props(
            (pipe, mail) =>
            {
                if (mail is Mail.PeerAppeared) pipe.Way.Send(to, new DataMessage.GetData(7, ["key"], null));
            },
            new LeaseRenewal(TimeSpan.FromMilliseconds(100), EngineNodes.Patience)));
        here.Tell(new PostedMail(new Mail.PeerAppeared(to)), here);
        var got = await heard.Task.WaitAsync(EngineNodes.Patience);
        Assert.Equal(7, Assert.IsType<DataMessage.GetData>(got).Request);
    }

    [Fact]
    public async Task A_client_outside_that_closes_is_gone_at_once()
    {
        await using var nodes = new EngineNodes();
        using var deadline = new CancellationTokenSource(EngineNodes.Patience);
        var first = await nodes.JoinAsync(WeftRoles.SchedulerRole);
        WeftRoles.JoinAsScheduler(first);
        await using var inside = await EngineNodes.ConnectAsync(first, deadline.Token);
        var outside = await EngineNodes.ConnectAsync(nodes.Outside(), deadline.Token);
        await EngineNodes.UntilAsync(async () => (await inside.StatusAsync(deadline.Token)).Clients == 2);
        await outside.DisposeAsync();
        await EngineNodes.UntilAsync(async () => (await inside.StatusAsync(deadline.Token)).Clients == 1);
    }

    [Fact]
    public async Task A_system_of_no_cluster_and_without_contacts_is_told_which_key_is_missing()
    {
        await using var nodes = new EngineNodes();
        await nodes.JoinAsync(WeftRoles.SchedulerRole);
        var outside = nodes.Outside("weft.client.contacts = []");
        var error = await Assert.ThrowsAsync<ConfigurationException>(() => EngineNodes.ConnectAsync(outside));
        Assert.Contains("weft.client.contacts", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_scheduler_is_found_the_error_says_who_was_asked_and_what_they_answered()
    {
        await using var nodes = new EngineNodes();
        var first = await nodes.JoinAsync(WeftRoles.WorkerRole);
        var address = ((ExtendedActorSystem)first).Provider.DefaultAddress;
        var outside = nodes.Outside($"weft.client.contacts = [\"{address}\", \"akka.tcp://weft@127.0.0.1:1\"]");
        var options = new ClientOptions { Timeout = TimeSpan.FromSeconds(1) };
        var error = await Assert.ThrowsAsync<TimeoutException>(
            () => WeftRoles.ConnectAsync(outside, options, CancellationToken.None));
        Assert.Contains($"{address} says that none of the 1 members", error.Message, StringComparison.Ordinal);
        Assert.Contains("akka.tcp://weft@127.0.0.1:1 did not answer", error.Message, StringComparison.Ordinal);
        Assert.Contains("weft.client.contacts", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_needs_the_role_for_what_it_joins_as()
    {
        await using var nodes = new EngineNodes();
        var first = await nodes.JoinAsync("something-else");
        var error = Assert.Throws<ConfigurationException>(() => WeftRoles.JoinAsScheduler(first));
        Assert.Contains("akka.cluster.roles = [something-else]", error.Message, StringComparison.Ordinal);
        Assert.Throws<ConfigurationException>(() => WeftRoles.JoinAsWorker(first));
        var outside = Assert.Throws<ConfigurationException>(() => WeftRoles.JoinAsWorker(nodes.Outside()));
        Assert.Contains("akka.actor.provider", outside.Message, StringComparison.Ordinal);
    }

    private static int One() => 1;
}
