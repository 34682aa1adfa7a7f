using Akka.Configuration;
using Weft.Runtime;
using Xunit.Abstractions;

namespace Weft.Actors.Tests;

/// <summary>
/// A client outside the cluster in a process of its own, frozen and idle. All times are a tenth of what they are by
/// default, and both ends would give up a node that they watch after less silence than that of the freeze: whoever
/// watches across the boundary quarantines the other for good, and nothing after the freeze works.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class FrozenClientTests(ITestOutputHelper output)
{
    private static readonly string[] Tenth = ["weft.client.lease-interval = 100ms", "weft.client.lease-timeout = 3s"];

    private static readonly string[] QuickWatch =
    [
        "akka.remote.watch-failure-detector.heartbeat-interval = 100ms",
        "akka.remote.watch-failure-detector.acceptable-heartbeat-pause = 300ms",
        "akka.remote.watch-failure-detector.unreachable-nodes-reaper-interval = 100ms",
    ];

    [Fact]
    public void By_default_a_client_may_be_frozen_for_twenty_seconds()
    {
        var timeout = WeftConfig.Reference.GetTimeSpan("weft.client.lease-timeout");
        var interval = WeftConfig.Reference.GetTimeSpan("weft.client.lease-interval");
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1)), (timeout, interval));
        var tenth = string.Join('\n', Tenth);
        Assert.Equal(timeout / 10, ConfigurationFactory.ParseString(tenth).GetTimeSpan("weft.client.lease-timeout"));

        // Akka passes over a key that it does not know.
        foreach (var setting in QuickWatch)
            Assert.True(TlsCheck.RemoteDefaults.HasPath(setting[..setting.IndexOf(' ', StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task A_client_frozen_for_less_than_its_lease_or_idle_for_longer_goes_on_and_frozen_for_longer_is_told()
    {
        // Windows has no signal that freezes a process.
        if (OperatingSystem.IsWindows()) return;
        await using var nodes = new EngineNodes();
        using var deadline = new CancellationTokenSource(3 * EngineNodes.Patience);
        var quickWatch = string.Join('\n', QuickWatch);
        var first = await nodes.JoinAsync(WeftRoles.SchedulerRole, quickWatch, deadline.Token);
        WeftRoles.JoinAsScheduler(first);
        var second = await nodes.JoinAsync(WeftRoles.WorkerRole, quickWatch, deadline.Token);
        WeftRoles.JoinAsWorker(second, EngineNodes.Worker("w"));
        await using var inside = await EngineNodes.ConnectAsync(first, deadline.Token);
        await EngineNodes.FirstWorkerAsync(inside);
        using var client = ChildProcess.Start(
            ["outside", $"{Akka.Cluster.Cluster.Get(first).SelfAddress}", .. Tenth, .. QuickWatch]);
        Assert.Equal("connected", await client.ReadLineAsync());
        Assert.Equal("42", await AskAsync(client, 21));

        // Frozen for 20 s, in tenths: both sides keep each other.
        await client.SignalAsync("STOP");
        await Task.Delay(2000, deadline.Token);
        await client.SignalAsync("CONT");
        Assert.Equal(2, (await inside.StatusAsync(deadline.Token)).Clients);
        Assert.Equal("44", await AskAsync(client, 22));

        // Idle for 60 s, in tenths: twice as long as the lease.
        await Task.Delay(6000, deadline.Token);
        Assert.Equal(2, (await inside.StatusAsync(deadline.Token)).Clients);
        Assert.Equal("46", await AskAsync(client, 23));

        // Frozen for longer than the lease: gone for the scheduler, and told so by name when it wakes.
        await client.SignalAsync("STOP");
        await EngineNodes.UntilAsync(async () => (await inside.StatusAsync(deadline.Token)).Clients == 1);
        await client.SignalAsync("CONT");
        var said = await AskAsync(client, 24);
        output.WriteLine(said);
        Assert.StartsWith(nameof(SchedulerLostException), said, StringComparison.Ordinal);
        Assert.Single((await inside.StatusAsync(deadline.Token)).Workers);
    }

    private static Task<string> AskAsync(ChildProcess client, int number)
    {
        client.WriteLine($"{number}");
        return client.ReadLineAsync();
    }
}
